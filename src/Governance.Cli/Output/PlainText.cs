using System.Globalization;
using System.Text;

namespace Governance.Cli.Output;

/// <summary>
/// Text from elsewhere (a server, a file) for a terminal: control characters could move the cursor or recolour the answer, so they are
/// shown, not sent.
/// </summary>
internal static class PlainText
{
    public static string Line(string text) => Clean(text, keepLines: false);

    public static string Lines(string text) => Clean(text, keepLines: true);

    private static string Clean(string text, bool keepLines)
    {
        if (!text.Any(c => char.IsControl(c) || IsFormat(c)))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == '\n' && keepLines)
            {
                clean.Append(c);
            }
            else if (c is '\r' or '\n' or '\t')
            {
                clean.Append(c == '\r' && keepLines ? string.Empty : " ");
            }
            else if (char.IsControl(c) || IsFormat(c))
            {
                clean.Append(CultureInfo.InvariantCulture, $"<U+{(int)c:X4}>");
            }
            else
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }

    // Marks that reverse the reading direction or hide themselves.
    private static bool IsFormat(char c) =>
        c
            is '\u2028'
                or '\u2029'
                or (>= '\u202A' and <= '\u202E')
                or (>= '\u2066' and <= '\u2069')
                or '\u200B'
                or '\u200E'
                or '\u200F'
                or '\uFEFF';
}
