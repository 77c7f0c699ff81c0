using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Kernel.Observability;

/// <summary>
/// Notices that this node's clock was set, or stood still while the machine did: it went on by more or less than the time that passed.
/// On SQLite nothing else would, because the database's clock is the same one.
/// </summary>
internal sealed partial class ClockWatch(TimeProvider clock, ILogger<ClockWatch> logger) : PeriodicJob(s_every, clock, atOnce: true)
{
    /// <summary>What a time service does to a clock that is only a little wrong stays far below.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_told = TimeSpan.FromHours(1);

    private (DateTimeOffset Time, long Passed)? _last;
    private Jump? _jump;

    /// <summary>By how much the clock jumped last, and what it said afterwards; null when it did not within the last hour.</summary>
    public (TimeSpan By, DateTimeOffset At)? LastJump =>
        Volatile.Read(ref _jump) is { } jump && Clock.GetElapsedTime(jump.Passed) < s_told ? (jump.By, jump.At) : null;

    // A node that is about to end still answers.
    protected override bool GoesOnWhileDraining => true;

    /// <inheritdoc/>
    public override Task RunAsync(CancellationToken ct)
    {
        var (now, passed) = (Clock.GetUtcNow(), Clock.GetTimestamp());
        if (_last is var (before, then) && now - before - Clock.GetElapsedTime(then, passed) is var by && by.Duration() > Most)
        {
            Volatile.Write(ref _jump, new Jump(TimeSpan.FromSeconds(Math.Round(by.TotalSeconds)), now, passed));
            LogJump(by.TotalSeconds);
        }

        _last = (now, passed);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(
        1227,
        LogLevel.Warning,
        "The clock of this node jumped by {Seconds} s: it was set, or the machine was suspended. Leases follow the clock of the database"
    )]
    private partial void LogJump(double seconds);

    [LoggerMessage(1228, LogLevel.Error, "The clock could not be checked; the next check follows soon")]
    private partial void LogFailed(Exception e);

    private sealed record Jump(TimeSpan By, DateTimeOffset At, long Passed);
}
