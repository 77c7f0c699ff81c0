using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Governance.Transparency;

namespace Governance.Cli.Agents;

/// <summary>JSON-RPC messages of the Model Context Protocol: read strictly, written on one line.</summary>
internal static class McpMessage
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };
    private static readonly string[] s_envelope = ["jsonrpc", "id", "method", "params", "result", "error"];
    private static readonly string[] s_call = ["name", "arguments", "_meta"];
    private static readonly string[] s_resource = ["uri", "_meta"];
    private static readonly string[] s_cancelled = ["requestId", "reason", "_meta"];

    // Names that parameters of other methods have: nothing there is judged, and it is one message all the same.
    private static readonly string[] s_others =
    [
        "_meta",
        "argument",
        "arguments",
        "capabilities",
        "clientInfo",
        "context",
        "cursor",
        "level",
        "message",
        "name",
        "progress",
        "progressToken",
        "protocolVersion",
        "ref",
        "total",
        "uri",
    ];

    private static readonly string[] s_list = ["tools", "nextCursor", "_meta"];

    /// <summary>The message; null for what is none, or what has two members of one name.</summary>
    public static JsonElement? Read(ReadOnlyMemory<byte> line)
    {
        if (!Utf8.IsValid(line.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line, s_strict);
            var message = document.RootElement.Clone();
            return message.ValueKind == JsonValueKind.Object ? message : null;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static string? Text(JsonElement element, string name)
    {
        try
        {
            return
                element.ValueKind == JsonValueKind.Object
                && element.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Why a server could read a message of an agent otherwise than the guard, in a sentence that goes on after its subject; null when none
    /// could. What is passed on is judged by this first.
    /// </summary>
    public static string? WhyNot(JsonElement message) =>
        EnvelopeProblem(message, isClosed: true) ?? UnambiguousJson.Problem(message) ?? ParametersProblem(message);

    /// <summary>Why a reader could take a message for another one: a request for an answer, or one member for another.</summary>
    public static string? EnvelopeProblem(JsonElement message, bool isClosed = false)
    {
        bool Has(string name) => message.TryGetProperty(name, out _);
        return UnambiguousJson.MemberProblem(message, s_envelope, isClosed)
            ?? (
                message.TryGetProperty("jsonrpc", out var edition) && Text(message, "jsonrpc") != "2.0" ? "Its member jsonrpc is not 2.0."
                : Has("method") && (Has("result") || Has("error")) ? "It is a request and an answer in one."
                : Has("result") && Has("error") ? "It has a result and an error."
                : message.TryGetProperty("params", out var given) && given.ValueKind != JsonValueKind.Object
                    ? "Its parameters have no names."
                : null
            );
    }

    /// <summary>Why an answer to <c>tools/list</c> could be read as another list.</summary>
    public static string? ListProblem(JsonElement result) => UnambiguousJson.MemberProblem(result, s_list, isClosed: false);

    /// <summary>The message written anew, so that what is passed on is what was read.</summary>
    public static byte[] Write(JsonElement message) => UnambiguousJson.ToBytes(message);

    /// <summary>The id in the one way to write it, so that two ways to write one id are the same; null for a notification.</summary>
    public static string? IdOf(JsonElement message) => message.TryGetProperty("id", out var id) ? IdText(id) : null;

    /// <summary>An id in the one way to write it; null for what is none.</summary>
    public static string? IdText(JsonElement id)
    {
        const double max = 9_007_199_254_740_991;
        try
        {
            return id.ValueKind switch
            {
                JsonValueKind.String => JsonValue.Create(id.GetString())!.ToJsonString(),
                JsonValueKind.Number when id.TryGetDouble(out var number) && Math.Abs(number) <= max && Math.Truncate(number) == number => (
                    (long)number
                ).ToString(CultureInfo.InvariantCulture),
                JsonValueKind.Number
                or JsonValueKind.Undefined
                or JsonValueKind.Object
                or JsonValueKind.Array
                or JsonValueKind.True
                or JsonValueKind.False
                or JsonValueKind.Null
                or _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // What is judged has only the members that are judged: a protocol that gives a call another one has to be known first.
    private static string? ParametersProblem(JsonElement message)
    {
        if (!message.TryGetProperty("params", out var given))
        {
            return null;
        }

        var known = Text(message, "method") switch
        {
            "tools/call" => s_call,
            "resources/read" or "resources/subscribe" => s_resource,
            "notifications/cancelled" => s_cancelled,
            _ => null,
        };
        return known is null ? UnambiguousJson.MemberProblem(given, s_others, isClosed: false)
            : UnambiguousJson.MemberProblem(given, known, isClosed: true) is { } member ? member
            : given.TryGetProperty("arguments", out var arguments)
            && arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)
                ? "Its arguments have no names."
            : null;
    }

    public static byte[] Request(string id, string method, JsonObject? parameters) =>
        Bytes(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = JsonNode.Parse(id),
                ["method"] = method,
            },
            parameters
        );

    /// <summary>Says that a call goes on, and for whom it waits; the number only grows.</summary>
    public static byte[] Progress(string token, int number, PortalAnswer asked) =>
        Bytes(
            new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/progress" },
            new JsonObject
            {
                ["progressToken"] = JsonNode.Parse(token),
                ["progress"] = number,
                ["message"] = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{asked.Call} is waiting for a person until {asked.ExpiresAt:HH:mm:ss} UTC."
                ),
            }
        );

    public static byte[] Notification(string method) => Bytes(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method }, null);

    public static byte[] Result(string id, JsonNode result) =>
        Bytes(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = JsonNode.Parse(id),
                ["result"] = result,
            },
            null
        );

    /// <summary>An error; its id is null when the request could not be read.</summary>
    public static byte[] Error(string? id, int code, string sentence) =>
        Bytes(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = id is null ? null : JsonNode.Parse(id),
                ["error"] = new JsonObject { ["code"] = code, ["message"] = sentence },
            },
            null
        );

    private static byte[] Bytes(JsonObject message, JsonObject? parameters)
    {
        if (parameters is not null)
        {
            message["params"] = parameters;
        }

        return System.Text.Encoding.UTF8.GetBytes(message.ToJsonString());
    }
}
