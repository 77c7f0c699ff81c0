using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Governance.Data.Artifacts;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>The register as a workbook of one sheet (Office Open XML). Cells hold texts and numbers, never formulas.</summary>
internal static class RiskXlsx
{
    /// <summary>Media type.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const string SheetName = "Risks";

    /// <summary>Whether a file begins like a workbook does: it is a ZIP archive.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) => file.StartsWith("PK\u0003\u0004"u8);

    /// <summary>Writes risks, a row at a time.</summary>
    /// <param name="risks">The risks.</param>
    /// <param name="store">Where the file lies until it is sent: only this service may read it there, and it goes in any case.</param>
    /// <param name="to">Where the workbook goes.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task WriteAsync(IAsyncEnumerable<RiskView> risks, ContentStore store, Stream to, CancellationToken ct)
    {
        // The archive is written back and forth, which an answer over the network cannot be.
        var file = store.OpenTemporary();
        await using (file.ConfigureAwait(false))
        {
            using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
            {
                var book = document.AddWorkbookPart();
                var sheet = book.AddNewPart<WorksheetPart>();
                await WriteAsync(sheet, risks, ct);
                book.Workbook = new Workbook(
                    new Sheets(
                        new Sheet
                        {
                            Name = SheetName,
                            SheetId = 1,
                            Id = book.GetIdOfPart(sheet),
                        }
                    )
                );
                book.Workbook.Save();
            }

            file.Position = 0;
            await file.CopyToAsync(to, ct);
        }
    }

    /// <summary>Reads the rows of the first sheet, forwards and bounded. Dates come as their day number; see <see cref="Date"/>.</summary>
    /// <exception cref="RiskFileException">The file is no workbook, or has more than <paramref name="most"/> rows; says where.</exception>
    /// <exception cref="WorkbookLimitException">It is larger than a configured limit.</exception>
    public static List<TableRow> Read(MemoryStream file, int most, WorkbookBounds bounds)
    {
        try
        {
            using var parts = new WorkbookParts(file, bounds);
            var (sheet, shared) = parts.Find();
            var texts = shared is null ? [] : WorkbookTexts.Read(parts, shared, bounds);
            return new SheetReader(parts, texts, most).Read(sheet, bounds);
        }
        catch (Exception e)
            when (e
                    is InvalidDataException
                        or EndOfStreamException
                        or XmlException
                        or FormatException
                        or ArgumentException
                        or NotSupportedException
            )
        {
            throw new RiskFileException("The workbook cannot be read. Save it again as XLSX, or as CSV.", e);
        }
    }

    /// <summary>What a day number of a spreadsheet stands for, or null when it is none.</summary>
    public static DateTimeOffset? Date(string? cell) =>
        double.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days is >= 1 and < 2_958_466
            ? new DateTimeOffset(DateTime.FromOADate(days), TimeSpan.Zero)
            : null;

    private static async Task WriteAsync(WorksheetPart sheet, IAsyncEnumerable<RiskView> risks, CancellationToken ct)
    {
        using var writer = OpenXmlWriter.Create(sheet);
        writer.WriteStartElement(new Worksheet());
        // The head stays in sight while the rest is scrolled.
        writer.WriteElement(
            new SheetViews(
                new SheetView(
                    new Pane
                    {
                        VerticalSplit = 1,
                        TopLeftCell = "A2",
                        ActivePane = PaneValues.BottomLeft,
                        State = PaneStateValues.Frozen,
                    }
                )
                {
                    WorkbookViewId = 0,
                }
            )
        );
        writer.WriteStartElement(new SheetData());
        Write(writer, RiskTable.Columns, isHead: true);
        await foreach (var risk in risks.WithCancellation(ct))
        {
            Write(writer, RiskTable.Cells(risk), isHead: false);
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void Write(OpenXmlWriter writer, string?[] cells, bool isHead)
    {
        writer.WriteStartElement(new Row());
        for (var i = 0; i < cells.Length; i++)
        {
            var text = cells[i];
            writer.WriteElement(
                string.IsNullOrEmpty(text) ? new Cell()
                : !isHead && RiskTable.Numeric.Contains(RiskTable.Columns[i])
                    ? new Cell { DataType = CellValues.Number, CellValue = new CellValue(text) }
                : new Cell(new InlineString(new Text(Printable(text)) { Space = SpaceProcessingModeValues.Preserve }))
                {
                    DataType = CellValues.InlineString,
                }
            );
        }

        writer.WriteEndElement();
    }

    // XML has no place for control characters, and a workbook with one does not open.
    private static string Printable(string text) =>
        text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : ' '));
}
