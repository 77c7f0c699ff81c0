using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Governance.Analytics.Drift;

/// <summary>
/// Counts values by bin without sorting: every vector of values is compared with every point, and the comparisons are added up.
/// </summary>
internal static class BinCounter
{
    private const int Lanes = 4;
    private const int MaxPoints = 10;

    // Stays in the first cache while it is compared with one group of points after the other.
    private const int Block = 2048;

    /// <param name="values">Any values; what is not finite is left out.</param>
    /// <param name="points">At most ten edges or values, ascending.</param>
    /// <param name="kind">Quantile or value bins.</param>
    public static long[] Count(ReadOnlySpan<double> values, double[] points, BinningKind kind)
    {
        // Values above −∞, above each edge and above the largest number; or values equal to each point, and finite ones.
        Span<long> hits = stackalloc long[MaxPoints + 2];
        hits.Clear();
        for (var start = 0; start < values.Length; start += Block)
        {
            var block = values.Slice(start, Math.Min(Block, values.Length - start));
            if (kind == BinningKind.Quantile)
            {
                Above(block, points, hits);
            }
            else
            {
                Equal(block, points, hits);
            }
        }
        var counts = new long[points.Length + 1];
        if (kind == BinningKind.Quantile)
        {
            for (var bin = 0; bin < counts.Length; bin++)
            {
                counts[bin] = hits[bin] - hits[bin + 1];
            }
            return counts;
        }
        var matched = 0L;
        for (var bin = 0; bin < points.Length; bin++)
        {
            counts[bin] = hits[bin];
            matched += hits[bin];
        }
        counts[^1] = hits[points.Length] - matched;
        return counts;
    }

    // hits[0]: finite or +∞ (above −∞), hits[k]: above edge k, hits[^1]: +∞. Differences of neighbours are bins; NaN is above nothing.
    private static void Above(ReadOnlySpan<double> values, double[] points, Span<long> hits)
    {
        Span<double> bounds = stackalloc double[MaxPoints + 2];
        bounds.Clear();
        bounds[0] = double.NegativeInfinity;
        points.CopyTo(bounds[1..]);
        bounds[points.Length + 1] = double.MaxValue;
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values);
        for (var k = 0; k < points.Length + 2; k += 4)
        {
            var (a, b, c, d) = (Bound(bounds, k), Bound(bounds, k + 1), Bound(bounds, k + 2), Bound(bounds, k + 3));
            var (sumA, sumB, sumC, sumD) = (Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero);
            foreach (var vector in vectors)
            {
                sumA -= Vector256.GreaterThan(vector, a).AsInt64();
                sumB -= Vector256.GreaterThan(vector, b).AsInt64();
                sumC -= Vector256.GreaterThan(vector, c).AsInt64();
                sumD -= Vector256.GreaterThan(vector, d).AsInt64();
            }
            Store(hits[..(points.Length + 2)], k, sumA, sumB, sumC, sumD);
        }
        foreach (var value in values[(vectors.Length * Lanes)..])
        {
            for (var k = 0; k < points.Length + 2; k++)
            {
                hits[k] += value > bounds[k] ? 1 : 0;
            }
        }
    }

    private static void Equal(ReadOnlySpan<double> values, double[] points, Span<long> hits)
    {
        Span<double> bounds = stackalloc double[MaxPoints + 2];
        bounds.Clear();
        points.CopyTo(bounds);
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values);
        for (var k = 0; k < points.Length; k += 4)
        {
            var (a, b, c, d) = (Bound(bounds, k), Bound(bounds, k + 1), Bound(bounds, k + 2), Bound(bounds, k + 3));
            var (sumA, sumB, sumC, sumD) = (Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero);
            foreach (var vector in vectors)
            {
                sumA -= Vector256.Equals(vector, a).AsInt64();
                sumB -= Vector256.Equals(vector, b).AsInt64();
                sumC -= Vector256.Equals(vector, c).AsInt64();
                sumD -= Vector256.Equals(vector, d).AsInt64();
            }
            Store(hits[..points.Length], k, sumA, sumB, sumC, sumD);
        }
        foreach (var value in values[(vectors.Length * Lanes)..])
        {
            for (var k = 0; k < points.Length; k++)
            {
                hits[k] += value == points[k] ? 1 : 0;
            }
        }
        var (finite, most) = (Vector256<long>.Zero, Vector256.Create(double.MaxValue));
        foreach (var vector in vectors)
        {
            finite -= Vector256.LessThanOrEqual(Vector256.Abs(vector), most).AsInt64();
        }
        hits[points.Length] += Vector256.Sum(finite);
        foreach (var value in values[(vectors.Length * Lanes)..])
        {
            hits[points.Length] += double.IsFinite(value) ? 1 : 0;
        }
    }

    private static Vector256<double> Bound(Span<double> bounds, int index) => Vector256.Create(index < bounds.Length ? bounds[index] : 0);

    private static void Store(Span<long> hits, int index, Vector256<long> a, Vector256<long> b, Vector256<long> c, Vector256<long> d)
    {
        ReadOnlySpan<long> sums = [Vector256.Sum(a), Vector256.Sum(b), Vector256.Sum(c), Vector256.Sum(d)];
        for (var i = 0; i < sums.Length && index + i < hits.Length; i++)
        {
            hits[index + i] += sums[i];
        }
    }
}
