using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Attribution;

/// <summary>How much is asked of a model to explain it.</summary>
public sealed record ExplanationOptions
{
    /// <summary>The values used when none are given.</summary>
    public static ExplanationOptions Default { get; } = new();

    /// <summary>
    /// Coalitions of inputs a row; with no more than these in all, Shapley values are exact. At least four an input are always taken.
    /// </summary>
    /// <value>The default value is 128.</value>
    [Range(2, 1 << 20)]
    public int Coalitions { get; init; } = 128;

    /// <summary>Background rows that stand in for inputs left out of a coalition.</summary>
    /// <value>The default value is 10.</value>
    [Range(1, 10_000)]
    public int BackgroundRows { get; init; } = 10;

    /// <summary>Perturbed rows a local model of LIME is fitted to.</summary>
    /// <value>The default value is 500.</value>
    [Range(10, 100_000)]
    public int LimeSamples { get; init; } = 500;

    /// <summary>Runs of LIME with other seeds, which tell how far its order can be relied on.</summary>
    /// <value>The default value is 5.</value>
    [Range(1, 50)]
    public int LimeRepeats { get; init; } = 5;

    /// <summary>Width of LIME's kernel, per square root of the number of inputs.</summary>
    /// <value>The default value is 0.75, that of the authors' implementation.</value>
    [Range(0.01, 100.0)]
    public double LimeKernelWidth { get; init; } = 0.75;

    /// <summary>Penalty on squared coefficients of LIME's local model.</summary>
    /// <value>The default value is 1.</value>
    [Range(0.0, 1_000_000.0)]
    public double LimeRidge { get; init; } = 1;

    /// <summary>Seed of everything sampled: the same seed gives the same figures.</summary>
    /// <value>The default value is 20260104.</value>
    public int Seed { get; init; } = 20_260_104;
}
