using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Charts;

namespace Governance.Portal.Tests.Api;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("a;=cmd|'/c calc'!A1", "a;'=cmd|'/c calc'!A1")]
    [InlineData(";=1", ";'=1")]
    [InlineData("a\t=1", "a\t'=1")]
    [InlineData("a\n=1", "\"a\n'=1\"")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＠A1", "'＠A1")]
    [InlineData("＋1", "'＋1")]
    [InlineData(" =1", " '=1")]
    [InlineData("\"=1", "\"\"\"'=1\"")]
    [InlineData("\t=1", "'\t'=1")]
    [InlineData("plain; with - signs = here", "plain; with - signs = here")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("it's", "it's")]
    [InlineData("", "")]
    public void Cell_TextThatASpreadsheetWouldRun_StandsBehindAnApostrophe(string text, string cell)
    {
        Assert.Equal(cell, CsvText.Cell(text));
        Assert.Equal(text, CsvText.Plain(cell.StartsWith('"') ? cell[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : cell));
    }

    [Fact]
    public void ChartTable_Csv_KeepsNumbersAndGuardsNames() =>
        Assert.Equal(
            "Group,Rate\r\na;'=1,-0.5\r\n'＝1,1200\r\n",
            new ChartTable(
                ["Group", "Rate"],
                [
                    ["a;=1", "\u22120.5"],
                    ["＝1", "1,200"],
                ]
            ).ToCsv()
        );
}
