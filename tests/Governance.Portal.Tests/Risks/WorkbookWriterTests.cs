using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Operations.Risks.Files;

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

    [Theory]
    [InlineData(" leading and trailing \t")]
    [InlineData("one\ntwo\r\nthree\rfour")]
    [InlineData("<c t=\"s\">&amp;</c> ]]>")]
    [InlineData("Größe, 風險, \U0001F9EE")]
    [InlineData("bell\u0007 null\0 end", "bell  null  end")]
    [InlineData("not a character \uFFFE", "not a character  ")]
    [InlineData("half \uD83E of a pair", "half \uFFFD of a pair")]
    public async Task Text_WrittenAndReadBack_IsItself_ButForWhatXmlCannotHold(string text, string? expected = null)
    {
        using var file = await WriteAsync("Risks", ["text", "number"], [text, "1"]);

        var rows = RiskXlsx.Read(file, most: 10, WorkbookBounds.Of(new LimitsOptions()));

        Assert.Equal([expected ?? text, "1"], rows[1].Cells);
        file.Position = 0;
        using var document = SpreadsheetDocument.Open(file, isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document, Ct));
    }

    [Fact]
    public async Task LongList_WhileItIsWritten_IsSentOn_AndNotHeld()
    {
        const int rows = 20_000;
        using var file = new MemoryStream();
        long half;
        var book = await WorkbookWriter.OpenAsync(file, "Risks", Ct);
        await using (book.ConfigureAwait(false))
        {
            await WriteHalfAsync();
            half = file.Length;
            await WriteHalfAsync();
        }

        // What waits to be written is a buffer of the archive, whatever the rows: half of them have half of the bytes.
        Assert.InRange(half, file.Length * 0.45, file.Length * 0.55);

        async Task WriteHalfAsync()
        {
            // Random enough that the archive cannot make it small.
            var random = new Random(4);
            for (var i = 0; i < rows / 2; i++)
            {
                await book.RowAsync([Convert.ToHexString(BitConverter.GetBytes(random.NextInt64())), $"{random.Next()}"], c => c == 1);
            }
        }
    }

    private static async Task<MemoryStream> WriteAsync(string sheet, string[] head, params string?[][] rows)
    {
        var file = new MemoryStream();
        var book = await WorkbookWriter.OpenAsync(file, sheet, Ct);
        await using (book.ConfigureAwait(false))
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
