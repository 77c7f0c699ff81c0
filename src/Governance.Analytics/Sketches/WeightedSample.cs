namespace Governance.Analytics.Sketches;

/// <summary>Distinct values in order, each with the number of stream values it stands for.</summary>
public sealed class WeightedSample
{
    private readonly double[] _values;
    private readonly long[] _cumulated;

    private WeightedSample(double[] values, long[] cumulated, long rankError)
    {
        _values = values;
        _cumulated = cumulated;
        RankError = rankError;
    }

    /// <summary>The values, ascending.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>For each value, how many stream values are at most as large.</summary>
    public ReadOnlySpan<long> Cumulated => _cumulated;

    /// <summary>Stream values in all.</summary>
    public long Count => _cumulated.Length == 0 ? 0 : _cumulated[^1];

    /// <summary>By how much a rank may be wrong.</summary>
    public long RankError { get; }

    /// <summary>By how much a share may be wrong.</summary>
    public double Error => Count == 0 ? 0 : (double)RankError / Count;

    /// <summary>Collects values with weights.</summary>
    /// <param name="values">Finite values in any order; equal ones are added up.</param>
    /// <param name="rankError">By how much a rank may be wrong.</param>
    /// <returns>The sample.</returns>
    public static WeightedSample Of(IEnumerable<(double Value, long Weight)> values, long rankError)
    {
        var all = values.ToArray();
        var keys = Array.ConvertAll(all, v => v.Value);
        var weights = Array.ConvertAll(all, v => v.Weight);
        Array.Sort(keys, weights);
        var (distinct, cumulated) = (new List<double>(keys.Length), new List<long>(keys.Length));
        long total = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            total += weights[i];
            if (distinct.Count > 0 && distinct[^1] == keys[i])
            {
                cumulated[^1] = total;
            }
            else
            {
                distinct.Add(keys[i]);
                cumulated.Add(total);
            }
        }
        return new WeightedSample([.. distinct], [.. cumulated], rankError);
    }

    /// <summary>How many stream values are at most x.</summary>
    /// <param name="x">Any value.</param>
    /// <returns>Rank in 0..<see cref="Count"/>.</returns>
    public long Rank(double x)
    {
        var index = Drift.Binning.UpperBound(_values, x);
        return index == 0 ? 0 : _cumulated[index - 1];
    }

    /// <summary>The quantile by linear interpolation between the values at ⌊h⌋ and ⌈h⌉, h = (n − 1)·q.</summary>
    /// <param name="q">Share of the stream below. Range: [0, 1].</param>
    /// <returns>The quantile.</returns>
    public double Quantile(double q)
    {
        ArgumentOutOfRangeException.ThrowIfZero(_values.Length, "this");
        var h = (Count - 1) * q;
        var low = (long)h;
        return Statistics.Quantiles.Linear([At(low), At(Math.Min(low + 1, Count - 1))], h - low);
    }

    // The value of 0-based rank r.
    private double At(long rank)
    {
        var (low, high) = (0, _values.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_cumulated[middle] > rank)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return _values[low];
    }
}
