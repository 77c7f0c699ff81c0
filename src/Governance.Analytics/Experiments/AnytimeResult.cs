using Governance.Analytics.Statistics;

namespace Governance.Analytics.Experiments;

/// <summary>Where a test stands that may be looked at any time.</summary>
/// <param name="Difference">Mean of the challenger less that of the champion; <see langword="null"/> while an arm is empty.</param>
/// <param name="Interval">Values of the difference that are not ruled out, each end with the probability α of ever being wrong.</param>
/// <param name="EValue">Largest e-value so far: the bet's capital for each unit staked. At most 10³⁰⁰.</param>
/// <param name="CrossedAt">Number of the batch, from 0, with which it passed 1/α; <see langword="null"/> while it has not.</param>
public sealed record AnytimeResult(double? Difference, Interval? Interval, double EValue, int? CrossedAt)
{
    /// <summary>Whether the answer is yes.</summary>
    public bool Found => CrossedAt is not null;

    /// <summary>Upper bound of the probability of so much evidence when the answer is no, whenever one looks: min(1, 1/e).</summary>
    public double PValue => Math.Min(1, 1 / EValue);
}
