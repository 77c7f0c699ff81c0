using Governance.Data.Postgres;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Kernel.Nodes;

/// <summary>Sends what waits for the other nodes.</summary>
internal sealed partial class TellNodes(NodeMessages messages, TimeProvider clock, ILogger<TellNodes> logger, NodeSignals? signals = null)
    : PeriodicJob(TimeSpan.FromSeconds(5), clock, atOnce: true)
{
    private const int AtOnce = 100;

    // One node alone has no one to tell.
    protected override bool IsNeeded => signals is not null;

    public override async Task RunAsync(CancellationToken ct)
    {
        while (messages.Take(AtOnce) is { Count: > 0 } waiting)
        {
            await signals!.SendAsync(waiting, ct);
        }
    }

    protected override IDisposable Listen()
    {
        void Hear(object? sender, EventArgs waiting) => Wake();
        messages.Waiting += Hear;
        return new OnDispose(() => messages.Waiting -= Hear);
    }

    protected override bool GoesOnWhileDraining => true;

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1331, LogLevel.Warning, "The other nodes cannot be notified at the moment; the next attempt is in a few seconds")]
    private partial void LogFailed(Exception e);
}
