using Governance.Analytics.Statistics;

namespace Governance.Analytics.Multivariate;

/// <summary>Maximum mean discrepancy with a Gaussian kernel and a permutation test.</summary>
internal static class MeanDiscrepancy
{
    private const int Seed = 20_260_101;

    /// <summary>Tests whether two samples of rows differ in any way the kernel sees.</summary>
    /// <remarks>
    /// MMD² = Σ_{i≠j} k(xᵢ,xⱼ)/(n(n−1)) + Σ_{i≠j} k(yᵢ,yⱼ)/(m(m−1)) − 2·Σ k(xᵢ,yⱼ)/(nm), k(a,b) = exp(−‖a−b‖²/(2σ²)), σ² half the median
    /// squared distance of distinct pairs. p = (1 + #{permuted ≥ seen})/(1 + permutations), fixed seed.
    /// Source: A. Gretton et al., J. Mach. Learn. Res. 13 (2012) 723–773.
    /// </remarks>
    public static DiscrepancyResult Compare(EncodedRows rows, MultivariateOptions options)
    {
        var random = new Random(Seed);
        // Rows are in order of a hash, so the first ones are a random sample.
        var n = Math.Min(rows.ReferenceCount, options.DiscrepancyRows);
        var m = Math.Min(rows.CurrentCount, options.DiscrepancyRows);
        var total = n + m;
        var points = new float[total][];
        for (var i = 0; i < total; i++)
        {
            var (columns, row) = i < n ? (rows.Reference, i) : (rows.Current, i - n);
            points[i] = [.. columns.Select(c => (float)c[row])];
        }
        var kernel = Kernel(points);
        var sums = Enumerable
            .Range(0, options.Permutations + 1)
            .Select(p =>
            {
                var order = Enumerable.Range(0, total).ToArray();
                if (p > 0)
                {
                    random.Shuffle(order);
                }
                var first = new bool[total];
                for (var i = 0; i < n; i++)
                {
                    first[order[i]] = true;
                }
                return first;
            })
            .ToArray();
        var statistics = new double[sums.Length];
        Parallel.For(0, sums.Length, Parallelism.Machine, p => statistics[p] = Statistic(kernel, sums[p], n, m));
        var least = statistics[0] - 1e-12;
        var p = (1.0 + statistics.Skip(1).Count(s => s >= least)) / (1.0 + options.Permutations);
        return new DiscrepancyResult(statistics[0], p, Math.Min(n, m), p < options.Significance);
    }

    private static float[][] Kernel(float[][] points)
    {
        var total = points.Length;
        var distances = new float[total][];
        Parallel.For(
            0,
            total,
            Parallelism.Machine,
            i =>
            {
                var own = new float[total];
                for (var j = 0; j < total; j++)
                {
                    var gap = System.Numerics.Tensors.TensorPrimitives.Distance<float>(points[i], points[j]);
                    own[j] = gap * gap;
                }
                distances[i] = own;
            }
        );
        var sample = new List<float>();
        var step = Math.Max(1, total / 500);
        for (var i = 0; i < total; i += step)
        {
            for (var j = i + step; j < total; j += step)
            {
                if (distances[i][j] > 0)
                {
                    sample.Add(distances[i][j]);
                }
            }
        }
        sample.Sort();
        var median = sample.Count == 0 ? 1 : sample[sample.Count / 2];
        Parallel.For(
            0,
            total,
            Parallelism.Machine,
            i =>
            {
                var own = distances[i];
                for (var j = 0; j < own.Length; j++)
                {
                    own[j] = MathF.Exp(-own[j] / median);
                }
            }
        );
        return distances;
    }

    private static double Statistic(float[][] kernel, bool[] first, int n, int m)
    {
        var (within, across, other) = (0.0, 0.0, 0.0);
        for (var i = 0; i < kernel.Length; i++)
        {
            var row = kernel[i];
            var (same, different) = (0.0, 0.0);
            for (var j = 0; j < row.Length; j++)
            {
                if (first[j])
                {
                    same += row[j];
                }
                else
                {
                    different += row[j];
                }
            }
            if (first[i])
            {
                within += same - row[i];
                across += different;
            }
            else
            {
                other += different - row[i];
            }
        }
        return (within / ((double)n * (n - 1))) + (other / ((double)m * (m - 1))) - (2 * across / ((double)n * m));
    }
}
