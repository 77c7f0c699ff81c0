using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Sequential;

/// <summary>Settings of <see cref="AdaptiveWindow"/>.</summary>
public sealed record AdaptiveWindowOptions
{
    /// <summary>The values used when none are given.</summary>
    public static AdaptiveWindowOptions Default { get; } = new();

    /// <summary>Confidence: smaller means fewer false alarms and a later true one.</summary>
    /// <value>The default value is 0.002.</value>
    [Range(1e-9, 0.5)]
    public double Delta { get; init; } = 0.002;

    /// <summary>Values between two checks.</summary>
    /// <value>The default value is 32.</value>
    [Range(1, 1_000_000)]
    public int Clock { get; init; } = 32;

    /// <summary>Values before the first check.</summary>
    /// <value>The default value is 10.</value>
    [Range(1, 1_000_000)]
    public int GracePeriod { get; init; } = 10;

    /// <summary>Buckets of one size.</summary>
    /// <value>The default value is 5.</value>
    [Range(1, 100)]
    public int MaximumBuckets { get; init; } = 5;

    /// <summary>Values a part of the window needs.</summary>
    /// <value>The default value is 5.</value>
    [Range(1, 1_000_000)]
    public int MinimumPart { get; init; } = 5;
}

/// <summary>A bucket of 2^k neighbouring values.</summary>
/// <param name="Sum">Their sum.</param>
/// <param name="Variance">Sum of their squared deviations from their mean.</param>
public readonly record struct AdaptiveWindowBucket(double Sum, double Variance);

/// <summary>All an <see cref="AdaptiveWindow"/> remembers. Numbers survive JSON to the last bit.</summary>
/// <param name="Ticks">Values seen.</param>
/// <param name="Width">Values in the window.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Variance">Sum of their squared deviations.</param>
/// <param name="Rows">Buckets by size 2^k, k = 0, 1, …; oldest first within a size.</param>
public sealed record AdaptiveWindowState(
    long Ticks,
    long Width,
    double Sum,
    double Variance,
    IReadOnlyList<IReadOnlyList<AdaptiveWindowBucket>> Rows
);

/// <summary>ADWIN2: a window that grows while the mean stays and drops its older part when it changed. Memory O(log width).</summary>
/// <remarks>
/// <para>Cut when |mean₀ − mean₁| &gt; √(2·m·v·d) + ⅔·m·d with m = 1/(n₀ − k + 1) + 1/(n₁ − k + 1), k the smallest part, v the variance of
/// the window, d = ln(2·ln(width)/δ).</para>
/// <para>Source: A. Bifet, R. Gavaldà, SIAM Int. Conf. Data Mining 2007, 443–448.</para>
/// </remarks>
public sealed class AdaptiveWindow
{
    private readonly AdaptiveWindowOptions _options;
    private readonly List<List<AdaptiveWindowBucket>> _rows =
    [
        [],
    ];
    private long _ticks;
    private double _sum;
    private double _variance;

    /// <summary>Creates a window.</summary>
    /// <param name="options">Settings; <see langword="null"/> for the defaults.</param>
    /// <param name="state">Where to go on; <see langword="null"/> to begin.</param>
    public AdaptiveWindow(AdaptiveWindowOptions? options = null, AdaptiveWindowState? state = null)
    {
        _options = options ?? AdaptiveWindowOptions.Default;
        if (state is null)
        {
            return;
        }
        (_ticks, Width, _sum, _variance) = (state.Ticks, state.Width, state.Sum, state.Variance);
        _rows = [.. state.Rows.Select(r => r.ToList())];
    }

    /// <summary>Values in the window.</summary>
    public long Width { get; private set; }

    /// <summary>Their mean; <see langword="null"/> when empty.</summary>
    public double? Mean => Width == 0 ? null : _sum / Width;

    /// <summary>Their variance, divided by the width; <see langword="null"/> when empty.</summary>
    public double? Variance => Width == 0 ? null : _variance / Width;

    /// <summary>All it remembers.</summary>
    public AdaptiveWindowState State =>
        new(_ticks, Width, _sum, _variance, [.. _rows.Select(r => (IReadOnlyList<AdaptiveWindowBucket>)[.. r])]);

    /// <summary>Takes one value.</summary>
    /// <param name="value">The value; NaN and infinities are ignored.</param>
    /// <returns>Whether the mean changed and the older part was dropped.</returns>
    public bool Update(double value)
    {
        if (!double.IsFinite(value))
        {
            return false;
        }
        _ticks++;
        Width++;
        if (Width > 1)
        {
            var gap = value - (_sum / (Width - 1));
            _variance += (Width - 1) * gap * gap / Width;
        }
        _sum += value;
        _rows[0].Add(new AdaptiveWindowBucket(value, 0));
        Compress();
        return _ticks % _options.Clock == 0 && Width > _options.GracePeriod && Shrink();
    }

    private void Compress()
    {
        for (var k = 0; k < _rows.Count && _rows[k].Count > _options.MaximumBuckets; k++)
        {
            if (k + 1 == _rows.Count)
            {
                _rows.Add([]);
            }
            var (a, b) = (_rows[k][0], _rows[k][1]);
            var size = Math.ScaleB(1, k);
            var gap = (a.Sum / size) - (b.Sum / size);
            _rows[k + 1].Add(new AdaptiveWindowBucket(a.Sum + b.Sum, a.Variance + b.Variance + (size * gap * gap / 2)));
            _rows[k].RemoveRange(0, 2);
        }
    }

    private bool Shrink()
    {
        var changed = false;
        while (CutSomewhere())
        {
            changed = true;
            DropOldest();
        }
        return changed;
    }

    private bool CutSomewhere()
    {
        double older = 0;
        double newer = Width;
        var (olderSum, newerSum) = (0.0, _sum);
        for (var k = _rows.Count - 1; k >= 0; k--)
        {
            var size = Math.ScaleB(1, k);
            foreach (var bucket in _rows[k])
            {
                older += size;
                newer -= size;
                olderSum += bucket.Sum;
                newerSum -= bucket.Sum;
                if (newer < _options.MinimumPart)
                {
                    return false;
                }
                if (older >= _options.MinimumPart && IsCut(older, newer, (olderSum / older) - (newerSum / newer)))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private bool IsCut(double older, double newer, double gap)
    {
        var d = Math.Log(2 * Math.Log(Width) / _options.Delta);
        var m = (1 / (older - _options.MinimumPart + 1)) + (1 / (newer - _options.MinimumPart + 1));
        var bound = Math.Sqrt(2 * m * (_variance / Width) * d) + (2.0 / 3 * d * m);
        return Math.Abs(gap) > bound;
    }

    private void DropOldest()
    {
        var k = _rows.Count - 1;
        var bucket = _rows[k][0];
        var size = Math.ScaleB(1, k);
        Width -= (long)size;
        _sum -= bucket.Sum;
        if (Width > 0)
        {
            var gap = (bucket.Sum / size) - (_sum / Width);
            _variance = Math.Max(0, _variance - bucket.Variance - (size * Width * gap * gap / (size + Width)));
        }
        else
        {
            _variance = 0;
        }
        _rows[k].RemoveAt(0);
        while (_rows.Count > 1 && _rows[^1].Count == 0)
        {
            _rows.RemoveAt(_rows.Count - 1);
        }
    }
}
