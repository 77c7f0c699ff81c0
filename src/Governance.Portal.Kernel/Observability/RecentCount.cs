namespace Governance.Portal.Kernel.Observability;

/// <summary>
/// How often something happened within the last hour on this node. A bounded memory of minutes, by a clock that no one can set: a flood
/// costs no more than a trickle.
/// </summary>
/// <param name="clock">Measures the time that passes.</param>
public sealed class RecentCount(TimeProvider clock)
{
    private const int Minutes = 60;

    private readonly Lock _lock = new();
    private readonly (long Minute, long Count)[] _minutes = new (long, long)[Minutes];
    private readonly long _began = clock.GetTimestamp();

    /// <summary>It happened.</summary>
    public void Add()
    {
        var now = Now();
        lock (_lock)
        {
            ref var minute = ref _minutes[now % Minutes];
            minute = minute.Minute == now ? (now, minute.Count + 1) : (now, 1);
        }
    }

    /// <summary>How often, within the last hour.</summary>
    public long Count
    {
        get
        {
            var now = Now();
            lock (_lock)
            {
                return _minutes.Where(m => m.Minute > now - Minutes).Sum(m => m.Count);
            }
        }
    }

    private long Now() => (long)clock.GetElapsedTime(_began).TotalMinutes;
}
