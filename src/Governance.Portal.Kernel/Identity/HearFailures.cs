using System.Text.Json;
using Governance.Data.Postgres;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Counts what failed on other nodes. A node that has just started counts less than it might, never more.</summary>
internal sealed partial class HearFailures(
    FailureCounter failures,
    TimeProvider clock,
    ILogger<HearFailures> logger,
    NodeSignals? signals = null
) : PeriodicJob(TimeSpan.FromSeconds(5), clock, atOnce: true)
{
    protected override bool IsNeeded => signals is not null;

    // Returns when the connection is lost only; the next round listens again.
    public override Task RunAsync(CancellationToken ct) => signals!.ListenAsync(Hear, ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    private void Hear(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<Failure>(text) is { } failure)
            {
                failures.Hear(failure);
            }
        }
        catch (JsonException)
        {
            // A node of another version says it in another way.
        }
    }

    [LoggerMessage(1332, LogLevel.Warning, "Failed sign-ins of other nodes are not counted at this moment; the next try is due in seconds")]
    private partial void LogFailed(Exception e);
}
