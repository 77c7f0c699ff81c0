namespace Governance.Portal.Tests.Components;

/// <summary>A clock that moves when the test says so, and rings the timers it passes.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    private readonly List<Alarm> _alarms = [];
    private DateTimeOffset _now = now;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, _alarms, callback, state, _now + dueTime);
        _alarms.Add(alarm);
        return alarm;
    }

    public void Advance(TimeSpan by)
    {
        _now += by;
        foreach (var alarm in _alarms.Where(alarm => alarm.Due <= _now).ToList())
        {
            _alarms.Remove(alarm);
            alarm.Ring();
        }
    }

    private sealed class Alarm(ManualClock clock, List<Alarm> alarms, TimerCallback callback, object? state, DateTimeOffset due) : ITimer
    {
        public DateTimeOffset Due { get; private set; } = due;

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock._now + dueTime;
            return true;
        }

        public void Dispose() => alarms.Remove(this);

        public ValueTask DisposeAsync()
        {
            alarms.Remove(this);
            return ValueTask.CompletedTask;
        }
    }
}
