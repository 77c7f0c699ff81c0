using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Multivariate;

/// <summary>What looks at several columns at once, and by which bounds.</summary>
public sealed record MultivariateOptions
{
    /// <summary>The values used when none are given.</summary>
    public static MultivariateOptions Default { get; } = new();

    /// <summary>Share of the variance the principal components keep.</summary>
    /// <value>The default value is 0.65.</value>
    [Range(0.01, 0.999)]
    public double VarianceKept { get; init; } = 0.65;

    /// <summary>Standard deviations by which the mean reconstruction error may leave that of the reference.</summary>
    /// <value>The default value is 3.</value>
    [Range(1.0, 10.0)]
    public double Deviations { get; init; } = 3;

    /// <summary>Relative change of the mean reconstruction error from which it matters.</summary>
    /// <value>The default value is 0.05.</value>
    [Range(0.0, 10.0)]
    public double ReconstructionEffect { get; init; } = 0.05;

    /// <summary>Change of a correlation from which it matters.</summary>
    /// <value>The default value is 0.2.</value>
    [Range(0.0, 2.0)]
    public double CorrelationEffect { get; init; } = 0.2;

    /// <summary>Level of significance of adjusted p-values.</summary>
    /// <value>The default value is 0.05.</value>
    [Range(0.0001, 0.5)]
    public double Significance { get; init; } = 0.05;

    /// <summary>Rows each side needs.</summary>
    /// <value>The default value is 100.</value>
    [Range(30, 1_000_000)]
    public int MinimumRows { get; init; } = 100;

    /// <summary>Columns used at most, in file order: work grows with their square.</summary>
    /// <value>The default value is 100.</value>
    [Range(2, 500)]
    public int MaximumColumns { get; init; } = 100;

    /// <summary>Whether a classifier is trained to tell the samples apart.</summary>
    public bool DomainClassifier { get; init; }

    /// <summary>Area under the ROC curve of that classifier from which the samples differ.</summary>
    /// <value>The default value is 0.65.</value>
    [Range(0.5, 1.0)]
    public double DomainClassifierLimit { get; init; } = 0.65;

    /// <summary>Whether the maximum mean discrepancy is tested.</summary>
    public bool MaximumMeanDiscrepancy { get; init; }

    /// <summary>Rows a side in that test.</summary>
    /// <value>The default value is 1,000.</value>
    [Range(30, 2000)]
    public int DiscrepancyRows { get; init; } = 1_000;

    /// <summary>Permutations in that test.</summary>
    /// <value>The default value is 200.</value>
    [Range(19, 10_000)]
    public int Permutations { get; init; } = 200;
}
