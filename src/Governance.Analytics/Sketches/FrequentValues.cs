namespace Governance.Analytics.Sketches;

/// <summary>
/// Frequent values of a stream of texts, in bounded memory: every value that occurs more often than <see cref="Error"/> is kept, and each
/// count is too small by at most <see cref="Error"/>. Exact as long as there are no more distinct values than the capacity.
/// </summary>
/// <remarks>
/// Source: J. Misra, D. Gries, Sci. Comput. Program. 2 (1982) 143–152; mergeable by P. K. Agarwal et al., ACM Trans. Database Syst. 38
/// (2013).
/// </remarks>
public sealed class FrequentValues
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Creates an empty sketch.</summary>
    /// <param name="capacity">Values kept; positive.</param>
    public FrequentValues(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
    }

    /// <summary>Values kept.</summary>
    public int Capacity { get; }

    /// <summary>Values seen, repeats counted.</summary>
    public long Count { get; private set; }

    /// <summary>By how much a count may be too small.</summary>
    public long Error { get; private set; }

    /// <summary>Counts of the values kept, at least 1.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Takes a value.</summary>
    /// <param name="value">The text.</param>
    /// <param name="times">How often; positive.</param>
    public void Add(string value, long times = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        Count += times;
        _counts[value] = _counts.GetValueOrDefault(value) + times;
        // Twice the capacity before it is cut: cutting costs a pass over all, and then pays for as many additions.
        if (_counts.Count > 2 * Capacity)
        {
            Cut();
        }
    }

    /// <summary>Takes what another sketch has seen; errors add up.</summary>
    /// <param name="other">A sketch of the same capacity; stays as it is.</param>
    /// <exception cref="ArgumentException">The capacities differ.</exception>
    public void Merge(FrequentValues other)
    {
        if (other.Capacity != Capacity)
        {
            throw new ArgumentException(
                $"A sketch of capacity {other.Capacity} cannot be merged with one of capacity {Capacity}.",
                nameof(other)
            );
        }
        Count += other.Count;
        Error += other.Error;
        foreach (var (value, count) in other._counts)
        {
            _counts[value] = _counts.GetValueOrDefault(value) + count;
        }
        if (_counts.Count > Capacity)
        {
            Cut();
        }
    }

    /// <summary>Keeps no more than <see cref="Capacity"/> values.</summary>
    public void Cut()
    {
        if (_counts.Count <= Capacity)
        {
            return;
        }
        // The largest count that does not fit is taken from all; what falls to 0 goes.
        var least = _counts.Values.OrderDescending().ElementAt(Capacity);
        foreach (var (value, count) in _counts.ToArray())
        {
            if (count > least)
            {
                _counts[value] = count - least;
            }
            else
            {
                _counts.Remove(value);
            }
        }
        Error += least;
    }
}
