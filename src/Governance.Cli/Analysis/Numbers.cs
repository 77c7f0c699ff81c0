using System.Globalization;

namespace Governance.Cli.Analysis;

/// <summary>Numbers for people; an undefined one is a dash.</summary>
internal static class Numbers
{
    public static string Short(double? value) => value is { } number ? number.ToString("0.0000", CultureInfo.InvariantCulture) : "-";

    public static string Small(double? value) => value is { } number ? number.ToString("0.###e+0", CultureInfo.InvariantCulture) : "-";

    public static string Precise(double? value) => value is { } number ? number.ToString("0.000000", CultureInfo.InvariantCulture) : "-";

    public static string General(double? value) => value is { } number ? number.ToString("G6", CultureInfo.InvariantCulture) : "-";

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count and what is counted, in the number that fits: 1 row, 3 rows.</summary>
    public static string Counted(long value, string one, string? several = null) =>
        $"{Count(value)} {(value == 1 ? one : several ?? one + "s")}";
}
