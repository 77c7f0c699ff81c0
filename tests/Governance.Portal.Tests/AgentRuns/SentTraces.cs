using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Governance.Portal.Tests.AgentRuns;

/// <summary>The smallest trace of an agent, as an exporter sends it.</summary>
internal static class SentTraces
{
    public static Task SendAsync(HttpClient key, string agent, DateTimeOffset at, string trace, CancellationToken ct) =>
        SendAsync(key, agent, at, trace, [Attribute("gen_ai.operation.name", "invoke_agent"), Attribute("gen_ai.agent.name", agent)], ct);

    /// <summary>A call of a tool.</summary>
    public static Task CallAsync(
        HttpClient key,
        string agent,
        DateTimeOffset at,
        string trace,
        string tool,
        string? error,
        CancellationToken ct
    )
    {
        JsonArray attributes =
        [
            Attribute("gen_ai.operation.name", "execute_tool"),
            Attribute("gen_ai.agent.name", agent),
            Attribute("gen_ai.tool.name", tool),
        ];
        if (error is not null)
        {
            attributes.Add(Attribute("error.type", error));
        }

        return SendAsync(key, agent, at, trace, attributes, ct);
    }

    private static async Task SendAsync(
        HttpClient key,
        string agent,
        DateTimeOffset at,
        string trace,
        JsonArray attributes,
        CancellationToken ct
    )
    {
        var body = new JsonObject
        {
            ["resourceSpans"] = new JsonArray(
                new JsonObject
                {
                    ["resource"] = new JsonObject { ["attributes"] = new JsonArray(Attribute("service.name", agent)) },
                    ["scopeSpans"] = new JsonArray(
                        new JsonObject
                        {
                            ["spans"] = new JsonArray(
                                new JsonObject
                                {
                                    ["traceId"] = trace,
                                    ["spanId"] = trace[..16],
                                    ["name"] = "step",
                                    ["startTimeUnixNano"] = Nanoseconds(at),
                                    ["endTimeUnixNano"] = Nanoseconds(at.AddMilliseconds(5)),
                                    ["attributes"] = attributes,
                                }
                            ),
                        }
                    ),
                }
            ),
        };
        using var answer = await key.PostAsJsonAsync("/v1/traces", body, ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(ct));
    }

    private static string Nanoseconds(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeMilliseconds()}000000");

    private static JsonObject Attribute(string key, string value) =>
        new()
        {
            ["key"] = key,
            ["value"] = new JsonObject { ["stringValue"] = value },
        };
}
