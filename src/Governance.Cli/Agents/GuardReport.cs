using Governance.Cli.Output;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>Tells the portal what the guarded server lists, once for each list. What the portal answers stops no call.</summary>
internal sealed class GuardReport(CliHost host, PortalCalls portal, AgentServer server)
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

    private async Task TellAsync(IReadOnlyDictionary<string, string> tools)
    {
        try
        {
            await portal.TellAsync(server, tools, CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever keeps the report from the portal, the guard goes on deciding.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            await host.Error.WriteLineAsync(PlainText.Line($"The portal did not record what {server.Name} lists: {problem.Message}"));
        }
    }
}
