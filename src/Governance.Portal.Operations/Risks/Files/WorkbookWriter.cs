using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using System.Xml;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// A workbook (Office Open XML, ISO/IEC 29500-1 §18), written forwards: memory does not grow with its rows. Its sheets are written one
/// after the other; the head of a table stays in sight while the rest is scrolled, and filters it. <see cref="DisposeAsync"/> ends it.
/// </summary>
internal sealed class WorkbookWriter : IAsyncDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private const string Relations = "application/vnd.openxmlformats-package.relationships+xml";

    // Points. A row is no taller (ISO/IEC 29500-1 §18.3.1.73; 409 is what programs show).
    private const double LineHeight = 15;
    private const double MaxHeight = 409;

    // A width counts digits; letters with the room that words leave at the end of a line take a little more.
    private const double WidthOfLetters = 1.1;

    private readonly ZipArchive _archive;
    private readonly int _sheets;
    private int _sheet;
    private int _row;
    private int _frozen;
    private IReadOnlyList<SheetColumn> _columns = [];
    private Stream? _part;
    private XmlWriter? _xml;

    private WorkbookWriter(ZipArchive archive, int sheets) => (_archive, _sheets) = (archive, sheets);

    /// <summary>The row that was written last, as the program counts them: from 1.</summary>
    public int Row => _row;

    private XmlWriter Xml => _xml ?? throw new InvalidOperationException("No sheet was begun.");

    /// <summary>Begins a workbook.</summary>
    /// <param name="file">Where it goes; stays open.</param>
    /// <param name="sheets">Names of its sheets: 1 to 31 characters each, none of <c>\ / ? * [ ] :</c>. The first is a table.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<WorkbookWriter> OpenAsync(Stream file, IReadOnlyList<string> sheets, CancellationToken ct)
    {
        var archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        var numbers = Enumerable.Range(1, sheets.Count).ToList();
        await PartAsync(
            archive,
            "[Content_Types].xml",
            $"""
            <Types xmlns="{Package}content-types"><Default Extension="rels" ContentType="{Relations}"/>
            <Override PartName="/xl/workbook.xml" ContentType="{Types}sheet.main+xml"/>
            <Override PartName="/xl/styles.xml" ContentType="{Types}styles+xml"/>
            {Each(numbers, n => $"""<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{Types}worksheet+xml"/>""")}</Types>
            """,
            ct
        );
        await PartAsync(archive, "_rels/.rels", $"{Pointers([("r1", "officeDocument", "xl/workbook.xml")])}", ct);
        await PartAsync(
            archive,
            "xl/_rels/workbook.xml.rels",
            Pointers([.. numbers.Select(n => ($"r{n}", "worksheet", $"worksheets/sheet{n}.xml")), ("styles", "styles", "styles.xml")]),
            ct
        );
        await PartAsync(
            archive,
            "xl/workbook.xml",
            $"""
            <workbook xmlns="{Main}" xmlns:r="{Office}"><sheets>
            {Each(numbers, n => $"""<sheet name="{SecurityElement.Escape(sheets[n - 1])}" sheetId="{n}" r:id="r{n}"/>""")}</sheets>
            <definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">{PrintedHead(sheets[0])}</definedName></definedNames>
            </workbook>
            """,
            ct
        );
        await PartAsync(archive, "xl/styles.xml", WorkbookStyles.Xml, ct);
        return new WorkbookWriter(archive, sheets.Count);
    }

    /// <summary>Begins the next sheet, as a table: its columns have names, which stay in sight and filter the rows below.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="frozen">How many of the first columns stay in sight too.</param>
    /// <param name="ct">Cancels.</param>
    public async Task BeginTableAsync(IReadOnlyList<SheetColumn> columns, int frozen, CancellationToken ct)
    {
        _frozen = frozen;
        await BeginAsync(columns, isTable: true, ct);
        await RowAsync([.. columns.Select(c => SheetCell.Of(c.Name))], CellLook.Head);
    }

    /// <summary>Begins the next sheet, as a page of words.</summary>
    public Task BeginPageAsync(IReadOnlyList<SheetColumn> columns, CancellationToken ct) => BeginAsync(columns, isTable: false, ct);

    /// <summary>Writes a row.</summary>
    /// <param name="cells">What stands in it, a column each.</param>
    /// <param name="look">How all of it looks; null where each cell looks like its column.</param>
    public async Task RowAsync(IReadOnlyList<SheetCell> cells, CellLook? look = null)
    {
        _row++;
        await Xml.WriteStartElementAsync(null, "row", Main);
        if (LinesOf(cells, look) is > 1 and var lines)
        {
            await AttributeAsync("ht", Number(Math.Min(lines * LineHeight, MaxHeight)));
        }

        for (var i = 0; i < cells.Count; i++)
        {
            await CellAsync(cells[i], look ?? _columns[i].Look);
        }

        await Xml.WriteEndElementAsync();
    }

    /// <summary>Ends the sheet.</summary>
    /// <param name="colours">What is coloured, by which condition.</param>
    public async Task EndAsync(IReadOnlyList<SheetColour> colours)
    {
        await Xml.WriteEndElementAsync();
        if (_frozen > 0)
        {
            await EmptyAsync("autoFilter", ("ref", Range("A", Letter(_columns.Count - 1), 1)));
        }

        for (var i = 0; i < colours.Count && _row > 1; i++)
        {
            await Xml.WriteStartElementAsync(null, "conditionalFormatting", Main);
            await AttributeAsync("sqref", string.Join(' ', colours[i].Columns.Select(c => Range(c, c, 2))));
            await Xml.WriteStartElementAsync(null, "cfRule", Main);
            await AttributeAsync("type", "expression");
            await AttributeAsync("dxfId", Number(colours[i].Colour));
            await AttributeAsync("priority", Number(i + 1));
            await Xml.WriteElementStringAsync(null, "formula", Main, colours[i].Formula);
            await Xml.WriteEndElementAsync();
            await Xml.WriteEndElementAsync();
        }

        await EmptyAsync("pageSetup", ("paperSize", "9"), ("orientation", "landscape"), ("fitToHeight", "0"));
        await Xml.DisposeAsync();
        await _part!.DisposeAsync();
        (_xml, _part, _frozen, _row) = (null, null, 0, 0);
    }

    public async ValueTask DisposeAsync()
    {
        // What was not ended is no workbook: an exception is on its way.
        if (_xml is not null)
        {
            await _xml.DisposeAsync();
            await _part!.DisposeAsync();
        }

        await _archive.DisposeAsync();
    }

    /// <summary>The letters of a column, counted from 0.</summary>
    public static string Letter(int column) =>
        column < 26 ? $"{(char)('A' + column)}" : $"{Letter((column / 26) - 1)}{Letter(column % 26)}";

    private async Task BeginAsync(IReadOnlyList<SheetColumn> columns, bool isTable, CancellationToken ct)
    {
        if (_xml is not null || _sheet == _sheets)
        {
            throw new InvalidOperationException("The sheet before was not ended, or there is no other.");
        }

        _columns = columns;
        _part = await _archive.CreateEntry($"xl/worksheets/sheet{++_sheet}.xml").OpenAsync(ct);
        _xml = Writer(_part);
        await _xml.WriteStartDocumentAsync();
        await _xml.WriteStartElementAsync(null, "worksheet", Main);
        await _xml.WriteRawAsync("""<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>""");
        await _xml.WriteRawAsync(
            isTable
                ? $"""<sheetView tabSelected="1" workbookViewId="0"><pane xSplit="{_frozen}" ySplit="1" """
                    + $"""topLeftCell="{Letter(_frozen)}2" activePane="bottomRight" state="frozen"/></sheetView>"""
                : """<sheetView showGridLines="0" workbookViewId="0"/>"""
        );
        await _xml.WriteRawAsync("</sheetViews><cols>");
        await _xml.WriteRawAsync(
            Each(
                Enumerable.Range(0, columns.Count),
                i => $"""<col min="{i + 1}" max="{i + 1}" width="{Number(columns[i].Width)}" customWidth="1"/>"""
            )
        );
        await _xml.WriteRawAsync("</cols>");
        await _xml.WriteStartElementAsync(null, "sheetData", Main);
    }

    // As tall as its longest text: programs that open a file do not all look for themselves, and lines would lie over each other.
    private int LinesOf(IReadOnlyList<SheetCell> cells, CellLook? look) =>
        cells
            .Select(
                (cell, i) =>
                    (look ?? _columns[i].Look) is CellLook.Prose or CellLook.Head && cell.Text is { } text
                        ? text.Split('\n').Sum(line => Math.Max(1, (int)Math.Ceiling(line.Length * WidthOfLetters / _columns[i].Width)))
                        : 1
            )
            .DefaultIfEmpty(1)
            .Max();

    private async Task CellAsync(SheetCell cell, CellLook look)
    {
        await Xml.WriteStartElementAsync(null, "c", Main);
        await AttributeAsync("s", Number((int)look));
        if (cell.Formula is { } formula)
        {
            await AttributeAsync("t", cell.Number is null ? "str" : "n");
            await Xml.WriteElementStringAsync(null, "f", Main, formula);
            await Xml.WriteElementStringAsync(null, "v", Main, cell.Written ?? Printable(cell.Text ?? ""));
        }
        else if (cell.Written is { } number)
        {
            await AttributeAsync("t", "n");
            await Xml.WriteElementStringAsync(null, "v", Main, number);
        }
        else if (cell.Text is { Length: > 0 } text)
        {
            await AttributeAsync("t", "inlineStr");
            await Xml.WriteStartElementAsync(null, "is", Main);
            await Xml.WriteStartElementAsync(null, "t", Main);
            await Xml.WriteAttributeStringAsync("xml", "space", null, "preserve");
            await Xml.WriteStringAsync(Printable(text));
            await Xml.WriteEndElementAsync();
            await Xml.WriteEndElementAsync();
        }

        await Xml.WriteEndElementAsync();
    }

    private async Task EmptyAsync(string name, params (string Name, string Value)[] attributes)
    {
        await Xml.WriteStartElementAsync(null, name, Main);
        foreach (var (attribute, value) in attributes)
        {
            await AttributeAsync(attribute, value);
        }

        await Xml.WriteEndElementAsync();
    }

    private Task AttributeAsync(string name, string value) => Xml.WriteAttributeStringAsync(null, name, null, value);

    private string Range(string from, string to, int row) => FormattableString.Invariant($"{from}{row}:{to}{Math.Max(row, _row)}");

    private static string PrintedHead(string sheet) =>
        SecurityElement.Escape($"'{sheet.Replace("'", "''", StringComparison.Ordinal)}'!$1:$1")!;

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Each<T>(IEnumerable<T> items, Func<T, string> xml) => string.Concat(items.Select(xml));

    private static string Pointers(IEnumerable<(string Id, string Type, string Target)> targets) =>
        $"""<Relationships xmlns="{Package}relationships">"""
        + Each(targets, t => $"""<Relationship Id="{t.Id}" Type="{Office}/{t.Type}" Target="{t.Target}"/>""")
        + "</Relationships>";

    private static async Task PartAsync(ZipArchive archive, string name, string xml, CancellationToken ct)
    {
        var part = await archive.CreateEntry(name).OpenAsync(ct);
        await using (part.ConfigureAwait(false))
        {
            var writer = Writer(part);
            await using (writer.ConfigureAwait(false))
            {
                await writer.WriteStartDocumentAsync();
                await writer.WriteRawAsync(xml.Trim());
            }
        }
    }

    // A reader of XML makes one line end of "\r\n": written as a reference, a text comes back as it was.
    private static XmlWriter Writer(Stream part) =>
        XmlWriter.Create(
            part,
            new XmlWriterSettings
            {
                Async = true,
                Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                NewLineHandling = NewLineHandling.Entitize,
            }
        );

    // XML has no place for control characters nor for half a pair of surrogates, and a workbook with one does not open.
    private static string Printable(string text) =>
        text.All(XmlConvert.IsXmlChar)
            ? text
            : string.Concat(text.EnumerateRunes().Select(r => r.IsBmp && !XmlConvert.IsXmlChar((char)r.Value) ? " " : r.ToString()));
}
