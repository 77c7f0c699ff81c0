using System.Text.Json;
using Governance.Cli.Http;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>Asks the portal's decision point about calls of one run.</summary>
internal sealed class PortalCalls(PortalClient client, string agent, string run, string? environment, string manifestSha256) : IDisposable
{
    // Quickly over: an agent waits, and an offline bundle may know.
    private const int Attempts = 2;

    private readonly string _address = $"api/v1/agents/{Uri.EscapeDataString(agent)}/calls";

    /// <summary>Time between two looks whether a person has answered.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(2);

    public Task<PortalAnswer> DecideAsync(GuardedCall call, CancellationToken ct) =>
        AnswerAsync(() => client.PostAsync($"{_address}:decide", writer => Write(writer, call), ct, Attempts));

    /// <summary>
    /// Whether the portal answers anything at all. One whose database someone holds up is not away: it cannot say what it knows of a stop.
    /// </summary>
    public async Task<bool> IsThereAsync(CancellationToken ct)
    {
        try
        {
            await client.GetAsync("healthz", ct, attempts: 1);
            return true;
        }
        catch (CliException problem)
        {
            return !problem.IsNoAnswer;
        }
    }

    /// <summary>A call that asks, as it is now.</summary>
    public Task<PortalAnswer> ReadAsync(string call, CancellationToken ct) =>
        AnswerAsync(() => client.GetAsync($"{_address}/{Uri.EscapeDataString(call)}", ct, Attempts));

    /// <summary>Tells which tools a server lists: name and digest of each.</summary>
    public Task TellAsync(AgentServer server, IReadOnlyDictionary<string, string> tools, CancellationToken ct) =>
        client.PostAsync(
            $"api/v1/agents/{Uri.EscapeDataString(agent)}/tools:observed",
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("server", server.Name);
                writer.WriteStartArray("tools");
                foreach (var (name, sha256) in tools)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", name);
                    writer.WriteString("sha256", sha256);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            },
            ct
        );

    public void Dispose() => client.Dispose();

    private async Task<PortalAnswer> AnswerAsync(Func<Task<Answer>> ask)
    {
        try
        {
            var answer = PortalAnswer.Of((await ask()).Body);
            return answer.Is(CallDecision.Deny) || answer.ManifestSha256 == manifestSha256
                ? answer
                : answer with
                {
                    Decision = answer.Decision with
                    {
                        Decision = CallDecision.Deny,
                        Reason =
                            "The portal and this guard use different manifests: start the guard with the manifest of the version in "
                            + "production.",
                    },
                };
        }
        catch (CliException problem)
        {
            return PortalAnswer.Denied(problem.Message) with { IsAway = problem.IsNoAnswer };
        }
    }

    private void Write(Utf8JsonWriter writer, GuardedCall call)
    {
        writer.WriteStartObject();
        writer.WriteString("run", run);
        writer.WriteString("tool", call.Tool);
        writer.WriteString("server", call.Facts.Server);
        writer.WriteString("currency", call.Facts.Currency);
        writer.WriteString("environment", environment);
        if (call.Facts.Amount is { } amount)
        {
            writer.WriteNumber("amount", amount);
        }

        if (call.Arguments is { } arguments)
        {
            writer.WritePropertyName("arguments");
            arguments.WriteTo(writer);
        }

        writer.WriteStartArray("scopes");
        foreach (var scope in call.Facts.Scopes)
        {
            writer.WriteStringValue(scope);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
