using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Fairness;

/// <summary>One group of people under a model that predicts a number.</summary>
/// <param name="Name">Value of the attribute, or <c>x|y</c> for a pair of attributes.</param>
/// <param name="Count">Rows with a prediction.</param>
/// <param name="MeanPrediction">Mean prediction, in its unit.</param>
/// <param name="MeanPredictionInterval">Its 95 % interval; <see langword="null"/> for one row.</param>
/// <param name="MeanAbsoluteError">Mean |prediction − label| of labelled rows; <see langword="null"/> without any.</param>
/// <param name="MeanError">Mean of prediction − label of labelled rows; <see langword="null"/> without any.</param>
public sealed record RegressionGroup(
    string Name,
    long Count,
    double MeanPrediction,
    Interval? MeanPredictionInterval,
    double? MeanAbsoluteError,
    double? MeanError
);

/// <summary>Differences between groups under a model that predicts a number. For information: no bound fits every unit.</summary>
/// <param name="Attribute">Name of the attribute, or <c>a|b</c>.</param>
/// <param name="Groups">Groups that occur, in ordinal order of their names.</param>
/// <param name="MeanPredictionDifference">Largest − smallest mean prediction.</param>
/// <param name="ErrorGap">Largest − smallest mean absolute error.</param>
public sealed record RegressionFairness(
    string Attribute,
    IReadOnlyList<RegressionGroup> Groups,
    FairnessAggregate MeanPredictionDifference,
    FairnessAggregate ErrorGap
)
{
    /// <summary>Measures every protected attribute and every pair of them.</summary>
    /// <param name="table">Rows with a numeric prediction (or score), protected attributes and, as far as known, numeric labels.</param>
    /// <param name="roles">Which column is which.</param>
    /// <param name="options">Smallest group; <see langword="null"/> for the defaults.</param>
    /// <returns>One entry an attribute, then one a pair; empty without a numeric prediction or score.</returns>
    public static IReadOnlyList<RegressionFairness> Evaluate(Table table, ColumnRoles roles, FairnessOptions? options = null)
    {
        options ??= FairnessOptions.Default;
        var predictions =
            table.Find(roles.PredictionIn(table.SourceColumns)) as NumericColumn
            ?? table.Find(roles.ScoreIn(table.SourceColumns)) as NumericColumn;
        if (predictions is null)
        {
            return [];
        }
        var labels = table.Find(roles.LabelIn(table.SourceColumns)) as NumericColumn;
        return [.. GroupCodes.All(table, roles).Select(codes => Evaluate(codes, predictions, labels, options))];
    }

    private static RegressionFairness Evaluate(GroupCodes codes, NumericColumn predictions, NumericColumn? labels, FairnessOptions options)
    {
        var values = new List<double>[codes.Names.Length];
        var errors = new List<double>[codes.Names.Length];
        for (var g = 0; g < values.Length; g++)
        {
            (values[g], errors[g]) = ([], []);
        }
        for (var i = 0; i < predictions.RowCount; i++)
        {
            var value = predictions.Values[i];
            if (codes.Codes[i] < 0 || !double.IsFinite(value))
            {
                continue;
            }
            values[codes.Codes[i]].Add(value);
            if (labels is not null && double.IsFinite(labels.Values[i]))
            {
                errors[codes.Codes[i]].Add(value - labels.Values[i]);
            }
        }
        RegressionGroup[] groups =
        [
            .. Enumerable
                .Range(0, values.Length)
                .Where(g => values[g].Count > 0)
                .Select(g => Group(codes.Names[g], [.. values[g].Order()], [.. errors[g].Order()]))
                .OrderBy(g => g.Name, StringComparer.Ordinal),
        ];
        RegressionGroup[] large = [.. groups.Where(g => g.Count >= options.MinimumGroupSize)];
        return new RegressionFairness(
            codes.Name,
            groups,
            new FairnessAggregate(
                Range(groups.Select(g => (double?)g.MeanPrediction)),
                Range(large.Select(g => (double?)g.MeanPrediction))
            ),
            new FairnessAggregate(Range(groups.Select(g => g.MeanAbsoluteError)), Range(large.Select(g => g.MeanAbsoluteError)))
        );
    }

    private static RegressionGroup Group(string name, double[] values, double[] errors)
    {
        var mean = Sums.Of(values) / values.Length;
        Interval? interval = null;
        // Equal predictions without known bounds say nothing of how far others may be.
        if (values.Length > 1 && !Array.TrueForAll(values, v => v == values[0]))
        {
            var half = Proportion.Z95 * Math.Sqrt(Sums.OfSquares(values, 1, mean) / (values.Length - 1) / values.Length);
            interval = new Interval(mean - half, mean + half);
        }
        return new RegressionGroup(
            name,
            values.Length,
            mean,
            interval,
            errors.Length == 0 ? null : Sums.Of([.. errors.Select(Math.Abs)]) / errors.Length,
            errors.Length == 0 ? null : Sums.Of(errors) / errors.Length
        );
    }

    private static double? Range(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().ToArray();
        return known.Length < 2 ? null : known.Max() - known.Min();
    }
}
