using System.Globalization;

namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>Numbers as SVG attributes want them: a point, no grouping, no more digits than the eye sees.</summary>
public static class Svg
{
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
