using System.Text;

namespace Governance.Portal.Kernel.Api;

/// <summary>Text in a table of comma-separated values (RFC 4180) that people open in a spreadsheet.</summary>
public static class CsvText
{
    /// <summary>
    /// A cell, in quotation marks where it needs them. What could become a formula where the table is opened stands behind an apostrophe.
    /// </summary>
    /// <remarks>
    /// Not at the beginning alone: a program that parts columns at semicolons or tabs begins a cell where this one has none. Signs in full
    /// width count, as East Asian versions take them for their narrow ones, and so does one behind spaces or quotation marks.
    /// </remarks>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = new StringBuilder(text.Length + 1);
        var (begins, first) = (true, true);
        if (text[0] is '\t' or '\r' or '\n')
        {
            safe.Append('\'');
        }

        foreach (var c in text)
        {
            if (begins && IsSign(c))
            {
                safe.Append('\'');
            }

            safe.Append(c);
            first &= char.IsWhiteSpace(c) || c is '"';
            begins = first || c is ';' or '\t' or '\r' or '\n';
        }

        return safe.ToString() is var cell && cell.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
    }

    /// <summary>The text of a cell before it was made safe.</summary>
    public static string Plain(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var plain = new StringBuilder(cell.Length);
        var (begins, first) = (true, true);
        for (var i = 0; i < cell.Length; i++)
        {
            var c = cell[i];
            if (begins && c == '\'' && i + 1 < cell.Length && (IsSign(cell[i + 1]) || (i == 0 && cell[1] is '\t' or '\r' or '\n')))
            {
                continue;
            }

            plain.Append(c);
            first &= char.IsWhiteSpace(c) || c is '"';
            begins = first || c is ';' or '\t' or '\r' or '\n';
        }

        return plain.ToString();
    }

    private static bool IsSign(char c) => c is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20';
}
