using System.Runtime.CompilerServices;
using Governance.Analytics.Io;
using Governance.Analytics.Samples;
using Governance.Analytics.Statistics;
using MathNet.Numerics;

namespace Governance.Analytics.Multivariate;

/// <summary>Whether numeric columns go together as they did.</summary>
public static class CorrelationDrift
{
    private const double Nearly1 = 1 - 1e-12;
    private const int Listed = 20;
    private const int MinimumRows = 30;

    /// <summary>Pearson's correlation of two columns.</summary>
    /// <remarks>
    /// Σ(x−x̄)(y−ȳ) / √(Σ(x−x̄)²·Σ(y−ȳ)²), two passes. Range: [−1, 1]. Source: K. Pearson, Proc. R. Soc. 58 (1895) 240–242.
    /// </remarks>
    /// <param name="x">One column, finite.</param>
    /// <param name="y">The other, row by row.</param>
    /// <returns>The correlation; <see langword="null"/> when either is constant or there are fewer than two rows.</returns>
    public static double? Correlation(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        if (x.Length < 2 || IsConstant(x) || IsConstant(y))
        {
            return null;
        }
        var (scaledX, scaledY) = (Scaled(x), Scaled(y));
        var (meanX, meanY) = (Sums.Of(scaledX) / x.Length, Sums.Of(scaledY) / y.Length);
        var (varianceX, varianceY) = (Sums.OfSquares(scaledX, 1, meanX), Sums.OfSquares(scaledY, 1, meanY));
        return varianceX > 0 && varianceY > 0
            ? Math.Clamp(Sums.OfProducts(scaledX, scaledY, meanX, meanY) / Math.Sqrt(varianceX) / Math.Sqrt(varianceY), -1, 1)
            : null;
    }

    /// <summary>Two-sided p-value that two correlations are equal.</summary>
    /// <remarks>
    /// z = (artanh r − artanh r′) / √(1/(n − 3) + 1/(m − 3)), correlations clipped to ±(1 − 10⁻¹²). Exact for normal data; with heavy tails
    /// p is too small. Source: R. A. Fisher, Metron 1 (1921) 3–32.
    /// </remarks>
    /// <param name="reference">Correlation in the reference. Range: [−1, 1].</param>
    /// <param name="n">Its rows; more than 3.</param>
    /// <param name="current">Correlation in the current rows. Range: [−1, 1].</param>
    /// <param name="m">Their number; more than 3.</param>
    /// <returns>Probability in [0, 1].</returns>
    public static double PValue(double reference, long n, double current, long m)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 4);
        var gap = Math.Atanh(Math.Clamp(reference, -Nearly1, Nearly1)) - Math.Atanh(Math.Clamp(current, -Nearly1, Nearly1));
        return SpecialFunctions.Erfc(Math.Abs(gap) / Math.Sqrt(2 * ((1.0 / (n - 3)) + (1.0 / (m - 3)))));
    }

    internal static CorrelationResult? Compare(RowSample reference, RowSample current, MultivariateOptions options)
    {
        var columns = reference
            .Columns.Where(c => c.IsInput && c.Type == ColumnType.Numeric)
            .Select(c =>
                (
                    Before: c.Values,
                    Now: current.Columns.FirstOrDefault(x => string.Equals(x.Name, c.Name, StringComparison.Ordinal))?.Values,
                    c.Name
                )
            )
            .Where(c => c.Now is not null)
            .Take(options.MaximumColumns)
            .ToArray();
        var pairs = new List<(int I, int J)>();
        for (var i = 0; i < columns.Length; i++)
        {
            for (var j = i + 1; j < columns.Length; j++)
            {
                pairs.Add((i, j));
            }
        }
        var found = new CorrelationChange?[pairs.Count];
        Parallel.For(
            0,
            pairs.Count,
            Parallelism.Machine,
            p =>
            {
                var (i, j) = pairs[p];
                var (n, before) = Pairwise(columns[i].Before, columns[j].Before);
                var (m, now) = Pairwise(columns[i].Now!, columns[j].Now!);
                if (before is { } r && now is { } s && n >= MinimumRows && m >= MinimumRows)
                {
                    found[p] = new CorrelationChange(columns[i].Name, columns[j].Name, r, s, PValue(r, n, s, m), 1, false);
                }
            }
        );
        CorrelationChange[] tested = [.. found.OfType<CorrelationChange>()];
        if (tested.Length == 0)
        {
            return null;
        }
        var adjusted = MultipleTesting.Adjust([.. tested.Select(t => t.PValue)]);
        for (var i = 0; i < tested.Length; i++)
        {
            var large = Math.Abs(tested[i].Current - tested[i].Reference) >= options.CorrelationEffect;
            tested[i] = tested[i] with { PValueAdjusted = adjusted[i], IsDrift = large && adjusted[i] < options.Significance };
        }
        var worst = tested.OrderByDescending(t => t.IsDrift).ThenByDescending(t => Math.Abs(t.Current - t.Reference)).Take(Listed);
        return new CorrelationResult(tested.Length, [.. worst], tested.Count(t => t.IsDrift));
    }

    private static (int Rows, double? Correlation) Pairwise(double[] x, double[] y)
    {
        var complete = true;
        for (var i = 0; complete && i < x.Length; i++)
        {
            complete = !double.IsNaN(x[i]) && !double.IsNaN(y[i]);
        }
        if (complete)
        {
            return (x.Length, Correlation(x, y));
        }
        var both = Enumerable.Range(0, x.Length).Where(i => !double.IsNaN(x[i]) && !double.IsNaN(y[i])).ToArray();
        return (both.Length, Correlation([.. both.Select(i => x[i])], [.. both.Select(i => y[i])]));
    }

    private static bool IsConstant(ReadOnlySpan<double> values) => values.IndexOfAnyExcept(values[0]) < 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Scaled(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }
        var copy = values.ToArray();
        if (largest is > 1e-100 and < 1e100)
        {
            return copy;
        }
        var unit = Math.ScaleB(1, -Math.Clamp(Math.ILogB(largest), -1000, 1000));
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] *= unit;
        }
        return copy;
    }
}
