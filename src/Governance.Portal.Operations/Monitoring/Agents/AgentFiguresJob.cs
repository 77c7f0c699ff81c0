using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Operations.Monitoring.Agents;

/// <summary>Works out the figures of agents once their day is over.</summary>
internal sealed partial class AgentFiguresJob(FigureAgents figures, TimeProvider clock, ILogger<AgentFiguresJob> logger)
    : PeriodicJob(TimeSpan.FromHours(1), clock)
{
    public override Task RunAsync(CancellationToken ct) => figures.RunAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1598, LogLevel.Error, "Calculating the figures of agents failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
