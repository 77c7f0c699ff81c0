namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>A line of a curve chart.</summary>
/// <param name="Name">In words, for the legend.</param>
/// <param name="Points">From left to right.</param>
/// <param name="Style">How it is drawn.</param>
/// <param name="Colour">The colour's role without its prefix.</param>
/// <param name="Marked">Each point is marked.</param>
public sealed record CurveLine(
    string Name,
    IReadOnlyList<CurvePoint> Points,
    LineStyle Style = LineStyle.Solid,
    string Colour = "c1",
    bool Marked = false
);
