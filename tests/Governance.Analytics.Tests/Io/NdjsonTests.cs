using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

public sealed class NdjsonTests
{
    [Fact]
    public async Task Read_FlatObjects_GivesTypedColumns()
    {
        var table = await Rows.ReadAsync(
            "{\"n\":1.5,\"t\":\"a\",\"b\":true}\n\n{\"b\":false,\"n\":null}\r\n{\"t\":\"caf\\u00e9 \\\"x\\\"\",\"n\":-2e3,\"late\":7}"
        );

        Assert.Equal([1.5, double.NaN, -2000], table.Numbers("n"));
        Assert.Equal(["a", null, "café \"x\""], table.Texts("t"));
        Assert.Equal(["true", "false", null], table.Texts("b"));
        Assert.Equal([double.NaN, double.NaN, 7], table.Numbers("late"));
        Assert.Equal(["n", "t", "b", "late"], table.SourceColumns);
    }

    [Fact]
    public async Task Read_SameRowsAsCsv_GivesTheSameTable()
    {
        var csv = await Rows.ReadAsync("a,b\n1,x\n,y\n3,\n");

        var json = await Rows.ReadAsync("{\"a\":1,\"b\":\"x\"}\n{\"b\":\"y\"}\n{\"a\":3,\"b\":null}\n");

        Assert.Equal(csv.Numbers("a"), json.Numbers("a"));
        Assert.Equal(csv.Texts("b"), json.Texts("b"));
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":}\n", 2L, "a")]
    [InlineData("{\"a\":1}\n[1]\n", 2L, null)]
    [InlineData("{\"a\":1}\n{\"a\":{\"b\":1}}\n", 2L, "a")]
    [InlineData("{\"a\":[1]}\n", 1L, "a")]
    [InlineData("{\"a\":1,\"a\":2}\n", 1L, "a")]
    [InlineData("{\"a\":1} {\"a\":2}\n", 1L, "a")]
    [InlineData("{\"a\":\"\\ud800\"}\n", 1L, "a")]
    [InlineData("{\"a\":1\n", 1L, "a")]
    public async Task Read_NotAFlatObject_NamesLineAndKey(string text, long line, string? column)
    {
        var refusal = await Rows.RefusalAsync(text);

        Assert.Equal((TabularErrorKind.InvalidJson, line, column), (refusal.Kind, refusal.Line, refusal.Column));
    }

    [Fact]
    public async Task Read_WithFilter_KeepsRowsOfThatValue()
    {
        var table = await Rows.ReadAsync(
            "{\"w\":\"a\",\"x\":1}\n{\"x\":2}\n{\"x\":3,\"w\":\"b\"}\n{\"x\":4,\"w\":\"a\"}",
            new TabularReadOptions { Where = new RowFilter("w", "a") }
        );

        Assert.Equal([1.0, 4.0], table.Numbers("x"));
    }

    [Fact]
    public async Task Read_AbsentKeyOnAShorterLine_IsMissing()
    {
        var table = await Rows.ReadAsync("{\"x\":1,\"text\":\"a long text that moves the next key\",\"y\":2}\n{\"x\":3}\n");

        Assert.Equal([2, double.NaN], table.Numbers("y"));
    }

    [Fact]
    public async Task Read_EscapedZeroCharacter_IsRefused()
    {
        Assert.Equal(TabularErrorKind.InvalidEncoding, (await Rows.RefusalAsync("{\"a\":\"x\\u0000\"}\n")).Kind);
    }

    // json.dumps of Python writes them so; pandas.read_json(lines=True) reads NaN as missing and the others as infinite.
    [Fact]
    public async Task Read_UndefinedNumbersOfPython_AreMissingOrInfinite()
    {
        var table = await Rows.ReadAsync(
            "{\"t\": \"NaN \\\" -Infinity\\n\", \"x\": 1}\n{\"t\": \"b\", \"x\": NaN}\n"
                + "{\"x\": -Infinity, \"t\": \"c\"}\n{\"x\":Infinity}\n{\"x\": 2}"
        );

        Assert.Equal([1, double.NaN, double.NegativeInfinity, double.PositiveInfinity, 2], table.Numbers("x"));
        Assert.Equal((1, 2), (table.Find("x")!.Counts.Missing, table.Find("x")!.Counts.Infinite));
        Assert.Equal(["NaN \" -Infinity\n", "b", "c", null, null], table.Texts("t"));
    }

    [Fact]
    public async Task Read_TextsWithDecimalCommas_AreNumbers_AndUnclearOnesAreSaid()
    {
        var table = await Rows.ReadAsync("{\"n\":0.5,\"x\":\"1.234,5\"}\n{\"n\":1,\"x\":\"1.000\"}\n{\"x\":\"-2,25\",\"n\":null}\n");

        Assert.Equal([1234.5, 1000, -2.25], table.Numbers("x"));
        Assert.Equal([0.5, 1, double.NaN], table.Numbers("n"));
        Assert.Equal(["The file was read with \",\" as the decimal mark."], table.Notes);
        var unclear = await Rows.ReadAsync("{\"x\":\"1,234\"}\n{\"x\":\"2,345\"}\n");
        Assert.Equal(["1,234", "2,345"], unclear.Texts("x"));
        Assert.Equal(["Column \"x\" was read as text: \"1,234\" in line 1 is a number, but not written as the others are."], unclear.Notes);
        var both = await Rows.ReadAsync("{\"version\":\"1.5\",\"x\":\"1,50\"}\n{\"version\":\"1.5\",\"x\":\"2,50\"}\n");
        Assert.Equal([1.5, 1.5], both.Numbers("version"));
        Assert.Equal(["1,50", "2,50"], both.Texts("x"));
    }
}
