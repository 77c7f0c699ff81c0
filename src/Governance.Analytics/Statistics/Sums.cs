using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Governance.Analytics.Statistics;

/// <summary>
/// Sums of many numbers: eight lanes side by side in blocks, blocks added with compensation. The number of lanes is fixed, so the result
/// is the same bits on every processor, whatever the width of its registers.
/// </summary>
internal static class Sums
{
    private const int Lanes = 8;
    private const int Block = 1024;

    /// <summary>Σ x.</summary>
    public static double Of(ReadOnlySpan<double> values) => OfScaled(values, 1);

    /// <summary>Σ x·factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double OfScaled(ReadOnlySpan<double> values, double factor)
    {
        var total = default(Compensated);
        for (var start = 0; start < values.Length; start += Block)
        {
            var block = values.Slice(start, Math.Min(Block, values.Length - start));
            var lanes = Vector512<double>.Zero;
            var vectors = MemoryMarshal.Cast<double, Vector512<double>>(block);
            foreach (var vector in vectors)
            {
                lanes += vector * factor;
            }
            var sum = Fold(lanes);
            foreach (var value in block[(vectors.Length * Lanes)..])
            {
                sum += value * factor;
            }
            total.Add(sum);
        }
        return total.Total;
    }

    /// <summary>Σ (x·factor − centre)².</summary>
    public static double OfSquares(ReadOnlySpan<double> values, double factor, double centre)
    {
        var total = default(Compensated);
        for (var start = 0; start < values.Length; start += Block)
        {
            var block = values.Slice(start, Math.Min(Block, values.Length - start));
            var lanes = Vector512<double>.Zero;
            var middle = Vector512.Create(centre);
            var vectors = MemoryMarshal.Cast<double, Vector512<double>>(block);
            foreach (var vector in vectors)
            {
                var gap = (vector * factor) - middle;
                lanes += gap * gap;
            }
            var sum = Fold(lanes);
            foreach (var value in block[(vectors.Length * Lanes)..])
            {
                var gap = (value * factor) - centre;
                sum += gap * gap;
            }
            total.Add(sum);
        }
        return total.Total;
    }

    /// <summary>Σ (x − meanX)·(y − meanY).</summary>
    /// <param name="x">One column.</param>
    /// <param name="y">Another, row by row.</param>
    /// <param name="meanX">Centre of the one.</param>
    /// <param name="meanY">Centre of the other.</param>
    public static double OfProducts(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double meanX, double meanY)
    {
        var total = default(Compensated);
        var (centreX, centreY) = (Vector512.Create(meanX), Vector512.Create(meanY));
        for (var start = 0; start < x.Length; start += Block)
        {
            var length = Math.Min(Block, x.Length - start);
            var blockX = x.Slice(start, length);
            var blockY = y.Slice(start, length);
            var lanes = Vector512<double>.Zero;
            var vectorsX = MemoryMarshal.Cast<double, Vector512<double>>(blockX);
            var vectorsY = MemoryMarshal.Cast<double, Vector512<double>>(blockY);
            for (var i = 0; i < vectorsX.Length; i++)
            {
                lanes += (vectorsX[i] - centreX) * (vectorsY[i] - centreY);
            }
            var sum = Fold(lanes);
            for (var i = vectorsX.Length * Lanes; i < length; i++)
            {
                sum += (blockX[i] - meanX) * (blockY[i] - meanY);
            }
            total.Add(sum);
        }
        return total.Total;
    }

    private static double Fold(Vector512<double> lanes) =>
        ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}
