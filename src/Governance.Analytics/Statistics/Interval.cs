namespace Governance.Analytics.Statistics;

/// <summary>A confidence interval, ends included.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether a value lies outside.</summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="true"/> when the interval does not contain it.</returns>
    public bool Excludes(double value) => value < Low || value > High;
}
