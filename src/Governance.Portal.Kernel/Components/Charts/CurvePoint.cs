namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>A point of a curve.</summary>
/// <param name="X">Along.</param>
/// <param name="Y">Up.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end of its interval.</param>
/// <param name="Tip">Its values in words; null for none.</param>
public sealed record CurvePoint(double X, double Y, double? Low = null, double? High = null, string? Tip = null);
