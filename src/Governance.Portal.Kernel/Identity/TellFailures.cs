using System.Text.Json;
using System.Threading.Channels;
using Governance.Data.Postgres;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Tells the other nodes what failed on this one, so that an address has its tries once and not once a node. Where a message is lost it
/// counts less than it might, never more.
/// </summary>
internal sealed partial class TellFailures(
    FailureCounter failures,
    TimeProvider clock,
    ILogger<TellFailures> logger,
    NodeSignals? signals = null
) : PeriodicJob(TimeSpan.FromSeconds(5), clock, atOnce: true)
{
    private const int MaxWaiting = 1_000;

    // What does not get through in a flood is not worth waiting for.
    private readonly Channel<Failure> _waiting = Channel.CreateBounded<Failure>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    // One node alone has no one to tell.
    protected override bool IsNeeded => signals is not null;

    public override async Task RunAsync(CancellationToken ct)
    {
        while (_waiting.Reader.TryRead(out var failure))
        {
            await signals!.SendAsync(JsonSerializer.Serialize(failure), ct);
        }
    }

    protected override IDisposable Listen()
    {
        failures.Counted += Queue;
        return new OnDispose(() => failures.Counted -= Queue);
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    private void Queue(object? sender, Failure failure)
    {
        _waiting.Writer.TryWrite(failure);
        Wake();
    }

    [LoggerMessage(
        1331,
        LogLevel.Warning,
        "Failed sign-ins are not shared with other nodes at this moment; the next try is due in seconds"
    )]
    private partial void LogFailed(Exception e);
}
