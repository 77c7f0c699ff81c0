using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>Statistics of two samples of numbers that need no bins. All come from one merge of the sorted samples.</summary>
/// <param name="KolmogorovSmirnov">D = max |F − G| over the pooled points, right-continuous distribution functions. Range: [0, 1].</param>
/// <param name="KolmogorovSmirnovNumerator">D · n · m, a whole number: D without rounding.</param>
/// <param name="Wasserstein">∫ |F − G| dx, in units of the data; <see langword="null"/> when it exceeds the range of a double.</param>
/// <param name="CramerVonMises">nm/N² · Σ (F − G)² over all N pooled values. Range: [0, ∞).</param>
/// <param name="AndersonDarling">Scholz–Stephens mid-rank A², normalised; <see langword="null"/> when all values are equal or N &lt;
/// 4.</param>
/// <param name="HasTies">Whether any value occurs more than once in the pooled sample.</param>
public sealed record TwoSampleStatistics(
    double KolmogorovSmirnov,
    long KolmogorovSmirnovNumerator,
    double? Wasserstein,
    double CramerVonMises,
    double? AndersonDarling,
    bool HasTies
);

/// <summary>Compares two sorted samples of finite numbers.</summary>
public static class TwoSample
{
    private const int BlockPoints = 1024;

    // The two sums below depend on n + m alone, and all columns of a comparison have nearly the same.
    private static readonly ConcurrentDictionary<long, (double G, double H)> s_harmonic = new();

    /// <summary>Merges the samples once and takes all statistics on the way.</summary>
    /// <remarks>
    /// Anderson–Darling: F. W. Scholz, M. A. Stephens, J. Amer. Statist. Assoc. 82 (1987) 918–924, statistic A²ₐₖₙ for k = 2 samples,
    /// minus its mean k − 1, over its standard deviation.
    /// </remarks>
    /// <param name="reference">Ascending, finite, not empty.</param>
    /// <param name="current">Ascending, finite, not empty.</param>
    /// <returns>The statistics.</returns>
    /// <exception cref="ArgumentException">A sample is empty.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TwoSampleStatistics Compare(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (reference.IsEmpty || current.IsEmpty)
        {
            throw new ArgumentException("Both samples need at least one value.");
        }
        long n = reference.Length;
        long m = current.Length;
        var total = (double)(n + m);
        // 1e308 - (-1e308) overflows: work in units of the largest magnitude, a power of two so that nothing is rounded.
        var scale = Math.Max(
            Math.Max(Math.Abs(reference[0]), Math.Abs(reference[^1])),
            Math.Max(Math.Abs(current[0]), Math.Abs(current[^1]))
        );
        scale = scale is > 1e-100 and < 1e100 or 0 ? 1 : Math.ScaleB(1, Math.Max(-1000, Math.ILogB(scale)));
        var unit = 1 / scale;

