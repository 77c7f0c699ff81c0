using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>Cuts lists of tools to what the manifest names, and writes down once what is hidden and why.</summary>
internal sealed class ListedTools(GuardedCalls calls)
{
    private readonly ConcurrentDictionary<string, bool> _hidden = new(StringComparer.Ordinal);

    /// <summary>The list with only those tools that the manifest names, as it names them.</summary>
    public byte[] Filtered(JsonElement message)
    {
        if (!message.TryGetProperty("result", out var result))
        {
            return McpMessage.Write(message);
        }

        var problem =
            result.ValueKind is not JsonValueKind.Object || !result.TryGetProperty("tools", out _) ? "The server does not list its tools."
            : McpMessage.ListProblem(result) is { } ambiguous ? $"Two programs could read the server's list differently. {ambiguous}"
            : null;
        if (problem is not null)
        {
            calls.Log.Write("dropped", writer => writer.WriteString("reason", problem));
            return McpMessage.Error(McpMessage.IdOf(message), GuardProxy.ServerGone, problem);
        }

        var listed = result.GetProperty("tools");

        var kept = new JsonArray();
        foreach (var item in listed.ValueKind == JsonValueKind.Array ? [.. listed.EnumerateArray()] : Array.Empty<JsonElement>())
        {
            var name = McpMessage.Text(item, "name") ?? string.Empty;
            string? why;
            try
            {
                why = calls.WhyHidden(name, McpTool.Read(item).Sha256);
            }
            catch (FormatException unreadable)
            {
                why = unreadable.Message;
            }

            if (why is null)
            {
                kept.Add((JsonNode?)JsonObject.Create(item));
            }
            else if (_hidden.TryAdd(why, true))
            {
                calls.Log.Write(
                    "hidden",
                    writer =>
                    {
                        writer.WriteString("server", calls.Server.Name);
                        writer.WriteString("tool", name);
                        writer.WriteString("reason", why);
                    }
                );
            }
        }

        var filtered = JsonObject.Create(message)!;
        filtered["result"]!.AsObject()["tools"] = kept;
        return McpMessage.Write(JsonElement.Parse(filtered.ToJsonString()));
    }
}
