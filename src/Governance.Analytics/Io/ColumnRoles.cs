namespace Governance.Analytics.Io;

/// <summary>
/// Finds out what each column of a prediction log is for: from the names a caller gives
/// (<c>label=</c>, <c>score=</c>, <c>prediction=</c>, <c>protected=</c>, <c>ignore=</c>) and from the names every log uses.
/// </summary>
public sealed record ColumnRoles
{
    /// <summary>The name under which logs keep the instant of each row.</summary>
    public const string KnownTimestamp = "timestamp";

    private static readonly string[] s_labels = ["true_label", "label"];
    private static readonly string[] s_scores = ["score"];
    private static readonly string[] s_predictions = ["predicted_label", "prediction"];
    private static readonly HashSet<string> s_ignored = new(StringComparer.Ordinal)
    {
        "label_timestamp",
        "window",
        "model_id",
        "model_version",
    };

    /// <summary>Known names only.</summary>
    public static ColumnRoles Default { get; } = new();

    /// <summary>No roles at all: every column is a feature.</summary>
    public static ColumnRoles None { get; } = new() { UseKnownNames = false };

    /// <summary>Column of the truth; <see langword="null"/> takes <c>true_label</c> or <c>label</c>.</summary>
    public string? Label { get; init; }

    /// <summary>Column of the probability of label 1; <see langword="null"/> takes <c>score</c>.</summary>
    public string? Score { get; init; }

    /// <summary>Column of the predicted label; <see langword="null"/> takes <c>predicted_label</c> or <c>prediction</c>.</summary>
    public string? Prediction { get; init; }

    /// <summary>Column of the instant of each row; <see langword="null"/> takes <c>timestamp</c>.</summary>
    public string? Timestamp { get; init; }

    /// <summary>Protected attributes, in the order they are reported.</summary>
    public IReadOnlyList<string> Protected { get; init; } = [];

    /// <summary>Columns that are not read.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>
    /// Whether the common names have their usual meaning: <c>decision_id</c>, <c>timestamp</c>, <c>true_label</c>, <c>label</c>,
    /// <c>predicted_label</c>, <c>prediction</c>, <c>score</c>, <c>label_timestamp</c>, <c>window</c>, <c>model_id</c>,
    /// <c>model_version</c>,
    /// <c>attrK_feature</c>, <c>attrK_value</c>. A name given above always wins.
    /// </summary>
    public bool UseKnownNames { get; init; } = true;

    /// <summary>What a column is for, by its name alone.</summary>
    /// <param name="name">Name as in the header.</param>
    /// <returns>The role; <see cref="ColumnRole.Feature"/> when nothing else is known.</returns>
    public ColumnRole RoleOf(string name)
    {
        if (Ignore.Contains(name, StringComparer.Ordinal))
        {
            return ColumnRole.Ignored;
        }
        if (Is(name, Label))
        {
            return ColumnRole.Label;
        }
        if (Is(name, Score))
        {
            return ColumnRole.Score;
        }
        if (Is(name, Prediction))
        {
            return ColumnRole.Prediction;
        }
        if (Is(name, Timestamp))
        {
            return ColumnRole.Timestamp;
        }
        if (Protected.Contains(name, StringComparer.Ordinal))
        {
            return ColumnRole.Protected;
        }
        if (!UseKnownNames)
        {
            return ColumnRole.Feature;
        }

        // A second label column must never become a feature: it would leak the truth into the drift of inputs.
        if (s_labels.Contains(name, StringComparer.Ordinal))
        {
            return Label is null ? ColumnRole.Label : ColumnRole.Ignored;
        }
        if (s_scores.Contains(name, StringComparer.Ordinal))
        {
            return Score is null ? ColumnRole.Score : ColumnRole.Feature;
        }
        if (s_predictions.Contains(name, StringComparer.Ordinal))
        {
            return Prediction is null ? ColumnRole.Prediction : ColumnRole.Feature;
        }
        if (name is KnownTimestamp)
        {
            return Timestamp is null ? ColumnRole.Timestamp : ColumnRole.Feature;
        }
        if (name is "decision_id")
        {
            return ColumnRole.DecisionId;
        }
        if (IsAttribution(name))
        {
            return ColumnRole.Attribution;
        }
        return s_ignored.Contains(name) ? ColumnRole.Ignored : ColumnRole.Feature;
    }

    /// <summary>Whether a column is compared with the reference: features, protected attributes, score and prediction are.</summary>
    /// <param name="name">Name as in the header.</param>
    /// <returns><see langword="true"/> when it takes part in drift.</returns>
    public bool TakesPartInDrift(string name) =>
        RoleOf(name) is ColumnRole.Feature or ColumnRole.Protected or ColumnRole.Score or ColumnRole.Prediction;

    /// <summary>The column that holds the truth.</summary>
    /// <param name="names">Columns of the file.</param>
    /// <returns>Its name, or <see langword="null"/> when the file has none.</returns>
    public string? LabelIn(IEnumerable<string> names) => Find(names, Label, s_labels);

    /// <summary>The column that holds the probability of label 1.</summary>
    /// <param name="names">Columns of the file.</param>
    /// <returns>Its name, or <see langword="null"/> when the file has none.</returns>
    public string? ScoreIn(IEnumerable<string> names) => Find(names, Score, s_scores);

    /// <summary>The column that holds the predicted label.</summary>
    /// <param name="names">Columns of the file.</param>
    /// <returns>Its name, or <see langword="null"/> when the file has none.</returns>
    public string? PredictionIn(IEnumerable<string> names) => Find(names, Prediction, s_predictions);

    /// <summary>Columns a caller named (label, score, prediction, timestamp, protected) that the file does not have.</summary>
    /// <param name="names">Columns of the file.</param>
    /// <returns>The names, in the order label, score, prediction, timestamp, protected.</returns>
    public IReadOnlyList<string> NamedButAbsent(IEnumerable<string> names)
    {
        var present = names.ToHashSet(StringComparer.Ordinal);
        return [.. new[] { Label, Score, Prediction, Timestamp }.Concat(Protected).OfType<string>().Where(n => !present.Contains(n))];
    }

    private static bool Is(string name, string? wanted) => wanted is not null && string.Equals(name, wanted, StringComparison.Ordinal);

    private string? Find(IEnumerable<string> names, string? wanted, string[] known)
    {
        var present = names.ToHashSet(StringComparer.Ordinal);
        if (wanted is not null)
        {
            return present.Contains(wanted) ? wanted : null;
        }
        return UseKnownNames ? Array.Find(known, n => present.Contains(n) && !Ignore.Contains(n, StringComparer.Ordinal)) : null;
    }

    private static bool IsAttribution(string name)
    {
        if (!name.StartsWith("attr", StringComparison.Ordinal))
        {
            return false;
        }
        var rest = name.AsSpan(4);
        var digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
        {
            digits++;
        }
        return digits > 0 && rest[digits..] is "_feature" or "_value";
    }
}
