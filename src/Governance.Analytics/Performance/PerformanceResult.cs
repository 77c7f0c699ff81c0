using System.Text.Json.Serialization;
using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>Performance of a two-class model on the labelled rows of a table. Undefined values are <see langword="null"/>.</summary>
public sealed record PerformanceResult
{
    /// <summary>Rows of the table.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows with a label; <see langword="null"/> when there is no usable label column.</summary>
    public required int? Labelled { get; init; }

    /// <summary>Labelled rows of the positive class.</summary>
    public int Positives { get; init; }

    /// <summary>Counts at the threshold in use; <see langword="null"/> without labels or predictions.</summary>
    public Confusion? Confusion { get; init; }

    /// <summary>Area under the ROC curve.</summary>
    public double? Auc { get; init; }

    /// <summary>Standard error of the area (DeLong).</summary>
    public double? AucStandardError { get; init; }

    /// <summary>Average precision.</summary>
    public double? AveragePrecision { get; init; }

    /// <summary>Brier score.</summary>
    public double? Brier { get; init; }

    /// <summary>Logarithmic loss in nats.</summary>
    public double? LogLoss { get; init; }

    /// <summary>Expected calibration error, ten equal-width bins.</summary>
    public double? Ece { get; init; }

    /// <summary>Largest calibration error of a bin.</summary>
    public double? Mce { get; init; }

    /// <summary>What <see cref="Ece"/> would be by chance, were the scores right.</summary>
    [JsonPropertyName("eceNull")] // windows are stored with this name
    public CalibrationByChance? EceByChance { get; init; }

    /// <summary>The reliability table; empty without scores in [0, 1].</summary>
    public IReadOnlyList<ReliabilityBin> Reliability
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The ROC curve, from (0, 0) to (1, 1); empty without scores of both classes, and in records that were stored.</summary>
    public IReadOnlyList<RocPoint> Roc
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>95 % intervals by JSON name of the metric.</summary>
    public IReadOnlyDictionary<string, Interval> Intervals
    {
        get;
        init => field = value ?? None<Interval>();
    } = None<Interval>();

    /// <summary>Labels known by now, day by day; empty without timestamps.</summary>
    public IReadOnlyList<LabelCoverage> CoverageByDay
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>
    /// Columns measured with values that do not have their type, whose rows are left out; <see langword="null"/> without any.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<InvalidValues>? Invalid { get; init; }

    /// <summary>Why values are <see langword="null"/>, by JSON name.</summary>
    public IReadOnlyDictionary<string, string> Reasons
    {
        get;
        init => field = value ?? None<string>();
    } = None<string>();

    /// <summary>Labelled rows / rows; <see langword="null"/> without rows or label column.</summary>
    public double? Coverage => Labelled is { } labelled && Rows > 0 ? (double)labelled / Rows : null;

    // Lists and names that a stored record of before does not have are given as null by the code that reads it.
    private static SortedDictionary<string, T> None<T>() => new(StringComparer.Ordinal);
}

/// <summary>Values of a column that do not have its type.</summary>
/// <param name="Column">The column.</param>
/// <param name="Count">How many.</param>
/// <param name="Share">Among all rows.</param>
/// <param name="Examples">Some of them, as they were written.</param>
/// <param name="Lines">Lines of the first ones.</param>
public sealed record InvalidValues(string Column, long Count, double Share, IReadOnlyList<string> Examples, IReadOnlyList<long> Lines)
{
    /// <summary>Those of some columns; <see langword="null"/> when there is none.</summary>
    internal static IReadOnlyList<InvalidValues>? Of(IEnumerable<Column?> columns)
    {
        InvalidValues[] found =
        [
            .. columns
                .OfType<Column>()
                .Where(c => c.Counts.Invalid > 0)
                .Select(c => new InvalidValues(
                    c.Name,
                    c.Counts.Invalid,
                    (double)c.Counts.Invalid / c.RowCount,
                    c.Counts.InvalidTexts,
                    c.Counts.InvalidLines
                )),
        ];
        return found.Length == 0 ? null : found;
    }
}
