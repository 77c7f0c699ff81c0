using Governance.Analytics.Io;

namespace Governance.Analytics.Drift;

/// <summary>
/// One column of a window compared with the reference. A number that is <see langword="null"/> has its reason in <see cref="Reasons"/>.
/// </summary>
public sealed record DriftFeature
{
    /// <summary>Name of the column.</summary>
    public required string Name { get; init; }

    /// <summary>Type, as decided on the reference.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>Feature, protected attribute, score or prediction.</summary>
    public required ColumnRole Role { get; init; }

    /// <summary>What is said about the column.</summary>
    public DriftVerdict Verdict { get; init; }

    /// <summary>
    /// Why the verdict is not a plain one; <see langword="null"/> for stable, moderate and major, except where values stopped coming.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Rows each side would need for the effect seen to be significant; only with <see cref="DriftVerdict.Inconclusive"/>.
    /// </summary>
    public long? RowsNeeded { get; init; }

    /// <summary>The reference in a few numbers.</summary>
    public required ColumnSummary Reference { get; init; }

    /// <summary>The current sample in a few numbers.</summary>
    public required ColumnSummary Current { get; init; }

    /// <summary>How values were binned; <see langword="null"/> when skipped.</summary>
    public BinningKind? Binning { get; init; }

    /// <summary>Bins that hold a row of either sample.</summary>
    public int? Bins { get; init; }

    /// <summary>See <see cref="PopulationStability.Index"/>.</summary>
    public double? Psi { get; init; }

    /// <summary>See <see cref="PopulationStability.Null95"/>.</summary>
    public double? PsiNull95 { get; init; }

    /// <summary>See <see cref="BinnedDistances.JensenShannon"/>.</summary>
    public double? JensenShannon { get; init; }

    /// <summary>See <see cref="BinnedDistances.Hellinger"/>.</summary>
    public double? Hellinger { get; init; }

    /// <summary>See <see cref="BinnedDistances.TotalVariation"/>.</summary>
    public double? TotalVariation { get; init; }

    /// <summary>See <see cref="BinnedDistances.LInfinity"/>.</summary>
    public double? LInfinity { get; init; }

    /// <summary>Kolmogorov–Smirnov test of a numeric column.</summary>
    public KolmogorovSmirnovResult? KolmogorovSmirnov { get; init; }

    /// <summary>Wasserstein-1 distance of a numeric column, in its unit.</summary>
    public double? Wasserstein { get; init; }

    /// <summary>Wasserstein-1 distance over the population standard deviation of the reference.</summary>
    public double? WassersteinNormalised { get; init; }

    /// <summary>Cramér–von Mises statistic of a numeric column.</summary>
    public double? CramerVonMises { get; init; }

    /// <summary>Its p-value; not given with ties.</summary>
    public double? CramerVonMisesPValue { get; init; }

    /// <summary>Anderson–Darling statistic of a numeric column, normalised.</summary>
    public double? AndersonDarling { get; init; }

    /// <summary>How location and spread of a numeric column moved.</summary>
    public Shift? Shift { get; init; }

    /// <summary>
    /// Largest error of shares and of the Kolmogorov–Smirnov statistic when a side was sketched; <see langword="null"/> when all is exact.
    /// </summary>
    public double? ApproximationError { get; init; }

    /// <summary>Chi-square test of a categorical column.</summary>
    public ChiSquareResult? ChiSquare { get; init; }

    /// <summary>
    /// The p-value of the column's test (Kolmogorov–Smirnov or chi-square) corrected for all tested columns; <see langword="null"/> when
    /// not tested.
    /// </summary>
    public double? PValueAdjusted { get; init; }

    /// <summary>Share of current rows with a category the reference does not have.</summary>
    public double? NewCategoryShare { get; init; }

    /// <summary>The most frequent new categories.</summary>
    public IReadOnlyList<CategoryCount> NewCategories { get; init; } = [];

    /// <summary>The most frequent categories of the reference that no current row has; counts are those of the reference.</summary>
    public IReadOnlyList<CategoryCount> VanishedCategories { get; init; } = [];

    /// <summary>
    /// How far the share of rows without a usable value moved; <see langword="null"/> unless that is large enough to matter and no chance.
    /// </summary>
    public MissingShiftResult? MissingShift { get; init; }

    /// <summary>Why a number is <see langword="null"/>, by its JSON name.</summary>
    public IReadOnlyDictionary<string, string> Reasons { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Both distributions bin by bin; empty when skipped. Not part of the JSON.</summary>
    public IReadOnlyList<HistogramBin> Histogram { get; init; } = [];

    /// <summary>Level of the verdict.</summary>
    public DriftLevel Level => DriftVerdicts.LevelOf(Verdict);

    /// <summary>Whether the column drifted.</summary>
    public bool IsDrift => Verdict is DriftVerdict.Moderate or DriftVerdict.Major;
}
