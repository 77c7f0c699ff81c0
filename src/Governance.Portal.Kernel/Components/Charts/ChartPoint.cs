namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>A point a person chose: index of its series and its index in it.</summary>
public sealed record ChartPoint(int Series, int Point);
