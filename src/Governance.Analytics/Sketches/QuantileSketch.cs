using Governance.Analytics.Statistics;

namespace Governance.Analytics.Sketches;

/// <summary>
/// A sample of a stream of numbers from which every rank is known up to a bound that is kept along: levels of at most
/// <see cref="Capacity"/> values, each standing for 2^level of the stream. A full level is sorted and every other value moves up.
/// Deterministic: the same stream gives the same sketch, and its bound holds always, not with some probability.
/// </summary>
/// <remarks>
/// Halving 2m values of weight w moves any rank by at most w, so the bound is the sum of w over all halvings: about n·log₂(n/k)/k.
/// Source: G. S. Manku, S. Rajagopalan, B. G. Lindsay, SIGMOD 1998; mergeable as in P. K. Agarwal et al., ACM Trans. Database Syst. 38
/// (2013).
/// </remarks>
public sealed class QuantileSketch
{
    /// <summary>Values of a level when none is given.</summary>
    public const int DefaultCapacity = 32_768;

    private readonly List<Level> _levels = [];
    private readonly List<bool> _odd = [];

    /// <summary>Creates an empty sketch.</summary>
    /// <param name="capacity">Values of a level: even, at least 8. Error falls and memory grows with it.</param>
    public QuantileSketch(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 8);
        Capacity = capacity & ~1;
        AddLevel();
    }

    /// <summary>Values of a level.</summary>
    public int Capacity { get; }

    /// <summary>Values seen.</summary>
    public long Count { get; private set; }

    /// <summary>By how much a rank may be wrong, in values.</summary>
    public long RankError { get; private set; }

    /// <summary>By how much a share may be wrong: <see cref="RankError"/> / <see cref="Count"/>; 0 when empty.</summary>
    public double Error => Count == 0 ? 0 : (double)RankError / Count;

    /// <summary>Takes one value.</summary>
    /// <param name="value">A finite value.</param>
    public void Add(double value)
    {
        Count++;
        if (_levels[0].Add(value, Capacity))
        {
            Compact(0);
        }
    }

    /// <summary>Takes one value several times.</summary>
    /// <param name="value">A finite value.</param>
    /// <param name="times">How often; not negative.</param>
    public void Add(double value, long times)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        Count += times;
        // Powers of two go straight to the level they weigh as much as.
        for (var level = 0; times > 0; level++, times >>= 1)
        {
            if ((times & 1) == 0)
            {
                continue;
            }
            while (_levels.Count <= level)
            {
                AddLevel();
            }
            if (_levels[level].Add(value, Capacity))
            {
                Compact(level);
            }
        }
    }

    /// <summary>Takes what another sketch has seen; its error is added.</summary>
    /// <param name="other">A sketch of the same capacity; stays as it is.</param>
    /// <exception cref="ArgumentException">The capacities differ.</exception>
    public void Merge(QuantileSketch other)
    {
        if (other.Capacity != Capacity)
        {
            throw new ArgumentException(
                $"A sketch of capacity {other.Capacity} cannot be merged with one of capacity {Capacity}.",
                nameof(other)
            );
        }
        Count += other.Count;
        RankError += other.RankError;
        for (var level = 0; level < other._levels.Count; level++)
        {
            while (_levels.Count <= level)
            {
                AddLevel();
            }
            foreach (var value in other._levels[level].Values)
            {
                if (_levels[level].Add(value, Capacity))
                {
                    Compact(level);
                }
            }
        }
    }

    /// <summary>The number of values at most x, up to <see cref="RankError"/>.</summary>
    /// <param name="x">Any value.</param>
    /// <returns>Rank in 0..<see cref="Count"/>.</returns>
    public long Rank(double x)
    {
        long rank = 0;
        for (var level = 0; level < _levels.Count; level++)
        {
            foreach (var value in _levels[level].Values)
            {
                rank += value <= x ? 1L << level : 0;
            }
        }
        return rank;
    }

    /// <summary>The sketch as values in order with the number of stream values each stands for.</summary>
    /// <returns>Values ascending and distinct, with their weights, which sum to <see cref="Count"/>.</returns>
    public WeightedSample ToSample() =>
        WeightedSample.Of(_levels.SelectMany((l, i) => l.Values.ToArray().Select(v => (v, 1L << i))), RankError);

    private void AddLevel()
    {
        _levels.Add(new Level());
        _odd.Add(false);
    }

    private void Compact(int level)
    {
        for (; _levels[level].Count >= Capacity; level++)
        {
            if (level + 1 == _levels.Count)
            {
                AddLevel();
            }
            var values = _levels[level].Values;
            RadixSort.Sort(values);
            // Now the lower, now the upper of each pair: errors cancel more often than they add up. One without a partner stays.
            var paired = values.Length & ~1;
            for (var i = _odd[level] ? 1 : 0; i < paired; i += 2)
            {
                _levels[level + 1].Add(values[i], Capacity);
            }
            _odd[level] = !_odd[level];
            _levels[level].KeepFrom(paired);
            RankError += 1L << level;
        }
    }

    private sealed class Level
    {
        private double[] _values = [];

        public int Count { get; private set; }

        public Span<double> Values => _values.AsSpan(0, Count);

        // True when the level is full.
        public bool Add(double value, int capacity)
        {
            // A level takes half a level at once and may be full before: room for both.
            if (Count == _values.Length)
            {
                Array.Resize(ref _values, Math.Min(2 * capacity, Math.Max(64, 2 * Count)));
            }
            _values[Count++] = value;
            return Count >= capacity;
        }

        // Forgets all values before the index.
        public void KeepFrom(int index)
        {
            Values[index..].CopyTo(_values);
            Count -= index;
        }
    }
}
