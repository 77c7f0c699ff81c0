namespace Governance.Reporting.Drift;

/// <summary>A measure of the errors of a version, as it is drawn, listed and told.</summary>
/// <param name="Title">Over its figure, with the unit.</param>
/// <param name="Name">As the figure is read out.</param>
/// <param name="Subject">As a sentence begins with it.</param>
/// <param name="Of">Its value in a window.</param>
/// <param name="Limit">Its limit; null where no policy sets one.</param>
/// <param name="BadAbove">True where values above the limit are bad.</param>
/// <param name="Format">Its numbers as they are printed.</param>
internal sealed record DriftMeasure(
    string Title,
    string Name,
    string Subject,
    Func<DriftPerformance, DriftEstimate?> Of,
    double? Limit,
    bool BadAbove,
    Func<double?, string> Format
);
