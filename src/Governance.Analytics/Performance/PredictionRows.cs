using Governance.Analytics.Io;

namespace Governance.Analytics.Performance;

/// <summary>What each row says about label, score and prediction of a two-class model.</summary>
internal sealed class PredictionRows
{
    public const sbyte Unknown = -1;

    private PredictionRows(int count, sbyte[]? labels, double[]? scores, sbyte[]? predictions, string? labelProblem)
    {
        Count = count;
        Labels = labels;
        Scores = scores;
        Predictions = predictions;
        LabelProblem = labelProblem;
    }

    public int Count { get; }

    /// <summary>1 positive, 0 negative, -1 not known.</summary>
    public sbyte[]? Labels { get; }

    public double[]? Scores { get; }

    /// <summary>As logged, or score ≥ threshold when no prediction is logged; -1 not known.</summary>
    public sbyte[]? Predictions { get; }

    public string? LabelProblem { get; }

    public static PredictionRows From(Table table, ColumnRoles roles, BinaryOptions options)
    {
        var (labels, labelProblem) = Classes(table.Find(roles.LabelIn(table.SourceColumns)), options.PositiveLabel, "label");
        var score = table.Find(roles.ScoreIn(table.SourceColumns)) as NumericColumn;
        var (predictions, predictionProblem) = Classes(
            table.Find(roles.PredictionIn(table.SourceColumns)),
            options.PositiveLabel,
            "prediction"
        );
        if (predictions is null && predictionProblem is null && score is not null)
        {
            predictions = new sbyte[table.RowCount];
            for (var i = 0; i < predictions.Length; i++)
            {
                predictions[i] = double.IsNaN(score.Values[i]) ? Unknown : (sbyte)(score.Values[i] >= options.Threshold ? 1 : 0);
            }
        }
        return new PredictionRows(table.RowCount, labels, score?.Values.ToArray(), predictions, labelProblem ?? predictionProblem);
    }

    /// <summary>Labels alone: 1 positive, 0 negative, -1 not known; <see langword="null"/> without a label column of two classes.</summary>
    public static sbyte[]? LabelsOf(Table table, ColumnRoles roles, BinaryOptions? options = null) =>
        Classes(table.Find(roles.LabelIn(table.SourceColumns)), (options ?? BinaryOptions.Default).PositiveLabel, "label").Classes;

    private static (sbyte[]? Classes, string? Problem) Classes(Column? column, string? positive, string what)
    {
        switch (column)
        {
            case NumericColumn numeric:
                return Numeric(numeric, positive, what);
            case CategoryColumn category:
                return Categorical(category, positive, what);
            case CountedColumn { Type: ColumnType.Unknown } counted:
                var none = new sbyte[counted.RowCount];
                Array.Fill(none, Unknown);
                return (none, null);
            case null:
                return (null, null);
            default:
                return (null, $"The {what} column \"{column.Name}\" does not hold two classes.");
        }
    }

    private static (sbyte[]? Classes, string? Problem) Numeric(NumericColumn column, string? positive, string what)
    {
        var one = 1.0;
        if (positive is not null && NumberToken.Parse(System.Text.Encoding.UTF8.GetBytes(positive), out one) != TokenKind.Number)
        {
            return (null, $"The {what} column \"{column.Name}\" holds numbers, so it never equals \"{positive}\".");
        }
        var classes = new sbyte[column.RowCount];
        double? other = 0;
        for (var i = 0; i < classes.Length; i++)
        {
            var value = column.Values[i];
            if (double.IsNaN(value))
            {
                classes[i] = Unknown;
            }
            else if (value == one)
            {
                classes[i] = 1;
            }
            // A named class stands against all others, however many.
            else if (positive is not null || value == (other ??= value))
            {
                classes[i] = 0;
            }
            else
            {
                return (null, $"The {what} column \"{column.Name}\" holds more than two classes; it must hold only 0 and 1.");
            }
        }
        return (classes, null);
    }

    private static (sbyte[]? Classes, string? Problem) Categorical(CategoryColumn column, string? positive, string what)
    {
        var named = positive is not null;
        positive ??= column.Categories.FirstOrDefault(c => c.Equals("true", StringComparison.OrdinalIgnoreCase));
        var others = column.Categories.Count(c => !string.Equals(c, positive, StringComparison.Ordinal));
        if (positive is null && !column.Categories.All(c => c.Equals("false", StringComparison.OrdinalIgnoreCase)))
        {
            return (null, $"The {what} column \"{column.Name}\" holds text; name the value of the positive class.");
        }
        if (others > 1 && !named)
        {
            return (null, $"The {what} column \"{column.Name}\" holds more than two classes.");
        }
        var classes = new sbyte[column.RowCount];
        for (var i = 0; i < classes.Length; i++)
        {
            var code = column.Codes[i];
            classes[i] = code < 0 ? Unknown : (sbyte)(string.Equals(column.Categories[code], positive, StringComparison.Ordinal) ? 1 : 0);
        }
        return (classes, null);
    }
}
