using System.Text.RegularExpressions;

namespace Governance.Reporting.Layout;

/// <summary>
/// What a reader takes for one sign and a line does not break: ids, days, times, the name of a digest, a model with its version, a range
/// with its count.
/// </summary>
internal static partial class KeptTogether
{
    /// <summary>A text in parts, in order; those that are kept together are whole.</summary>
    public static IEnumerable<(string Text, bool IsKept)> Parts(string text)
    {
        var from = 0;
        foreach (Match kept in Kept().Matches(text))
        {
            if (kept.Index > from)
            {
                yield return (text[from..kept.Index], false);
            }

            yield return (kept.Value, true);
            from = kept.Index + kept.Length;
        }

        if (from < text.Length)
        {
            yield return (text[from..], false);
        }
    }

    /// <summary>An address in steps: each ends behind the sign at which a line may end.</summary>
    public static IEnumerable<string> Steps(string address) => Ends().Split(address);

    [GeneratedRegex(@"(?<=[/?&])(?!$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ends();

    [GeneratedRegex(
        @"\b[A-Z]{2,4}-[0-9]{4,6}\b|\bSHA-256\b|\b[0-9]{1,2}:[0-9]{2} UTC\b"
            + @"|\b[0-9]{1,2}\.? \p{Lu}\p{L}{2,8}\.? [0-9]{4}\b"
            // A longer name would be wider than a column.
            + @"|\b(?=[a-z0-9-]{3,16}[@ ])[a-z][a-z0-9]*(?:-[a-z0-9]+)+[@ ][0-9]+(?:\.[0-9]+)+\b"
            + @"|(?<![-0-9.])[0-9]{1,3}-[0-9]{1,3}(?![-0-9])(?: \([0-9.,]+\))?",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Kept();
}
