using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Portal.Kernel.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// Why a comparison came to its verdict, in the reader's language. The record writes the number of rows it would take without a thousands
/// mark, calls the two windows sides and puts names between straight quotes; pages say it as people read it.
/// </summary>
internal static partial class DriftReason
{
    /// <summary>A reason; null for none.</summary>
    public static string? Say(string? reason)
    {
        if (reason is null || RowsNeeded().Match(reason) is not { Success: true } needed)
        {
            return reason is null ? null : Quoted().Replace(T.Say(reason), "“$1”");
        }

        var rows = long.Parse(needed.Groups["rows"].ValueSpan, CultureInfo.InvariantCulture);
        return $"{T.Say(reason[..needed.Index])} {T["About {0} rows in each window would settle it.", Formats.Count(rows)]}".TrimStart();
    }

    // What has words in another language brings its own quotes.
    [GeneratedRegex("\"([^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(
        @" ?About (?<rows>[0-9]{1,18}) rows per side would settle it\.$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex RowsNeeded();
}
