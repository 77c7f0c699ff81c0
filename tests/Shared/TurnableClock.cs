namespace Governance.Testing;

/// <summary>A clock that goes on when it is turned: its time, its timestamps and its timers.</summary>
public sealed class TurnableClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Alarm> _alarms = [];
    private DateTimeOffset _now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that are set.</summary>
    public int Alarms
    {
        get
        {
            lock (_gate)
            {
                return _alarms.Count;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Turns it on, and rings what it passes, in its order.</summary>
    public void Turn(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (Next(until) is { } alarm)
        {
            alarm.Ring();
        }
    }

    private Alarm? Next(DateTimeOffset until)
    {
        lock (_gate)
        {
            if (_alarms.Where(a => a.Due <= until).MinBy(a => a.Due) is not { } next)
            {
                _now = until;
                return null;
            }

            _now = next.Due;
            if (next.Period > TimeSpan.Zero)
            {
                next.Due += next.Period;
            }
            else
            {
                _alarms.Remove(next);
            }

            return next;
        }
    }

    private sealed class Alarm(TurnableClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._alarms.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    (Due, Period) = (clock._now + dueTime, period);
                    clock._alarms.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
