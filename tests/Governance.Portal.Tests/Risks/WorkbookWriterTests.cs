using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Operations.Risks.Files;
using Governance.Transparency;

namespace Governance.Portal.Tests.Risks;

/// <summary>Workbooks as we write them, judged by the schemas of Office Open XML and read back by our own reader.</summary>
public sealed class WorkbookWriterTests
{
    private static readonly IReadOnlyList<SheetColumn> s_columns =
    [
        new("text", 20, CellLook.Prose),
        new("number", 8, CellLook.Number),
        new("twice", 8, CellLook.Number),
        new("day", 17, CellLook.Time),
        new("word", 8, CellLook.Text),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workbook_OfEveryKindOfCell_IsValid_AndNoTextIsAFormula()
    {
        var day = new DateTimeOffset(2026, 11, 29, 10, 0, 0, 250, TimeSpan.Zero);
        using var file = await WriteAsync(
            "A & \"B\" 's",
            [
                SheetCell.Of("=1+1"),
                SheetCell.Of(42),
                SheetCell.Made("B2*2", 84),
                SheetCell.Of(day),
                SheetCell.Made("IF(B2>9,\"a\",\"b\")", "a"),
            ],
            [
                SheetCell.Of("@SUM(A1)"),
                SheetCell.Of((int?)null),
                SheetCell.Made("B3*2", 0),
                SheetCell.Of((DateTimeOffset?)null),
                SheetCell.Of(""),
            ]
        );

        using var document = SpreadsheetDocument.Open(file, isEditable: false);

        Assert.Empty(
            new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Microsoft365)
                .Validate(document, Ct)
                .Select(e => $"{e.Path?.XPath}: {e.Description}")
        );
        var book = document.WorkbookPart!;
        Assert.Equal(["A & \"B\" 's", "About"], book.Workbook!.Descendants<Sheet>().Select(s => s.Name?.Value));
        Assert.Equal("'A & \"B\" ''s'!$1:$1", book.Workbook.Descendants<DefinedName>().Single().Text);
        var cells = Table(document).Descendants<Row>().Skip(1).SelectMany(r => r.Elements<Cell>()).ToList();
        Assert.Equal(
            ["=1+1 inlineStr", "42 n", "84 n", "46355.41666956018 n", "a str", "@SUM(A1) inlineStr", " ", "0 n", " ", " "],
            cells.Select(c => $"{c.CellValue?.Text ?? c.InlineString?.InnerText} {c.DataType?.InnerText}")
        );
        Assert.Equal(["B2*2", "IF(B2>9,\"a\",\"b\")", "B3*2"], cells.Select(c => c.CellFormula?.Text).OfType<string>());
        // A day is a number that looks like one.
        var looks = book.WorkbookStylesPart!.Stylesheet!;
        var format = looks.CellFormats!.Elements<CellFormat>().ElementAt((int)cells[3].StyleIndex!.Value).NumberFormatId!.Value;
        Assert.Equal(
            @"yyyy\-mm\-dd\ hh:mm",
            looks.NumberingFormats!.Elements<NumberingFormat>().Single(f => f.NumberFormatId! == format).FormatCode
        );
        Assert.Equal(day, RiskXlsx.Date(cells[3].CellValue!.Text));
    }

    [Fact]
    public async Task Head_WhileTheRestIsScrolled_StaysInSight_AndFiltersAllRows()
    {
        using var file = await WriteAsync("Risks", [SheetCell.Of("a"), SheetCell.Of(1)], [SheetCell.Of("b"), SheetCell.Of(2)]);

        using var document = SpreadsheetDocument.Open(file, isEditable: false);

        var sheet = Table(document);
        var pane = sheet.Descendants<Pane>().Single();
        Assert.Equal(
            (1d, 1d, "B2", PaneStateValues.Frozen),
            (pane.HorizontalSplit!.Value, pane.VerticalSplit!.Value, pane.TopLeftCell!.Value, pane.State!.Value)
        );
        Assert.Equal("A1:E3", sheet.Descendants<AutoFilter>().Single().Reference!.Value);
        Assert.Equal([20d, 8d, 8d, 17d, 8d], sheet.Descendants<Column>().Select(c => c.Width!.Value));
        var colour = sheet.Descendants<ConditionalFormatting>().Single();
        Assert.Equal(("B2:B3 E2:E3", "$B2>1"), (colour.SequenceOfReferences!.InnerText, colour.InnerText));
    }

