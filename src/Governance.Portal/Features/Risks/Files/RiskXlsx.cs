using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Governance.Portal.Features.Risks.Files;

/// <summary>The register as a workbook of one sheet (Office Open XML). Cells hold texts and numbers, never formulas.</summary>
internal static class RiskXlsx
{
    /// <summary>Media type.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    // A workbook is compressed: a small file may unfold into a very large one.
    private const long MostCharacters = 16 << 20;

    private const string SheetName = "Risks";

    /// <summary>Whether a file begins like a workbook does: it is a ZIP archive.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) => file.StartsWith("PK\u0003\u0004"u8);

    /// <summary>Writes risks, a row at a time.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<RiskView> risks, Stream to, CancellationToken ct)
    {
        // The archive is written back and forth, which an answer over the network cannot be.
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
            {
                var book = document.AddWorkbookPart();
                var sheet = book.AddNewPart<WorksheetPart>();
                await WriteAsync(sheet, risks, ct);
                book.Workbook = new Workbook(new Sheets(new Sheet { Name = SheetName, SheetId = 1, Id = book.GetIdOfPart(sheet) }));
                book.Workbook.Save();
            }

            file.Position = 0;
            await file.CopyToAsync(to, ct);
        }
    }

    /// <summary>Reads the rows of the first sheet. Dates come as their day number; see <see cref="Date"/>.</summary>
    /// <exception cref="RiskFileException">The file is no workbook, or has more than <paramref name="most"/> rows; says where.</exception>
    public static List<TableRow> Read(Stream file, int most)
    {
        try
        {
            using var document = SpreadsheetDocument.Open(file, isEditable: false, new OpenSettings { MaxCharactersInPart = MostCharacters });
            var book = document.WorkbookPart;
            if (book?.Workbook?.Sheets?.Elements<Sheet>().FirstOrDefault()?.Id?.Value is not { } id || book.GetPartById(id) is not WorksheetPart sheet)
            {
                throw new RiskFileException("The workbook has no sheet.");
            }

            string[] shared = [.. book.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(i => i.InnerText) ?? []];
            return Read(sheet, shared, most);
        }
        catch (Exception e) when (e is OpenXmlPackageException or FileFormatException or InvalidDataException or XmlException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new RiskFileException("The workbook cannot be read. Save it anew as XLSX, or as CSV.", e);
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
        writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
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
            writer.WriteElement(string.IsNullOrEmpty(text)
                ? new Cell()
                : !isHead && RiskTable.Numeric.Contains(RiskTable.Columns[i])
                    ? new Cell { DataType = CellValues.Number, CellValue = new CellValue(text) }
                    : new Cell(new InlineString(new Text(Printable(text)) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString });
        }

        writer.WriteEndElement();
    }

    // XML has no place for control characters, and a workbook with one does not open.
    private static string Printable(string text) => text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : ' '));

    private static List<TableRow> Read(WorksheetPart sheet, string[] shared, int most)
    {
        var rows = new List<TableRow>();
        var width = 0;
        using var reader = OpenXmlReader.Create(sheet);
        var line = 0;
        while (reader.Read())
        {
            if (reader.ElementType != typeof(Row) || !reader.IsStartElement)
            {
                continue;
            }

            var row = (Row)reader.LoadCurrentElement()!;
            line = row.RowIndex?.Value is { } index ? (int)Math.Min(index, int.MaxValue) : line + 1;
            var cells = Cells(row, shared, line);
            width = rows.Count == 0 ? cells.Count : width;
            if (cells.All(c => c.Length == 0))
            {
                continue;
            }

            // A sheet does not say which cells at the end of a row are empty.
            cells.AddRange(Enumerable.Repeat("", Math.Max(0, width - cells.Count)));
            rows.Add(new TableRow(line, cells));
            RiskFileException.ThrowIfTooMany(rows.Count, most);
        }

        return rows;
    }

    private static List<string> Cells(Row row, string[] shared, int line)
    {
        var cells = new List<string>();
        foreach (var cell in row.Elements<Cell>())
        {
            var column = cell.CellReference?.Value is { } reference ? ColumnOf(reference) : cells.Count;
            if (column < cells.Count || column >= 256)
            {
                throw new RiskFileException(string.Create(CultureInfo.InvariantCulture, $"Row {line}: the cell {cell.CellReference?.Value} is out of place."));
            }

            cells.AddRange(Enumerable.Repeat("", column - cells.Count));
            cells.Add(TextOf(cell, shared));
        }

        while (cells.Count > 0 && cells[^1].Length == 0)
        {
            cells.RemoveAt(cells.Count - 1);
        }

        return cells;
    }

    private static string TextOf(Cell cell, string[] shared)
    {
        var kind = cell.DataType?.Value;
        if (kind == CellValues.SharedString)
        {
            return int.TryParse(cell.CellValue?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < shared.Length ? shared[index] : "";
        }

        return kind == CellValues.InlineString ? cell.InlineString?.InnerText ?? "" : cell.CellValue?.Text ?? "";
    }

    // "AB7" is the 28th column: letters count to the base of 26, without a zero.
    private static int ColumnOf(string reference)
    {
        var column = 0;
        foreach (var c in reference.TakeWhile(char.IsAsciiLetter))
        {
            column = Math.Min((column * 26) + char.ToUpperInvariant(c) - 'A' + 1, 1 << 20);
        }

        return column - 1;
    }
}
