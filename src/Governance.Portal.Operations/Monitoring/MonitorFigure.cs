using Governance.Portal.Kernel.Components.Values;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>What the figures of a window are about, wherever they are shown.</summary>
internal static class MonitorFigure
{
    public static FigureId Psi(WindowView window, string column) => new(window.Id.ToString(), $"psi:{column}");

    public static FigureId Of(WindowView window, string measure) => new(window.Id.ToString(), measure);
}
