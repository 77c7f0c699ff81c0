using System.Text;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Files;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// The register as CSV (RFC 4180). Text that a spreadsheet would take for a formula stands behind an apostrophe, which an import takes away
/// again.
/// </summary>
internal static class RiskCsv
{
    /// <summary>Media type.</summary>
    public const string MediaType = "text/csv";

    /// <summary>Writes risks, a row at a time.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<RiskView> risks, Stream to, CancellationToken ct)
    {
        var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true)
        {
            NewLine = "\r\n",
        };
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteLineAsync(string.Join(',', RiskTable.Columns).AsMemory(), ct);
            await foreach (var risk in risks.WithCancellation(ct))
            {
                await writer.WriteLineAsync(string.Join(',', RiskTable.Cells(risk).Select(CsvText.Cell)).AsMemory(), ct);
            }
        }
    }

    /// <summary>Reads rows of cells.</summary>
    /// <exception cref="TableFileException">The text is no CSV, not UTF-8, or has more than <paramref name="most"/> rows; says
    /// where.</exception>
    public static List<TableRow> Read(ReadOnlyMemory<byte> file, int most)
    {
        var rows = new List<TableRow>();
        foreach (var row in CsvTable.Read(file))
        {
            rows.Add(row);
            RiskTable.ThrowIfTooMany(rows.Count, most);
        }

        return rows;
    }
}
