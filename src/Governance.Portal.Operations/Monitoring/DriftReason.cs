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
    // Signs that no text has, in the places of names.
    private const char FirstPlace = '\uE000';

    /// <summary>A reason; null for none.</summary>
    public static string? Say(string? reason)
    {
        if (reason is null || RowsNeeded().Match(reason) is not { Success: true } needed)
        {
            return reason is null ? null : WithNames(reason);
        }

        var rows = long.Parse(needed.Groups["rows"].ValueSpan, CultureInfo.InvariantCulture);
        var settled = T["About {0} rows in each window would settle it.", Formats.Count(rows)];
        return $"{T.Recorded(reason[..needed.Index])} {settled}".TrimStart();
    }

    // Between the quotes stand names of groups: they are no words of ours, whatever they are called.
    private static string WithNames(string reason)
    {
        List<string> names = [];
        var unnamed = Quoted()
            .Replace(
                reason,
                name =>
                {
                    names.Add(name.Groups[1].Value);
                    return $"\"{(char)(FirstPlace + names.Count - 1)}\"";
                }
            );
        var said = Quoted().Replace(T.Recorded(unnamed), "“$1”");
        return names
            .Index()
            .Aggregate(said, (text, name) => text.Replace($"{(char)(FirstPlace + name.Index)}", name.Item, StringComparison.Ordinal));
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
