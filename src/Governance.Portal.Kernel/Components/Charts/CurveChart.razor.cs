using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>Lines over two axes that begin at 0.</summary>
public sealed partial class CurveChart
{
    private const double Width = 320;
    private const double Height = 252;
    private const double Left = 38;
    private const double Right = 12;
    private const double Top = 24;
    private const double Bottom = 36;

    private IReadOnlyList<double> _rights = [];
    private IReadOnlyList<double> _ups = [];
    private IReadOnlyList<TipPoint> _tips = [];

    /// <summary>What it shows, as one sentence.</summary>
    [Parameter, EditorRequired]
    public string Sentence { get; set; } = "";

    /// <summary>Name of the axis along, with its unit.</summary>
    [Parameter, EditorRequired]
    public string XName { get; set; } = "";

    /// <summary>Name of the axis up, with its unit.</summary>
    [Parameter, EditorRequired]
    public string YName { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<CurveLine> Lines { get; set; } = [];

    /// <summary>The highest value along; shares go to 1.</summary>
    [Parameter]
    public double XMax { get; set; } = 1;

    private static double Plot => Width - Left - Right;

    protected override void OnParametersSet()
    {
        _rights = NiceTicks.Of(0, XMax > 0 ? XMax : 1);
        _ups = NiceTicks.Of(0, 1);
        _tips =
        [
            .. Lines
                .SelectMany(l => l.Points)
                .Where(p => p.Tip is not null)
                .Select(p => new TipPoint(X(p.X) / Width * 100, Y(p.Y) / Height * 100, p.Tip!)),
        ];
    }

    private static string Tick(double value) => value is 0 or 1 ? Formats.Number(value, 0) : Formats.Number(value, value < 0.1 ? 2 : 1);

    private double X(double value) => Left + (Math.Clamp(value / _rights[^1], 0, 1) * Plot);

    private static double Y(double value) => Height - Bottom - (Math.Clamp(value, 0, 1) * (Height - Top - Bottom));
}
