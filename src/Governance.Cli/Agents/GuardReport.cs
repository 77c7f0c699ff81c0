using Governance.Cli.Output;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>
/// Tells the portal what the guarded server lists, once for each list. What the portal answers stops no call. A list that it could not
/// record is told again after the next call, when the portal is asked anyway.
/// </summary>
internal sealed class GuardReport(CliHost host, PortalCalls portal, AgentServer server, CancellationToken ct)
{
    private readonly Lock _lock = new();
    private string? _newest;
    private IReadOnlyDictionary<string, string>? _untold;

    /// <summary>The server has listed its tools: name and digest of each.</summary>
    public void Listed(IReadOnlyDictionary<string, string> tools)
    {
        var digest = ToolDigest.OfServer(tools.Select(tool => (tool.Key, tool.Value)));
        lock (_lock)
        {
            if (_newest == digest)
            {
                return;
            }

            // Whatever was not told before is out of date.
            (_newest, _untold) = (digest, null);
        }

        _ = TellAsync(digest, tools);
    }

    /// <summary>The portal has just been asked about a call: what it has not recorded is told again.</summary>
    public void Repeat()
    {
        string digest;
        IReadOnlyDictionary<string, string> tools;
        lock (_lock)
        {
            if (_untold is null)
            {
                return;
            }

            (digest, tools, _untold) = (_newest!, _untold, null);
        }

        _ = TellAsync(digest, tools);
    }

    private async Task TellAsync(string digest, IReadOnlyDictionary<string, string> tools)
    {
        try
        {
            await portal.TellAsync(server, tools, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The guard ends; the next one lists the tools again.
        }
#pragma warning disable CA1031 // Whatever keeps the report from the portal, the guard goes on deciding.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            await host.Error.WriteLineAsync(PlainText.Line($"The portal did not record what {server.Name} lists: {problem.Message}"));
            // What it refuses, it refuses again.
            if (problem is not CliException { Status: not null and < 500 and not 429 })
            {
                lock (_lock)
                {
                    _untold = _newest == digest ? tools : _untold;
                }
            }
        }
    }
}
