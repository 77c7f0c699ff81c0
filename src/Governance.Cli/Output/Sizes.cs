using System.Globalization;

namespace Governance.Cli.Output;

/// <summary>Lengths of files in words.</summary>
internal static class Sizes
{
    private static readonly string[] s_units = ["KiB", "MiB", "GiB", "TiB"];

    public static string Words(long bytes)
    {
        if (bytes < 1024)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} {(bytes == 1 ? "byte" : "bytes")}");
        }

        var value = bytes / 1024.0;
        var unit = 0;
        for (; value >= 1024 && unit < s_units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {s_units[unit]}");
    }
}
