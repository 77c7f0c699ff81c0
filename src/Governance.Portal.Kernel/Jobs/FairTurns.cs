namespace Governance.Portal.Kernel.Jobs;

/// <summary>
/// Serves those who wait turn by turn, however much one of them asked for: next is the one whose last turn here is longest ago. Kept by
/// each node for itself: several are fair each.
/// </summary>
public sealed class FairTurns
{
    private const int Remembered = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private long _turn;

    /// <summary>The next of those that wait; default when none does.</summary>
    /// <param name="waiting">What waits, in the order in which it came.</param>
    /// <param name="who">For whom.</param>
    public T? Next<T>(IReadOnlyCollection<T> waiting, Func<T, string> who)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        ArgumentNullException.ThrowIfNull(who);
        if (waiting.Count == 0)
        {
            return default;
        }

        lock (_lock)
        {
            var next = waiting.MinBy(w => _last.GetValueOrDefault(who(w)))!; // of equals the first
            if (_last.Count >= Remembered)
            {
                _last.Clear();
            }

            _last[who(next)] = ++_turn;
            return next;
        }
    }
}
