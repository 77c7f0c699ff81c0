namespace Governance.Portal.Api;

/// <summary>Text in a table of comma-separated values (RFC 4180) that people open in a spreadsheet.</summary>
internal static class CsvText
{
    /// <summary>A cell, in quotation marks where it needs them. Text that begins like a formula stands behind an apostrophe: it must not become one where the table is opened.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = IsFormula(text[0]) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>The text of a cell before it was made safe.</summary>
    public static string Plain(string cell) => cell.Length > 1 && cell[0] == '\'' && IsFormula(cell[1]) ? cell[1..] : cell;

    private static bool IsFormula(char c) => c is '=' or '+' or '-' or '@' or '\t' or '\r';
}
