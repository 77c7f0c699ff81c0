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
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workbook_OfEveryKindOfCell_IsValid_AndNothingOfItIsAFormula()
    {
        using var file = await WriteAsync(
            "A & \"B\"",
            ["text", "number"],
            ["=1+1", "42"],
            ["+1", "-0.5"],
            ["@SUM(A1)", null],
            ["", "1E-7"]
        );

        using var document = SpreadsheetDocument.Open(file, isEditable: false);

        Assert.Empty(new OpenXmlValidator().Validate(document, Ct).Select(e => $"{e.Path?.XPath}: {e.Description}"));
        var book = document.WorkbookPart!;
        Assert.Equal("A & \"B\"", book.Workbook.Descendants<Sheet>().Single().Name?.Value);
        var sheet = book.WorksheetParts.Single().Worksheet;
        Assert.Empty(sheet.Descendants<CellFormula>());
        Assert.Equal(
            ["=1+1 inlineStr", "42 n", "+1 inlineStr", "-0.5 n", "@SUM(A1) inlineStr", " ", " ", "1E-7 n"],
            sheet.Descendants<Row>().Skip(1).SelectMany(r => r.Elements<Cell>()).Select(c => $"{c.InnerText} {c.DataType?.InnerText}")
        );
    }

    [Fact]
    public async Task Head_WhileTheRestIsScrolled_StaysInSight()
    {
        using var file = await WriteAsync("Risks", ["text", "number"], ["a", "1"]);

        using var document = SpreadsheetDocument.Open(file, isEditable: false);

        var pane = document.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Pane>().Single();
        Assert.Equal(
            (1d, "A2", PaneValues.BottomLeft, PaneStateValues.Frozen),
            (pane.VerticalSplit?.Value, pane.TopLeftCell?.Value, pane.ActivePane?.Value, pane.State?.Value)
        );
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
        using var file = await WriteAsync("Risks", ["text", "number"], [.. texts.Select(t => new[] { t.Text, "1" })]);

        using (var document = SpreadsheetDocument.Open(file, isEditable: false))
        {
            Assert.Empty(new OpenXmlValidator().Validate(document, Ct));
        }

        var bytes = file.ToArray();
        using var again = new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);
        var rows = RiskXlsx.Read(again, most: 10, WorkbookBounds.Of(new LimitsOptions()));
        Assert.Equal(texts.Select(t => t.Read ?? t.Text), rows.Skip(1).Select(r => r.Cells[0]));
    }

    [Fact]
    public async Task LongList_WhileItIsWritten_IsSentOn_AndNotHeld()
    {
        const int rows = 20_000;
        using var file = new MemoryStream();
        long half = 0;
        await using (var book = await WorkbookWriter.OpenAsync(file, "Risks", Ct))
        {
            for (var i = 0; i < rows; i++)
            {
                half = i == rows / 2 ? file.Length : half;
                // Digests, which an archive cannot make small.
                await book.RowAsync([Sha256Hex.Of(BitConverter.GetBytes(i)), "1"], column => column == 1);
            }
        }

        // What waits to be written is a buffer, whatever the rows: half of them have half of the bytes.
        Assert.InRange(half, file.Length * 4 / 10, file.Length * 6 / 10);
    }

    private static async Task<MemoryStream> WriteAsync(string sheet, string[] head, params string?[][] rows)
    {
        var file = new MemoryStream();
        await using (var book = await WorkbookWriter.OpenAsync(file, sheet, Ct))
        {
            await book.HeadAsync(head);
            foreach (var row in rows)
            {
                await book.RowAsync(row, column => column == 1);
            }
        }

        file.Position = 0;
        return file;
    }
}
