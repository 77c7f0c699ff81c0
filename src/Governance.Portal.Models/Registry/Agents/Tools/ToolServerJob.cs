using Governance.Portal.Kernel.Jobs;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>Asks the servers of agents in production for their tools, every few minutes.</summary>
internal sealed partial class ToolServerJob(
    AskToolServers ask,
    IOptions<ToolServerOptions> options,
    TimeProvider clock,
    ILogger<ToolServerJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(options.Value.EveryMinutes), clock)
{
    public override Task RunAsync(CancellationToken ct) => ask.RunAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1380, LogLevel.Error, "Querying the servers of agents failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
