using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Governance.Cli.Agents;

/// <summary>JSON-RPC messages of the Model Context Protocol: read strictly, written on one line.</summary>
internal static class McpMessage
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>The message; null for what is none, or what two readers could read differently, such as two members of one name.</summary>
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

    /// <summary>The id as it is written; null for a notification.</summary>
    public static string? IdOf(JsonElement message) =>
        message.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number ? id.GetRawText() : null;

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
