using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Samples;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.RootCause;

/// <summary>Ranks columns and segments by how much of the change they carry.</summary>
internal static class RootCauseAnalysis
{
    private const int MaxColumns = 200;

    public static RootCauseResult Explain(
        ReferenceProfile reference,
        RowSample current,
        IReadOnlyList<DriftFeature> features,
        RootCauseOptions options
    )
    {
        var before = reference.Facts.Sample;
        var inputs = InputsOf(features);
        if (inputs.Length == 0)
        {
            return new RootCauseResult { Reason = "There are no inputs to rank." };
        }
        var target = TargetOf(before, current);
        if (target is not { } scores || before.Count < options.MinimumRows || current.Count < options.MinimumRows)
        {
            return ByDriftAlone(
                features,
                target is null
                    ? "There is no numeric score or prediction, so columns are ranked by their own drift."
                    : "There are too few rows to relate columns to the score."
            );
        }
        var profiles = reference.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var effects = inputs.ToDictionary(f => f.Name, EffectOf, StringComparer.Ordinal);
        var columns = before
            .Columns.Where(c => effects.ContainsKey(c.Name))
            .Select(c => (Before: c, Now: current.Columns.FirstOrDefault(x => string.Equals(x.Name, c.Name, StringComparison.Ordinal))))
            .Where(c => c.Now is not null)
            .OrderByDescending(c => effects[c.Before.Name])
            .ThenBy(c => c.Before.Name, StringComparer.Ordinal)
            .Take(MaxColumns)
            .ToArray();
        var binned = new BinnedColumn[columns.Length];
        var causes = new CauseFeature[columns.Length];
        Parallel.For(
            0,
            columns.Length,
            Parallelism.Machine,
            i =>
            {
                binned[i] = BinnedColumn.Of(profiles[columns[i].Before.Name], columns[i].Before, columns[i].Now!);
                causes[i] = Cause(binned[i], columns[i].Before, effects[binned[i].Name], scores);
            }
        );
        var segments = SegmentSearch.Run(binned, scores, options);
        return new RootCauseResult
        {
            Target = scores.Name,
            ReferenceMean = Mean(scores.Reference),
            CurrentMean = Mean(scores.Current),
            Features = Ranked(features, causes),
            Segments = segments.Found,
            SegmentsTested = segments.Tested,
        };
    }

    /// <summary>Ranks columns by how much they moved, for want of rows that relate them to a score.</summary>
    public static RootCauseResult ByDriftAlone(IReadOnlyList<DriftFeature> features, string reason) =>
        new()
        {
            Reason = reason,
            Features = Ranked(
                features,
                InputsOf(features).Select(f => new CauseFeature(f.Name, EffectOf(f), null, EffectOf(f), null, null))
            ),
        };

    // In the order in which everything names what drifts. A column that is stable causes nothing, however much depends on it.
    private static IReadOnlyList<CauseFeature> Ranked(IReadOnlyList<DriftFeature> features, IEnumerable<CauseFeature> causes)
    {
        var drifting = features.Where(f => f.IsDrift).ToDictionary(f => f.Name, f => f.Psi ?? -1, StringComparer.Ordinal);
        return
        [
            .. causes
                .Where(c => drifting.ContainsKey(c.Name))
                .OrderByDescending(c => drifting[c.Name])
                .ThenBy(c => c.Name, StringComparer.Ordinal),
        ];
    }

    private static DriftFeature[] InputsOf(IReadOnlyList<DriftFeature> features) =>
        [
            .. features.Where(f =>
                f.Verdict != DriftVerdict.Skipped && f.Role is ColumnRole.Feature or ColumnRole.Protected && f.Current.Used > 0
            ),
        ];

    private static double EffectOf(DriftFeature feature) => feature.KolmogorovSmirnov?.Statistic ?? feature.TotalVariation ?? 0;

    private static Target? TargetOf(RowSample before, RowSample current)
    {
        foreach (var role in new[] { ColumnRole.Score, ColumnRole.Prediction })
        {
            var old = before.Columns.FirstOrDefault(c => c.Role == role && c.Type == ColumnType.Numeric);
            var now = old is null ? null : current.Columns.FirstOrDefault(c => string.Equals(c.Name, old.Name, StringComparison.Ordinal));
            if (old is not null && now is not null && old.Values.Any(double.IsFinite) && now.Values.Any(double.IsFinite))
            {
                return new Target(old.Name, old.Values, now.Values);
            }
        }
        return null;
    }

    private static double Mean(double[] values)
    {
        double[] known = [.. values.Where(v => !double.IsNaN(v))];
        return Sums.Of(known) / known.Length;
    }

    private static CauseFeature Cause(BinnedColumn column, SampleColumn values, double effect, Target scores)
    {
        var bins = column.Bins.Count;
        var (p, r) = Rates(column.Reference, scores.Reference, bins);
        var (q, s) = Rates(column.Current, scores.Current, bins);
        var overall = Mean(scores.Reference);
        var (mix, rate) = (0.0, 0.0);
        for (var b = 0; b < bins; b++)
        {
            // A bin new to the reference has no rate of its own there: its rows count as moved from the average.
            var was = r[b] ?? overall;
            mix += (q[b] - p[b]) * was;
            rate += q[b] * ((s[b] ?? was) - was);
        }
        var association =
            values.Type == ColumnType.Categorical
                ? CorrelationRatio(column.Reference, scores.Reference, bins)
                : Linear(values.Values, scores.Reference, column, bins);
        return new CauseFeature(column.Name, effect, association, effect * association, mix, rate);
    }

    private static (double[] Shares, double?[] Means) Rates(sbyte[] bins, double[] scores, int count)
    {
        var sums = new Compensated[count];
        var rows = new long[count];
        for (var i = 0; i < bins.Length; i++)
        {
            if (bins[i] < 0 || double.IsNaN(scores[i]))
            {
                continue;
            }
            sums[bins[i]].Add(scores[i]);
            rows[bins[i]]++;
        }
        var total = Math.Max(1, rows.Sum());
        return ([.. rows.Select(n => (double)n / total)], [.. rows.Select((n, b) => n == 0 ? null : (double?)(sums[b].Total / n))]);
    }

    /// <summary>√(variance between bins / variance): K. Pearson's η, which sees any shape of dependence.</summary>
    private static double CorrelationRatio(sbyte[] bins, double[] scores, int count)
    {
        var (shares, means) = Rates(bins, scores, count);
        double[] known = [.. scores.Where((v, i) => bins[i] >= 0 && !double.IsNaN(v))];
        if (known.Length < 2)
        {
            return 0;
        }
        var mean = Sums.Of(known) / known.Length;
        var variance = Sums.OfSquares(known, 1, mean) / known.Length;
        var between = shares.Select((p, b) => means[b] is { } m ? p * (m - mean) * (m - mean) : 0).Sum();
        return variance > 0 ? Math.Clamp(Math.Sqrt(between / variance), 0, 1) : 0;
    }

    // The larger of |correlation| and η over bins: a dependence that rises and falls has no correlation.
    private static double Linear(double[] values, double[] scores, BinnedColumn column, int bins)
    {
        var both = Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i]) && !double.IsNaN(scores[i])).ToArray();
        var r = Multivariate.CorrelationDrift.Correlation([.. both.Select(i => values[i])], [.. both.Select(i => scores[i])]);
        return Math.Max(Math.Abs(r ?? 0), CorrelationRatio(column.Reference, scores, bins));
    }
}

/// <summary>What is explained: a number of each row.</summary>
internal readonly record struct Target(string Name, double[] Reference, double[] Current);
