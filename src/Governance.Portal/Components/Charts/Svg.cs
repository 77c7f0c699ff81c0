using System.Globalization;

namespace Governance.Portal.Components.Charts;

/// <summary>Numbers as SVG attributes want them: a point, no grouping, no more digits than the eye sees.</summary>
internal static class Svg
{
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
