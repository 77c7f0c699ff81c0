namespace Governance.Reporting.Drift;

/// <summary>A measure of the errors of a version, as it is drawn, listed and told.</summary>
/// <param name="Key">Its name in the performance JSON.</param>
/// <param name="Title">Over its figure, with the unit.</param>
/// <param name="Name">As the figure is read out.</param>
/// <param name="Subject">As a sentence begins with it.</param>
/// <param name="Of">Its value in a window.</param>
/// <param name="Limit">Its limit; null where the reference has no such figure.</param>
/// <param name="BadAbove">True where values above the limit are bad.</param>
/// <param name="Format">Its numbers as they are printed.</param>
internal sealed record DriftMeasure(
    string Key,
    string Title,
    string Name,
    string Subject,
    Func<DriftPerformance, DriftEstimate?> Of,
    double? Limit,
    bool BadAbove,
    Func<double?, string> Format
)
{
    /// <summary>Whether a window is outside the limit: a verdict that is stored says so, as on the page of the monitor.</summary>
    public bool IsBreach(DriftEstimate estimate) => estimate.Verdict is { } verdict ? verdict is "fail" : !IsWithin(estimate);

    /// <summary>Whether the value itself keeps the limit, however certain it is.</summary>
    public bool IsWithin(DriftEstimate estimate) =>
        Limit is not { } bound || (BadAbove ? estimate.Value <= bound : estimate.Value >= bound);
}
