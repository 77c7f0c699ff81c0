using System.Globalization;
using System.Text;
using Governance.Domain;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>The coverage matrix as CSV: a row for each item and place, so that a table of any program can turn it.</summary>
internal static class CoverageCsv
{
    private static readonly string[] s_columns =
    [
        "framework",
        "edition",
        "item",
        "name",
        "group",
        "sameAs",
        "place",
        "state",
        "risks",
        "risksByCategory",
        "worstResidual",
        "notApplicableReason",
        "notApplicableBy",
        "notApplicableAt",
    ];

    /// <summary>Writes it.</summary>
    public static byte[] Write(CoverageMatrix matrix)
    {
        var text = new StringBuilder(string.Join(',', s_columns)).Append("\r\n");
        foreach (var row in matrix.Rows)
        {
            foreach (var (cell, place) in row.Cells.Zip(matrix.Places))
            {
                string?[] cells =
                [
                    matrix.Framework.Key,
                    matrix.Framework.Edition,
                    row.Item.Id,
                    row.Item.Name,
                    row.Item.Group,
                    row.SameAs,
                    place,
                    WireName.Of(cell.State),
                    Number(cell.Risks),
                    Number(cell.ByCategory),
                    cell.Worst is { } worst ? Number(worst) : null,
                    cell.Exclusion?.Reason,
                    cell.Exclusion?.ByName,
                    cell.Exclusion?.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ];
                text.AppendJoin(',', cells.Select(CsvText.Cell)).Append("\r\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
