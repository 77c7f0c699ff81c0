namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>How something is drawn on a chart, for the chart and for its legend.</summary>
public enum LineStyle
{
    Solid,
    Dashed,
    Dotted,

    /// <summary>A tinted area, such as an interval.</summary>
    Band,

    /// <summary>Single points.</summary>
    Point,

    /// <summary>A hollow point: outside its limit.</summary>
    Hollow,
}
