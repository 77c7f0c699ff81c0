using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// The register as CSV (RFC 4180). Text that a spreadsheet would take for a formula stands behind an apostrophe, which an import takes away
/// again.
/// </summary>
internal static class RiskCsv
{
    /// <summary>Media type.</summary>
    public const string MediaType = "text/csv";

    private static readonly CsvReaderOptions s_options = CsvReaderOptions.Default with
    {
        HasHeader = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
        TrimWhitespace = false,
    };

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

    /// <summary>
    /// Reads rows of cells, between commas, semicolons or tabs. A line break in quotes belongs to its cell; empty lines are none.
    /// </summary>
    /// <exception cref="RiskFileException">The text is no CSV, not UTF-8, or has more than <paramref name="most"/> rows; says
    /// where.</exception>
    public static List<TableRow> Read(ReadOnlyMemory<byte> file, int most)
    {
        if (!Utf8.IsValid(file.Span))
        {
            throw new RiskFileException("The file is not UTF-8 text. Save it as UTF-8.");
        }

        var rows = new List<TableRow>();
        try
        {
            using var reader = CsvReader.Create(file, s_options);
            while (reader.Read())
            {
                rows.Add(new TableRow((int)reader.LineNumber, reader.Current.ToArray()));
                RiskFileException.ThrowIfTooMany(rows.Count, most);
            }
        }
        catch (CsvFormatException e)
        {
            throw new RiskFileException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Line {e.LineNumber}: a quotation mark is not closed, or stands inside a cell without being doubled."
                ),
                e
            );
        }

        return rows;
    }
}
