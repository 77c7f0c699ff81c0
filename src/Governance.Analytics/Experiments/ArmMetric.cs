namespace Governance.Analytics.Experiments;

/// <summary>A column of a metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Low">Least value that there can be.</param>
/// <param name="High">Largest value that there can be.</param>
public sealed record ArmMetric(string Name, double Low = double.NegativeInfinity, double High = double.PositiveInfinity);
