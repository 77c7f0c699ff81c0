using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Samples;

namespace Governance.Analytics.Quality;

/// <summary>Whether rows of the reference come back, and whether a single input gives the label away.</summary>
internal static class LeakageRules
{
    private const int RowsToTell = 30;

    public static void Add(List<QualityCheck> checks, RowFacts reference, RowFacts current, bool columnsDiffer, QualityOptions options)
    {
        checks.Add(Rows(reference, current, columnsDiffer, options));
        AddLabels(checks, reference.Sample, current.Sample, options);
    }

    private static QualityCheck Rows(RowFacts reference, RowFacts current, bool columnsDiffer, QualityOptions options)
    {
        const string Check = "leakage";
        if (columnsDiffer)
        {
            return new(null, Check, null, null, CheckVerdict.NotRun, "The columns differ, so rows cannot be compared.");
        }
        if (reference.InputHashes.Length == 0 || current.InputHashes.Length == 0)
        {
            return new(null, Check, null, null, CheckVerdict.NotRun, "There are no rows of inputs on both sides.");
        }
        // Coarse data repeats itself: what the reference repeats within itself is no sign of leakage.
        var usual = (double)RowHashes.Repeats(reference.InputHashes) / reference.InputHashes.Length;
        var shared = (double)RowHashes.Shared(current.InputHashes, reference.InputHashes) / current.InputHashes.Length;
        var verdict = shared >= usual + options.LeakedRows ? CheckVerdict.Warn : CheckVerdict.Ok;
        return new(
            null,
            Check,
            usual,
            shared,
            verdict,
            "Share of rows whose inputs all occur in the reference; for the reference, share of its own repeated rows."
        );
    }

    /// <summary>
    /// Names each input that gives the label away; without one, says in one check how near the nearest comes, or why nothing can be said.
    /// </summary>
    /// <param name="checks">Where the checks go.</param>
    /// <param name="reference">Rows of the reference; <see langword="null"/> when the table is judged by itself.</param>
    /// <param name="current">The rows that are judged.</param>
    /// <param name="options">Bounds.</param>
    public static void AddLabels(List<QualityCheck> checks, RowSample? reference, RowSample current, QualityOptions options)
    {
        const string Check = "label_leakage";
        if (current.Labels is not { } labels)
        {
            checks.Add(new(null, Check, null, null, CheckVerdict.NotRun, "There is no label column with two classes."));
            return;
        }
        double? largest = null;
        var leaks = false;
        foreach (var column in current.Columns.Where(c => c.IsInput))
        {
            if (Separation(column, labels) is not { } area)
            {
                continue;
            }
            largest = Math.Max(largest ?? area, area);
            if (area <= options.LeakedLabelAuc)
            {
                continue;
            }
            leaks = true;
            var before =
                reference?.Columns.FirstOrDefault(c => string.Equals(c.Name, column.Name, StringComparison.Ordinal)) is { } same
                && reference.Labels is { } earlier
                    ? Separation(same, earlier)
                    : null;
            checks.Add(
                new(column.Name, Check, before, area, CheckVerdict.Warn, "Area under the ROC curve of this input alone against the label.")
            );
        }
        if (leaks)
        {
            return;
        }
        checks.Add(
            largest is null
                ? new(null, Check, null, null, CheckVerdict.NotRun, $"No input has {RowsToTell} rows of each class.")
                : new(null, Check, null, largest, CheckVerdict.Ok, "Largest area under the ROC curve of one input alone against the label.")
        );
    }

    /// <summary>
    /// AUC of one input alone, in the better direction; a category counts by its share of positives, leaving the row itself out.
    /// </summary>
    private static double? Separation(SampleColumn column, sbyte[] labels)
    {
        var rows = Enumerable
            .Range(0, labels.Length)
            .Where(i => labels[i] != PredictionRows.Unknown && !double.IsNaN(column.Values[i]))
            .ToArray();
        var positives = rows.Count(i => labels[i] == 1);
        if (positives < RowsToTell || rows.Length - positives < RowsToTell)
        {
            return null;
        }
        double[] scores = [.. rows.Select(i => column.Values[i])];
        bool[] classes = [.. rows.Select(i => labels[i] == 1)];
        if (column.Type == ColumnType.Categorical)
        {
            var (hits, counts) = (new double[column.Categories.Length], new double[column.Categories.Length]);
            for (var i = 0; i < scores.Length; i++)
            {
                counts[(int)scores[i]]++;
                hits[(int)scores[i]] += classes[i] ? 1 : 0;
            }
            var overall = (double)positives / rows.Length;
            for (var i = 0; i < scores.Length; i++)
            {
                var code = (int)scores[i];
                scores[i] = counts[code] < 2 ? overall : (hits[code] - (classes[i] ? 1 : 0)) / (counts[code] - 1);
            }
        }
        var (area, _) = RankingMetrics.RocAuc(scores, classes);
        // Leaving the row out ranks positives below negatives of their own category, so only the direct order tells of categories.
        return column.Type == ColumnType.Categorical ? area
            : area is { } value ? Math.Max(value, 1 - value)
            : null;
    }
}
