using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Samples;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Multivariate;

/// <summary>Classifier two-sample test: boosted trees learn "reference or current".</summary>
internal static class DomainClassifier
{
    private const int Folds = 5;
    private const int MaximumRows = 5_000;
    private const int Bins = 16;

    /// <summary>Cross-validated area under the ROC curve, equal numbers of rows of both sides.</summary>
    /// <remarks>
    /// Equal rows fall into the same fold, so that exact copies of the reference give 0.5. Source: D. Lopez-Paz, M. Oquab, ICLR 2017.
    /// </remarks>
    public static DomainClassifierResult Compare(RowSample reference, RowSample current, MultivariateOptions options)
    {
        var columns = reference
            .Columns.Where(c => c.IsInput)
            .Select(c => (Before: c, Now: current.Columns.FirstOrDefault(x => string.Equals(x.Name, c.Name, StringComparison.Ordinal))))
            .Where(c => c.Now is not null)
            .Take(options.MaximumColumns)
            .ToArray();
        // Rows are in order of a hash, so the first ones are a random sample.
        var rows = Math.Min(MaximumRows, Math.Min(reference.Count, current.Count));
        var bins = columns.Select(c => Binned(c.Before, c.Now!, rows)).ToArray();
        var isCurrent = new bool[2 * rows];
        var folds = new int[2 * rows];
        for (var i = 0; i < rows; i++)
        {
            isCurrent[rows + i] = true;
            folds[i] = (int)(reference.Hashes[i] % Folds);
            folds[rows + i] = (int)(current.Hashes[i] % Folds);
        }
        var scores = new double[2 * rows];
        var gains = new double[Folds][];
        Parallel.For(
            0,
            Folds,
            Parallelism.Machine,
            f =>
            {
                var train = Enumerable.Range(0, folds.Length).Where(i => folds[i] != f).ToArray();
                var trees = BoostedTrees.Train(bins, isCurrent, train, Bins + 1);
                for (var i = 0; i < folds.Length; i++)
                {
                    if (folds[i] == f)
                    {
                        scores[i] = trees.Score(bins, i);
                    }
                }
                gains[f] = trees.Gains;
            }
        );
        var area = RankingMetrics.RocAuc(scores, isCurrent).Area ?? 0.5;
        var total = gains.Sum(g => g.Sum());
        ColumnShare[] shares =
        [
            .. columns
                .Select((c, i) => new ColumnShare(c.Before.Name, total > 0 ? gains.Sum(g => g[i]) / total : 0))
                .OrderByDescending(s => s.Share)
                .ThenBy(s => s.Name, StringComparer.Ordinal),
        ];
        return new DomainClassifierResult(area, rows, shares, area >= options.DomainClassifierLimit);
    }

    // Bin 0 holds what is missing. Numbers go by quantiles of both sides together, categories by how common they are in the reference.
    private static byte[] Binned(SampleColumn before, SampleColumn now, int rows)
    {
        double[] all = [.. before.Values.Take(rows), .. now.Values.Take(rows)];
        if (before.Type == ColumnType.Categorical)
        {
            var counts = new double[Math.Max(before.Categories.Length, now.Categories.Length)];
            foreach (var code in before.Values.Take(rows).Where(v => !double.IsNaN(v)))
            {
                counts[(int)code]++;
            }
            var rank = Enumerable
                .Range(0, counts.Length)
                .OrderByDescending(c => counts[c])
                .ThenBy(c => c)
                .Select((c, r) => (c, r))
                .ToDictionary(x => x.c, x => x.r);
            return [.. all.Select(v => (byte)(double.IsNaN(v) ? 0 : 1 + Math.Min(rank[(int)v], Bins - 1)))];
        }
        double[] sorted = [.. all.Where(v => !double.IsNaN(v)).Order()];
        if (sorted.Length == 0)
        {
            return new byte[all.Length];
        }
        double[] edges = [.. Enumerable.Range(1, Bins - 1).Select(q => Quantiles.Linear(sorted, (double)q / Bins)).Distinct()];
        return [.. all.Select(v => (byte)(double.IsNaN(v) ? 0 : 1 + Drift.Binning.LowerBound(edges, v)))];
    }
}
