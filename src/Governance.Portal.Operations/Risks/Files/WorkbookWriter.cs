using System.IO.Compression;
using System.Security;
using System.Text;
using System.Xml;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// A workbook of one sheet (Office Open XML, ISO/IEC 29500-1 §18), written forwards: memory does not grow with its rows. Its first row
/// stays in sight while the rest is scrolled. <see cref="DisposeAsync"/> ends it.
/// </summary>
internal sealed class WorkbookWriter : IAsyncDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private const string Relations = "application/vnd.openxmlformats-package.relationships+xml";

    private readonly ZipArchive _archive;
    private readonly Stream _part;
    private readonly XmlWriter _sheet;

    private WorkbookWriter(ZipArchive archive, Stream part)
    {
        (_archive, _part) = (archive, part);
        _sheet = Xml(part);
    }

    /// <summary>Begins a workbook.</summary>
    /// <param name="file">Where it goes; stays open.</param>
    /// <param name="sheet">Name of its sheet: 1 to 31 characters, none of <c>\ / ? * [ ] :</c>.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<WorkbookWriter> OpenAsync(Stream file, string sheet, CancellationToken ct)
    {
        var archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        await PartAsync(
            archive,
            "[Content_Types].xml",
            $"""
            <Types xmlns="{Package}content-types"><Default Extension="rels" ContentType="{Relations}"/>
            <Override PartName="/xl/workbook.xml" ContentType="{Types}sheet.main+xml"/>
            <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Types}worksheet+xml"/></Types>
            """,
            ct
        );
        await PartAsync(archive, "_rels/.rels", Pointer("officeDocument", "xl/workbook.xml"), ct);
        await PartAsync(archive, "xl/_rels/workbook.xml.rels", Pointer("worksheet", "worksheets/sheet1.xml"), ct);
        await PartAsync(
            archive,
            "xl/workbook.xml",
            $"""
            <workbook xmlns="{Main}" xmlns:r="{Office}"><sheets>
            <sheet name="{SecurityElement.Escape(sheet)}" sheetId="1" r:id="r1"/></sheets></workbook>
            """,
            ct
        );

        var book = new WorkbookWriter(archive, await archive.CreateEntry("xl/worksheets/sheet1.xml").OpenAsync(ct));
        await book._sheet.WriteStartDocumentAsync();
        await book._sheet.WriteStartElementAsync(null, "worksheet", Main);
        await book._sheet.WriteRawAsync(
            """<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>"""
                + "</sheetView></sheetViews>"
        );
        await book._sheet.WriteStartElementAsync(null, "sheetData", Main);
        return book;
    }

    /// <summary>Writes the row of names.</summary>
    public Task HeadAsync(IReadOnlyList<string> names) => RowAsync(names, _ => false);

    /// <summary>Writes a row.</summary>
    /// <param name="cells">What stands in it, a column each; nothing where a cell is empty.</param>
    /// <param name="isNumber">Whether a column, from 0, holds numbers as XML writes them; any other holds text, never a formula.</param>
    public async Task RowAsync(IReadOnlyList<string?> cells, Func<int, bool> isNumber)
    {
        await _sheet.WriteStartElementAsync(null, "row", Main);
        for (var i = 0; i < cells.Count; i++)
        {
            await _sheet.WriteStartElementAsync(null, "c", Main);
            if (cells[i] is { Length: > 0 } text)
            {
                await CellAsync(text, isNumber(i));
            }

            await _sheet.WriteEndElementAsync();
        }

        await _sheet.WriteEndElementAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _sheet.DisposeAsync();
        await _part.DisposeAsync();
        await _archive.DisposeAsync();
    }

    private async Task CellAsync(string text, bool isNumber)
    {
        if (isNumber)
        {
            await _sheet.WriteAttributeStringAsync(null, "t", null, "n");
            await _sheet.WriteElementStringAsync(null, "v", Main, text);
            return;
        }

        await _sheet.WriteAttributeStringAsync(null, "t", null, "inlineStr");
        await _sheet.WriteStartElementAsync(null, "is", Main);
        await _sheet.WriteStartElementAsync(null, "t", Main);
        await _sheet.WriteAttributeStringAsync("xml", "space", null, "preserve");
        await _sheet.WriteStringAsync(Printable(text));
        await _sheet.WriteEndElementAsync();
        await _sheet.WriteEndElementAsync();
    }

    private static string Pointer(string type, string target) =>
        $"""
            <Relationships xmlns="{Package}relationships"><Relationship Id="r1" Type="{Office}/{type}" Target="{target}"/></Relationships>
            """;

    private static async Task PartAsync(ZipArchive archive, string name, string xml, CancellationToken ct)
    {
        var part = await archive.CreateEntry(name).OpenAsync(ct);
        await using (part.ConfigureAwait(false))
        {
            var writer = Xml(part);
            await using (writer.ConfigureAwait(false))
            {
                await writer.WriteStartDocumentAsync();
                await writer.WriteRawAsync(xml.Trim());
            }
        }
    }

    // A reader of XML makes one line end of "\r\n": written as a reference, a text comes back as it was.
    private static XmlWriter Xml(Stream part) =>
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