        long largest = 0;
        var area = default(Compensated);
        var squares = default(Compensated);
        var darling = default(Compensated);
        var (blockArea, blockSquares, blockDarling) = (0.0, 0.0, 0.0);
        var ties = false;
        long gap = 0;
        var last = Math.Min(reference[0], current[0]);
        var points = 0;
        for (int i = 0, j = 0; i < n || j < m; )
        {
            // Where no value occurs twice, which of the two samples comes next is a coin the processor cannot guess: no branch depends on
            // it. The sums are those of the general case below with one value at a time, operation by operation.
            for (; i + 1 < n && j + 1 < m; points++)
            {
                var (x, y) = (reference[i], current[j]);
                var isReference = x < y ? 1 : 0;
                var next = double.MinNative(x, y);
                if (reference[i + isReference] == next || current[j + 1 - isReference] == next)
                {
                    break;
                }
                blockArea += Math.Abs(gap) * ((next * unit) - (last * unit));
                var middle = i + j + 0.5;
                var referenceMiddle = i + (isReference / 2.0);
                i += isReference;
                j += 1 - isReference;
                gap = (i * m) - (j * n);
                largest = Math.Max(largest, Math.Abs(gap));
                blockSquares += (double)gap * gap;
                var offset = (total * referenceMiddle) - (middle * n);
                blockDarling += offset * offset / ((middle * (total - middle)) - (total / 4.0));
                last = next;
                if (((points + 1) & (BlockPoints - 1)) == 0)
                {
                    area.Add(blockArea);
                    squares.Add(blockSquares);
                    darling.Add(blockDarling);
                    (blockArea, blockSquares, blockDarling) = (0, 0, 0);
                }
            }
            var z = j == m || (i < n && reference[i] <= current[j]) ? reference[i] : current[j];
            blockArea += Math.Abs(gap) * ((z * unit) - (last * unit));
            var i0 = i;
            var j0 = j;
            while (i < n && reference[i] == z)
            {
                i++;
            }
            while (j < m && current[j] == z)
            {
                j++;
            }
            long tied = i - i0 + (j - j0);
            ties |= tied > 1;
            gap = (i * m) - (j * n);
            largest = Math.Max(largest, Math.Abs(gap));
            blockSquares += tied * ((double)gap * gap);

            var midRank = i0 + j0 + (tied / 2.0);
            var midReference = i0 + ((i - i0) / 2.0);
            var deviation = (total * midReference) - (midRank * n);
            var weight = (midRank * (total - midRank)) - (total * tied / 4.0);
            if (weight > 0)
            {
                blockDarling += tied * (deviation * deviation) / weight;
            }
            last = z;
            if ((++points & (BlockPoints - 1)) == 0)
            {
                area.Add(blockArea);
                squares.Add(blockSquares);
                darling.Add(blockDarling);
                (blockArea, blockSquares, blockDarling) = (0, 0, 0);
            }
        }
        area.Add(blockArea);
        squares.Add(blockSquares);
        darling.Add(blockDarling);
        double product = n * m;
        var wasserstein = area.Total / product * scale;
        var allEqual = reference[0] == current[0] && reference[0] == reference[^1] && current[0] == current[^1];
        return new TwoSampleStatistics(
            largest / product,
            largest,
            double.IsFinite(wasserstein) ? wasserstein : null,
            squares.Total / product / (total * total),
            allEqual || n + m < 4 ? null : NormalisedDarling(darling.Total / total * ((1.0 / n) + (1.0 / m)) * (total - 1) / total, n, m),
            ties
        );
    }

    private static double NormalisedDarling(double a2, long n, long m)
    {
        var total = n + m;
        double count = total;
        var (g, h) = Harmonic(total);
        var inverse = (1.0 / n) + (1.0 / m);
        var a = (4 * g) - 6 + ((10 - (6 * g)) * inverse);
        var b = (((2 * g) - 4) * 4) + (16 * h) + (((2 * g) - (14 * h) - 4) * inverse) - (8 * h) + (4 * g) - 6;
        var c = (((6 * h) + (2 * g) - 2) * 4) + (((4 * h) - (4 * g) + 6) * 2) + (((2 * h) - 6) * inverse) + (4 * h);
        var d = (((2 * h) + 6) * 4) - (8 * h);
        var variance = ((((((a * count) + b) * count) + c) * count) + d) / ((count - 1) * (count - 2) * (count - 3));
        return (a2 - 1) / Math.Sqrt(variance);
    }

    // h = Σ 1/i for i < N; g = Σ over 1 ≤ i < j < N of 1/((N−i)·j).
    private static (double G, double H) Harmonic(long total)
    {
        if (s_harmonic.TryGetValue(total, out var known))
        {
            return known;
        }
        var g = 0.0;
        var tail = 0.0;
        for (long i = 1; i <= total - 2; i++)
        {
            tail += 1.0 / (total - i);
            g += tail / (i + 1);
        }
        if (s_harmonic.Count >= 1024)
        {
            s_harmonic.Clear();
        }
        return s_harmonic[total] = (g, tail + 1);
    }
}
