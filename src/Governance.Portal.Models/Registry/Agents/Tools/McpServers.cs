using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Policies;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>
/// Asks a server for its tools by the Model Context Protocol over streamable HTTP: each request is a POST, its answer JSON or events. The
/// one client of the portal bounds whom it calls, how long and how much it reads.
/// </summary>
internal sealed class McpServers(OutboundClient http)
{
    private const string Protocol = "2025-06-18";
    private const int MaxPages = 20;

    /// <summary>The version it tells, and its tools.</summary>
    /// <exception cref="OutboundException">It may not be called, does not answer, or refuses.</exception>
    /// <exception cref="FormatException">Its answer is none of the protocol.</exception>
    public async Task<(string? Version, McpToolList Tools)> AskAsync(Uri address, CancellationToken ct)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept"] = "application/json, text/event-stream" };
        var greeting = await ResultAsync(
            address,
            headers,
            1,
            "initialize",
            new JsonObject
            {
                ["protocolVersion"] = Protocol,
                ["capabilities"] = new JsonObject(),
                ["clientInfo"] = new JsonObject { ["name"] = "governance-portal", ["version"] = "1" },
            },
            ct
        );
        headers["MCP-Protocol-Version"] = Text(greeting, "protocolVersion") ?? Protocol;
        await SendAsync(address, headers, new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" }, ct);
        var pages = new List<JsonElement>();
        string? cursor = null;
        do
        {
            if (pages.Count >= MaxPages)
            {
                throw new FormatException($"{address.Host} lists more than {MaxPages} pages of tools.");
            }

            var asked = cursor is null ? null : new JsonObject { ["cursor"] = cursor };
            pages.Add(await ResultAsync(address, headers, pages.Count + 2, "tools/list", asked, ct));
            cursor = Text(pages[^1], "nextCursor");
        } while (cursor is not null);

        var info = greeting.TryGetProperty("serverInfo", out var given) ? Text(given, "version") : null;
        // Read again as one text: strictly, as the digests of manifests were made.
        return (info, McpToolList.Read(Encoding.UTF8.GetBytes($"[{string.Join(',', pages.Select(p => p.GetRawText()))}]")));
    }

    private async Task<JsonElement> ResultAsync(
        Uri address,
        Dictionary<string, string> headers,
        int id,
        string method,
        JsonObject? parameters,
        CancellationToken ct
    )
    {
        var message = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
        };
        if (parameters is not null)
        {
            message["params"] = parameters;
        }

        var answer = await SendAsync(address, headers, message, ct);
        if (answer.Session is { } session)
        {
            headers[OutboundAnswer.SessionHeader] = session;
        }

        foreach (var part in answer.ContentType == "text/event-stream" ? Events(answer.Body) : [answer.Body])
        {
            if (
                Read(part) is { ValueKind: JsonValueKind.Object } read
                && read.TryGetProperty("id", out var answered)
                && answered.GetRawText() == id.ToString(CultureInfo.InvariantCulture)
                && read.TryGetProperty("result", out var result)
                && result.ValueKind == JsonValueKind.Object
            )
            {
                return result;
            }
        }

        throw new FormatException($"{address.Host} returned no result for {method}.");
    }

    private async Task<OutboundAnswer> SendAsync(Uri address, Dictionary<string, string> headers, JsonObject message, CancellationToken ct)
    {
        var body = Encoding.UTF8.GetBytes(message.ToJsonString());
        var answer = await http.SendAsync(HttpMethod.Post, address, body, "application/json", headers, ct);
        return answer.IsSuccess
            ? answer
            : throw new OutboundException(string.Create(CultureInfo.InvariantCulture, $"{address.Host} answers {answer.Status}."));
    }

    // An empty line ends an event; its lines that begin with data: are the message.
    private static IEnumerable<byte[]> Events(byte[] body) =>
        Encoding
            .UTF8.GetString(body)
            .ReplaceLineEndings("\n")
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(e =>
                string.Join(
                    '\n',
                    e.Split('\n').Where(l => l.StartsWith("data:", StringComparison.Ordinal)).Select(l => l[5..].TrimStart(' '))
                )
            )
            .Where(e => e.Length > 0)
            .Select(Encoding.UTF8.GetBytes);

    private static JsonElement? Read(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"The member {name} is not text.", e);
        }
    }
}
