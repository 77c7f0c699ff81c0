namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>What one sign on a chart stands for.</summary>
/// <param name="Name">In words.</param>
/// <param name="Style">How it is drawn.</param>
/// <param name="Colour">The colour's role without its prefix: <c>c1</c>, <c>c2</c>, <c>text-2</c>.</param>
public sealed record LegendEntry(string Name, LineStyle Style = LineStyle.Solid, string Colour = "c1");
