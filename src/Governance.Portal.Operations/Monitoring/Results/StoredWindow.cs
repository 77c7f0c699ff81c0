using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Stored;

namespace Governance.Portal.Operations.Monitoring.Results;

/// <summary>The stored result of a window, read for the page: the Drift JSON and the histograms beside it.</summary>
public sealed class StoredWindow
{
    private readonly Dictionary<string, StoredBin[]> _histograms;

    private StoredWindow(Document drift, Dictionary<string, StoredBin[]> histograms)
    {
        _histograms = histograms;
        ReferenceRows = drift.Rows.Reference;
        CurrentRows = drift.Rows.Current;
        MissingColumns = drift.Schema.MissingColumns;
        AddedColumns = drift.Schema.AddedColumns;
        Features = drift.Features;
        Checks = drift.Quality;
        Severity = drift.Verdict.Severity;
        Causes = drift.RootCause;
    }

    /// <summary>Rows of the reference.</summary>
    public long ReferenceRows { get; }

    /// <summary>Rows of the window.</summary>
    public long CurrentRows { get; }

    /// <summary>Columns only the reference has.</summary>
    public IReadOnlyList<string> MissingColumns { get; }

    /// <summary>Columns only the window has.</summary>
    public IReadOnlyList<string> AddedColumns { get; }

    /// <summary>Every column compared, in the order of the reference.</summary>
    public IReadOnlyList<StoredFeature> Features { get; }

    /// <summary>Data quality checks.</summary>
    public IReadOnlyList<StoredCheck> Checks { get; }

    /// <summary><c>none</c>, <c>moderate</c> or <c>major</c>.</summary>
    public string Severity { get; }

    /// <summary>Which columns and segments carry the change of the score; null for windows stored before they were computed.</summary>
    public StoredCauses? Causes { get; }

    /// <summary>Reads the stored text.</summary>
    public static StoredWindow Read(string json)
    {
        var stored = JsonSerializer.Deserialize<Stored>(json, JsonSerializerOptions.Web)!;
        return new StoredWindow(stored.Drift, stored.Histograms);
    }

    /// <summary>A column by its name, or null.</summary>
    public StoredFeature? Find(string name) => Features.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.Ordinal));

    /// <summary>Both distributions of a column bin by bin; none when it was skipped.</summary>
    public IReadOnlyList<StoredBin> Bins(string feature) => _histograms.GetValueOrDefault(feature) ?? [];

    private sealed record Stored(Document Drift, Dictionary<string, StoredBin[]> Histograms);

    private sealed record Document(
        RowCounts Rows,
        SchemaChange Schema,
        StoredFeature[] Features,
        StoredCheck[] Quality,
        Verdict Verdict,
        StoredCauses? RootCause = null
    );

    private sealed record RowCounts(long Reference, long Current);

    private sealed record SchemaChange(string[] MissingColumns, string[] AddedColumns);

    private sealed record Verdict(string Severity);
}

/// <summary>A column of a stored result. A number that is null has its reason in <see cref="Reasons"/>.</summary>
public sealed record StoredFeature(
    string Name,
    string Type,
    string Verdict,
    string? Reason,
    StoredSummary Reference,
    StoredSummary Current,
    double? Psi,
    double? PsiNull95,
    StoredTest? Ks,
    StoredTest? ChiSquare,
    double? NewCategoryShare,
    IReadOnlyList<string> NewCategories,
    long? RowsNeeded,
    IReadOnlyDictionary<string, string> Reasons,
    string? Binning = null,
    double? WassersteinNormalised = null,
    StoredTest? MissingShift = null
)
{
    /// <summary>The p-value of the column's test, adjusted for all tested columns.</summary>
    public double? PAdjusted => Ks?.PValueAdjusted ?? ChiSquare?.PValueAdjusted;

    /// <summary>What says that the change is large enough to matter; empty when nothing does.</summary>
    public IReadOnlyList<DriftEffect> Effects =>
        DriftEffect.Of(
            Type is "numeric",
            Psi,
            Ks?.Statistic,
            Binning is "quantile",
            WassersteinNormalised,
            ChiSquare?.CramersV,
            NewCategoryShare,
            DriftOptions.Default,
            MissingShift?.Statistic
        );

    /// <summary>Effect and significance together.</summary>
    public bool IsDrift => Verdict is "moderate" or "major";

    /// <summary>Values of the reference stopped coming altogether.</summary>
    public bool IsVanished => IsDrift && Current.Used == 0;

    /// <summary>Why a number of this name is missing, in words.</summary>
    public string Why(string number) => Reasons.GetValueOrDefault(number) ?? Reason ?? "Not computed for this column";
}

/// <summary>A column of one sample in a few numbers.</summary>
public sealed record StoredSummary(long Used, long Missing, long Infinite, long Invalid, double? Mean, double? Sd, double? Min, double? Max)
{
    /// <summary>Rows of the sample.</summary>
    public long Rows => Used + Missing + Infinite + Invalid;

    /// <summary>Share of missing values among all rows of the sample.</summary>
    public double? MissingShare(long rows) => rows > 0 ? (double)Missing / rows : null;
}

/// <summary>A two-sample test.</summary>
public sealed record StoredTest(double? Statistic, double? PValue, double? PValueAdjusted, double? CramersV = null);

/// <summary>A data quality check of a stored result.</summary>
public sealed record StoredCheck(string? Column, string Check, double? Reference, double? Current, string Verdict, string? Reason);

/// <summary>Root causes of a stored result.</summary>
/// <param name="Target">What is explained: score or prediction; null when columns are ranked by their drift alone.</param>
/// <param name="Reason">Why there is no more to say.</param>
/// <param name="ReferenceMean">Mean of the target in the reference.</param>
/// <param name="CurrentMean">Mean of the target now.</param>
/// <param name="Features">Columns; windows stored by an earlier release have those that are stable, too.</param>
/// <param name="Segments">Segments, largest impact first.</param>
public sealed record StoredCauses(
    string? Target,
    string? Reason,
    double? ReferenceMean,
    double? CurrentMean,
    IReadOnlyList<StoredCause> Features,
    IReadOnlyList<StoredSegment> Segments
);

/// <summary>A column as a possible cause: how likely it matters, not a contribution.</summary>
public sealed record StoredCause(string Name, double? Effect, double? Association, double? Weight, double? Mix, double? Rate);

/// <summary>Rows with something in common whose mean score changed.</summary>
public sealed record StoredSegment(
    IReadOnlyList<string> Conditions,
    double? Share,
    double? ReferenceMean,
    double? CurrentMean,
    double? Low,
    double? High,
    double? PValueAdjusted
);
