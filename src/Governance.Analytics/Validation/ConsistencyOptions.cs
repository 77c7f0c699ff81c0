using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Validation;

/// <summary>What counts as the same answer.</summary>
public sealed record ConsistencyOptions
{
    /// <summary>The values used when none are given.</summary>
    public static ConsistencyOptions Default { get; } = new();

    /// <summary>Largest difference of two scores that counts as none.</summary>
    /// <value>The default value is 0.000001: arithmetic in single precision, done in another order.</value>
    [Range(0.0, 1.0)]
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Score from which the prediction is positive.</summary>
    /// <value>The default value is 0.5.</value>
    [Range(0.0, 1.0)]
    public double Threshold { get; init; } = 0.5;

    /// <summary>Seed of what is shuffled.</summary>
    /// <value>The default value is 20260104.</value>
    public int Seed { get; init; } = 20_260_104;
}
