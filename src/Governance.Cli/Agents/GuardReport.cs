using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>Tells the portal what the guarded server lists, once for each list. What the portal answers stops no call.</summary>
internal sealed class GuardReport(CliHost host, PortalClient client, string agent, AgentServer server) : IDisposable
{
    private string? _told;

    /// <summary>The server has listed its tools: name and digest of each.</summary>
    public void Listed(IReadOnlyDictionary<string, string> tools)
    {
        var digest = ToolDigest.OfServer(tools.Select(tool => (tool.Key, tool.Value)));
        if (Interlocked.Exchange(ref _told, digest) != digest)
        {
            _ = TellAsync(tools);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task TellAsync(IReadOnlyDictionary<string, string> tools)
    {
        try
        {
            await client.PostAsync(
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
                CancellationToken.None
            );
        }
#pragma warning disable CA1031 // Whatever keeps the report from the portal, the guard goes on deciding.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            await host.Error.WriteLineAsync(PlainText.Line($"The portal did not record what {server.Name} lists: {problem.Message}"));
        }
    }
}
