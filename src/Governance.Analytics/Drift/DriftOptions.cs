using System.ComponentModel.DataAnnotations;
using Governance.Analytics.Attribution;
using Governance.Analytics.Multivariate;
using Governance.Analytics.Quality;
using Governance.Analytics.RootCause;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>Bands and limits by which drift is judged. The arithmetic does not depend on them.</summary>
public sealed record DriftOptions
{
    /// <summary>Bound of <see cref="ModeratePsi"/> when none is given.</summary>
    public const double DefaultModeratePsi = 0.10;

    /// <summary>Bound of <see cref="MajorPsi"/> when none is given.</summary>
    public const double DefaultMajorPsi = 0.25;

    /// <summary>The values used when none are given.</summary>
    public static DriftOptions Default { get; } = new();

    /// <summary>
    /// PSI in nats from which a change counts as an effect: custom of the trade (N. Siddiqi, <em>Credit Risk Scorecards</em>, Wiley 2006).
    /// </summary>
    /// <value>The default value is 0.10.</value>
    [Range(0.0, 10.0)]
    public double ModeratePsi { get; init; } = DefaultModeratePsi;

    /// <summary>PSI in nats from which a drifted column is major. Same source.</summary>
    /// <value>The default value is 0.25.</value>
    [Range(0.0, 10.0)]
    public double MajorPsi { get; init; } = DefaultMajorPsi;

    /// <summary>Kolmogorov–Smirnov D from which a change of a numeric column counts as an effect.</summary>
    /// <value>The default value is 0.1.</value>
    [Range(0.0, 1.0)]
    public double KolmogorovSmirnovEffect { get; init; } = 0.1;

    /// <summary>
    /// Wasserstein distance in standard deviations of the reference from which a change of a quantile-binned column counts as an effect.
    /// </summary>
    /// <value>The default value is 0.1.</value>
    [Range(0.0, 100.0)]
    public double WassersteinEffect { get; init; } = 0.1;

    /// <summary>Cramér's V from which a change of a categorical column counts as an effect.</summary>
    /// <value>The default value is 0.1.</value>
    [Range(0.0, 1.0)]
    public double CramersVEffect { get; init; } = 0.1;

    /// <summary>Share of rows with a category the reference does not have from which it counts as an effect.</summary>
    /// <value>The default value is 0.05.</value>
    [Range(0.0, 1.0)]
    public double NewCategoryEffect { get; init; } = 0.05;

    /// <summary>
    /// Difference of the shares of rows without a usable value from which it counts as an effect: that of NannyML for the largest distance.
    /// </summary>
    /// <value>The default value is 0.1.</value>
    [Range(0.0, 1.0)]
    public double ModerateMissing { get; init; } = 0.1;

    /// <summary>Difference of these shares from which the column is major: a quarter of the rows, as <see cref="MajorPsi"/>.</summary>
    /// <value>The default value is 0.25.</value>
    [Range(0.0, 1.0)]
    public double MajorMissing { get; init; } = 0.25;

    /// <summary>Level of significance of adjusted p-values.</summary>
    /// <value>The default value is 0.05.</value>
    [Range(0.0001, 0.5)]
    public double Significance { get; init; } = 0.05;

    /// <summary>Correction for the number of columns tested.</summary>
    /// <value>The default value is <see cref="MultipleTestingMethod.BenjaminiHochberg"/>.</value>
    public MultipleTestingMethod Correction { get; init; } = MultipleTestingMethod.BenjaminiHochberg;

    /// <summary>Usable values each side needs for a verdict.</summary>
    /// <value>The default value is 30.</value>
    [Range(2, 1_000_000)]
    public int MinimumRows { get; init; } = 30;

    /// <summary>Smallest share of a bin in the PSI.</summary>
    /// <value>The default value is 0.0001.</value>
    [Range(1e-9, 0.01)]
    public double PsiFloor { get; init; } = PopulationStability.DefaultFloor;

    /// <summary>New and vanished categories listed by name.</summary>
    /// <value>The default value is 20.</value>
    [Range(0, 1000)]
    public int CategoriesListed { get; init; } = 20;

    /// <summary>Columns compared at the same time; results do not depend on it.</summary>
    /// <value>The default value is the number of processors.</value>
    [Range(1, 1024)]
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Bounds of the data quality checks.</summary>
    public QualityOptions Quality { get; init; } = QualityOptions.Default;

    /// <summary>What looks at several columns at once.</summary>
    public MultivariateOptions Multivariate { get; init; } = MultivariateOptions.Default;

    /// <summary>Bounds of attribution drift.</summary>
    public AttributionOptions Attribution { get; init; } = AttributionOptions.Default;

    /// <summary>How far the search for root causes goes.</summary>
    public RootCauseOptions RootCause { get; init; } = RootCauseOptions.Default;
}
