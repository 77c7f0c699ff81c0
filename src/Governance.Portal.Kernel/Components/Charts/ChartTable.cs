using System.Text;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>The numbers behind a chart, as they are written: for the table that replaces it and for the CSV file.</summary>
/// <param name="Columns">Headings; the first column names the row.</param>
/// <param name="Rows">Cells already written by <see cref="Formats"/>.</param>
public sealed record ChartTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>RFC 4180, with a hyphen for the minus sign and no thousands separators, so that programs read the numbers.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder();
        foreach (var row in Rows.Prepend(Columns))
        {
            csv.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        }

        return csv.ToString();
    }

    private static string Cell(string text)
    {
        if (text == Formats.Missing)
        {
            return "";
        }

        var value = text.Replace(Formats.Minus, '-').Replace(Formats.NarrowSpace, ' ');
        return CsvNumber(value) ?? CsvText.Cell(value);
    }

    private static string? CsvNumber(string value) => IsNumber(value) ? value.Replace(",", "", StringComparison.Ordinal) : null;

    private static bool IsNumber(string value) =>
        value.Any(char.IsAsciiDigit) && value.All(c => char.IsAsciiDigit(c) || c is ',' or '.' or '-');
}
