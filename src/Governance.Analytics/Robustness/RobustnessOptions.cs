using System.ComponentModel.DataAnnotations;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness.Attacks;

namespace Governance.Analytics.Robustness;

/// <summary>How hard a model is tried, and what is too much.</summary>
public sealed record RobustnessOptions
{
    /// <summary>The values used when none are given.</summary>
    public static RobustnessOptions Default { get; } = new();

    /// <summary>How labels, scores and predictions are read.</summary>
    public BinaryOptions Binary { get; init; } = BinaryOptions.Default;

    /// <summary>Sizes of perturbations, in standard deviations of each feature.</summary>
    /// <value>The default value is 0.01, 0.05, 0.1 and 0.25.</value>
    public IReadOnlyList<double> Sizes { get; init; } = [0.01, 0.05, 0.1, 0.25];

    /// <summary>Tries a row and size.</summary>
    /// <value>The default value is 10.</value>
    [Range(1, 1_000)]
    public int Tries { get; init; } = 10;

    /// <summary>Probability that a category is swapped for one drawn from those observed, per unit of size.</summary>
    /// <value>The default value is 1: size 0.1 redraws one category in ten.</value>
    [Range(0.0, 100.0)]
    public double CategorySwap { get; init; } = 1;

    /// <summary>Columns that stay as they are: no one can change them.</summary>
    public IReadOnlySet<string> Immutable { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Largest size whose flip rate is judged.</summary>
    /// <value>The default value is 0.1.</value>
    [Range(0.0, 10.0)]
    public double JudgedSize { get; init; } = 0.1;

    /// <summary>Largest flip rate: fails when its whole interval lies above, warns when part of it does.</summary>
    /// <value>The default value is 0.1.</value>
    [Range(0.0, 1.0)]
    public double MaximumFlipRate { get; init; } = 0.1;

    /// <summary>Share of suspected rows from which a poisoning screen warns.</summary>
    /// <value>The default value is 0.01.</value>
    [Range(0.0, 1.0)]
    public double SuspectedShare { get; init; } = 0.01;

    /// <summary>Rows compared with each other in the screens that need it; more are sampled.</summary>
    /// <value>The default value is 5,000.</value>
    [Range(100, 20_000)]
    public int NeighbourRows { get; init; } = 5_000;

    /// <summary>Suspected rows listed.</summary>
    /// <value>The default value is 20.</value>
    [Range(0, 10_000)]
    public int RowsListed { get; init; } = 20;

    /// <summary>Searches for adversarial rows; <see langword="null"/> for none, because they ask the model often.</summary>
    public AttackOptions? Attack { get; init; }

    /// <summary>Seed of perturbations and searches: the same seed gives the same ones.</summary>
    /// <value>The default value is 20260104.</value>
    public int Seed { get; init; } = 20_260_104;
}