    [Fact]
    public async Task Texts_WrittenAndReadBack_AreThemselves_ButForWhatXmlCannotHold()
    {
        (string Text, string? Read)[] texts =
        [
            (" leading and trailing \t", null),
            ("one\ntwo\r\nthree\rfour", null),
            ("<c t=\"s\">&amp;</c> ]]>", null),
            ("Größe, 風險, \U0001F9EE", null),
            ("bell\u0007 null\0 end", "bell  null  end"),
            ("not a character \uFFFE", "not a character  "),
            ("half \uD83E of a pair", "half \uFFFD of a pair"),
        ];
        using var file = await WriteAsync("Risks", [.. texts.Select(t => new[] { SheetCell.Of(t.Text), SheetCell.Of(1) })]);

        using (var document = SpreadsheetDocument.Open(file, isEditable: false))
        {
            Assert.Empty(new OpenXmlValidator().Validate(document, Ct));
        }

        var bytes = file.ToArray();
        using var again = new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);
        var rows = RiskXlsx.Read(again, most: 10, WorkbookBounds.Of(new LimitsOptions()));
        Assert.Equal(texts.Select(t => t.Read ?? t.Text), rows.Skip(1).Select(r => r.Cells[0]));
    }

    // Lines that have no room lie over the row below, in programs that leave the heights of a file as they are.
    [Fact]
    public async Task Row_WithATextOverSeveralLines_IsAsTall()
    {
        SheetColumn[] columns = [new("Term", 20, CellLook.Term), new("Words", 50, CellLook.Prose)];
        using var file = new MemoryStream();
        await using (var book = await WorkbookWriter.OpenAsync(file, ["About"], Ct))
        {
            await book.BeginPageAsync(columns, Ct);
            await book.RowAsync([SheetCell.Of("One"), SheetCell.Of("short")]);
            await book.RowAsync([SheetCell.Of("Two"), SheetCell.Of(new string('w', 120))]);
            await book.RowAsync([SheetCell.Of("Three"), SheetCell.Of("a\nb\nc\nd")]);
            await book.RowAsync([SheetCell.Of("All"), SheetCell.Of(new string('w', 50_000))]);
            await book.EndAsync([]);
        }

        using var document = SpreadsheetDocument.Open(file, isEditable: false);
        Assert.Equal(
            [null, 45, 60, 409],
            document.WorkbookPart!.WorksheetParts.Single().Worksheet!.Descendants<Row>().Select(r => r.Height?.Value)
        );
    }

    [Fact]
    public async Task LongList_WhileItIsWritten_IsSentOn_AndNotHeld()
    {
        const int rows = 20_000;
        using var file = new MemoryStream();
        long half = 0;
        await using (var book = await WorkbookWriter.OpenAsync(file, ["Risks"], Ct))
        {
            await book.BeginTableAsync(s_columns, frozen: 1, Ct);
            for (var i = 0; i < rows; i++)
            {
                half = i == rows / 2 ? file.Length : half;
                // Digests, which an archive cannot make small.
                await book.RowAsync([SheetCell.Of(Sha256Hex.Of(BitConverter.GetBytes(i))), SheetCell.Of(1)]);
            }

            await book.EndAsync([]);
        }

        // What waits to be written is a buffer, whatever the rows: half of them have half of the bytes.
        Assert.InRange(half, file.Length * 4 / 10, file.Length * 6 / 10);
    }

    [Theory]
    [InlineData(0, "A")]
    [InlineData(25, "Z")]
    [InlineData(26, "AA")]
    [InlineData(701, "ZZ")]
    [InlineData(702, "AAA")]
    public void Letter_OfAColumn_IsThatOfTheProgram(int column, string letter) => Assert.Equal(letter, WorkbookWriter.Letter(column));

    private static Worksheet Table(SpreadsheetDocument document)
    {
        var book = document.WorkbookPart!;
        return ((WorksheetPart)book.GetPartById(book.Workbook!.Descendants<Sheet>().First().Id!.Value!)).Worksheet!;
    }

    private static async Task<MemoryStream> WriteAsync(string sheet, params SheetCell[][] rows)
    {
        var file = new MemoryStream();
        await using (var book = await WorkbookWriter.OpenAsync(file, [sheet, "About"], Ct))
        {
            await book.BeginTableAsync(s_columns, frozen: 1, Ct);
            foreach (var row in rows)
            {
                await book.RowAsync(row);
            }

            await book.EndAsync([new(["B", "E"], "$B2>1", 3)]);
            await book.BeginPageAsync([new("", 20, CellLook.Term), new("", 60, CellLook.Prose)], Ct);
            await book.RowAsync([SheetCell.Of("Title")], CellLook.Title);
            await book.RowAsync([SheetCell.Of("Rows"), SheetCell.Of(rows.Length.ToString(CultureInfo.InvariantCulture))]);
            await book.EndAsync([]);
        }

        file.Position = 0;
        return file;
    }
}
