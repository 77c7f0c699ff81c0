namespace Governance.Analytics.Multivariate;

/// <summary>What is said about several columns together.</summary>
public enum MultivariateVerdict
{
    /// <summary>No method that ran sees a change.</summary>
    Stable,

    /// <summary>At least one method sees a change that matters.</summary>
    Drift,

    /// <summary>Too few rows on either side.</summary>
    InsufficientData,

    /// <summary>Fewer than two columns, or rows were not kept.</summary>
    NotRun,
}

/// <summary>How well rows are rebuilt from the principal components of the reference.</summary>
/// <param name="Components">Components kept.</param>
/// <param name="VarianceKept">Share of the variance they hold.</param>
/// <param name="Reference">Mean Euclidean residual of reference rows, each rebuilt by components fitted without its fold, in standardised
/// units.</param>
/// <param name="Current">Mean Euclidean residual of current rows.</param>
/// <param name="Low">Lower limit for the current mean.</param>
/// <param name="High">Upper limit for the current mean.</param>
/// <param name="IsDrift">Whether the current mean lies outside and the change matters.</param>
public sealed record ReconstructionResult(
    int Components,
    double VarianceKept,
    double Reference,
    double Current,
    double Low,
    double High,
    bool IsDrift
);

/// <summary>A pair of numeric columns whose correlation changed.</summary>
/// <param name="First">One column.</param>
/// <param name="Second">The other.</param>
/// <param name="Reference">Pearson correlation in the reference. Range: [−1, 1].</param>
/// <param name="Current">Pearson correlation in the current rows. Range: [−1, 1].</param>
/// <param name="PValue">Two-sided p-value of Fisher's z.</param>
/// <param name="PValueAdjusted">The same, corrected for all pairs.</param>
/// <param name="IsDrift">Whether the change is significant and large enough to matter.</param>
public sealed record CorrelationChange(
    string First,
    string Second,
    double Reference,
    double Current,
    double PValue,
    double PValueAdjusted,
    bool IsDrift
);

/// <summary>Correlations of numeric columns, pair by pair.</summary>
/// <param name="Pairs">Pairs tested.</param>
/// <param name="Changes">The pairs that changed most, largest change first.</param>
/// <param name="Drifted">Pairs that drifted.</param>
public sealed record CorrelationResult(int Pairs, IReadOnlyList<CorrelationChange> Changes, int Drifted);

/// <summary>A classifier trained to tell current rows from reference rows.</summary>
/// <param name="Auc">Cross-validated area under the ROC curve; 0.5 when the samples cannot be told apart.</param>
/// <param name="Rows">Rows of either side used.</param>
/// <param name="Importances">Share of each column in what the classifier learnt, largest first.</param>
/// <param name="IsDrift">Whether the area exceeds the limit.</param>
public sealed record DomainClassifierResult(double Auc, int Rows, IReadOnlyList<ColumnShare> Importances, bool IsDrift);

/// <summary>The share of one column in something.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Share">Share in [0, 1].</param>
public sealed record ColumnShare(string Name, double Share);

/// <summary>Squared maximum mean discrepancy with a Gaussian kernel.</summary>
/// <param name="Statistic">Unbiased U-statistic; near 0, also below, when nothing differs.</param>
/// <param name="PValue">(1 + permutations at least as large) / (1 + permutations); never 0.</param>
/// <param name="Rows">Rows of either side used.</param>
/// <param name="IsDrift">Whether the p-value is below the level of significance.</param>
public sealed record DiscrepancyResult(double Statistic, double PValue, int Rows, bool IsDrift);

/// <summary>Drift of several columns together. What did not run is <see langword="null"/>.</summary>
public sealed record MultivariateResult
{
    /// <summary>What is said.</summary>
    public required MultivariateVerdict Verdict { get; init; }

    /// <summary>Why nothing was computed; <see langword="null"/> otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Reference rows used.</summary>
    public int ReferenceRows { get; init; }

    /// <summary>Current rows used.</summary>
    public int CurrentRows { get; init; }

    /// <summary>Principal component reconstruction.</summary>
    public ReconstructionResult? Reconstruction { get; init; }

    /// <summary>Correlations.</summary>
    public CorrelationResult? Correlation { get; init; }

    /// <summary>Domain classifier, on request.</summary>
    public DomainClassifierResult? DomainClassifier { get; init; }

    /// <summary>Maximum mean discrepancy, on request.</summary>
    public DiscrepancyResult? Discrepancy { get; init; }
}
