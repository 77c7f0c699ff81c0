namespace Governance.Cli.Tests.Support;

/// <summary>A clock that jumps to the end of every pause instead of letting it pass.</summary>
internal sealed class SteppingClock : TimeProvider
{
    // Requests that run side by side pause side by side.
    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public List<TimeSpan> Pauses { get; } = [];

    /// <summary>When set, pauses never end, as if time stood still.</summary>
    public bool Stopped { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            Pauses.Add(dueTime);
            if (!Stopped && dueTime != Timeout.InfiniteTimeSpan)
            {
                _now += dueTime;
            }
        }

        if (!Stopped && dueTime != Timeout.InfiniteTimeSpan)
        {
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Spent();
    }

    private sealed class Spent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
