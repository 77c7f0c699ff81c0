using Governance.Data.Postgres;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Kernel.Nodes;

/// <summary>Sends what waits for the other nodes.</summary>
internal sealed partial class TellNodes(NodeMessages messages, TimeProvider clock, ILogger<TellNodes> logger, NodeSignals? signals = null)
    : PeriodicJob(TimeSpan.FromSeconds(5), clock, atOnce: true)
{
    private const int AtOnce = 100;

    // Taken, and not sent: what could not be sent for a moment is sent after it.
    private IReadOnlyList<NodeMessage> _taken = [];

    // One node alone has no one to tell.
    protected override bool IsNeeded => signals is not null;

    public override async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            _taken = _taken.Count > 0 ? _taken : messages.Take(AtOnce);
            if (_taken.Count == 0)
            {
                return;
            }

            await signals!.SendAsync(_taken, ct);
            _taken = [];
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
