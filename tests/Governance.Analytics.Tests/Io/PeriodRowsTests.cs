using System.Text;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

/// <summary>Rows of a stretch of time out of several files, in one.</summary>
public sealed class PeriodRowsTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finish_OfFilesWithOtherColumns_HasAllOfThem_AndLeavesMissingOnesEmpty()
    {
        var (text, counts) = await RunAsync(
            [],
            "at,a\n2026-11-20T00:00:00Z,1\n2026-11-20 23:59:59.999,\"x, \"\"y\"\"\nz\"\n",
            "b,at\n2,2026-11-20T12:00:00+01:00\n",
            "{\"at\":\"2026-11-20T01:00:00Z\",\"a\":\" 3\",\"b\":null}\n{\"c\":true,\"at\":\"2026-11-20T02:00:00Z\",\"a\":1.50}\n"
        );

        Assert.Equal(
            "at,a,b,c\n2026-11-20T00:00:00Z,1,,\n2026-11-20 23:59:59.999,\"x, \"\"y\"\"\nz\",,\n2026-11-20T12:00:00+01:00,,2,\n"
                + "2026-11-20T01:00:00Z,\" 3\",,\n2026-11-20T02:00:00Z,1.50,,true\n",
            text
        );
        Assert.Equal([2, 1, 2], counts.Select(c => c.Within.Rows));
    }

    [Fact]
    public async Task Add_AColumnThatALaterLineBrings_AndAnotherFileHadAlready_IsTaken()
    {
        var (text, _) = await RunAsync(
            [],
            "at,a\n2026-11-20T00:00:00Z,1\n",
            "{\"at\":\"2026-11-20T01:00:00Z\"}\n{\"at\":\"2026-11-20T02:00:00Z\",\"a\":7}\n"
        );

        Assert.Equal("at,a\n2026-11-20T00:00:00Z,1\n2026-11-20T01:00:00Z,\n2026-11-20T02:00:00Z,7\n", text);
    }

    [Fact]
    public async Task Add_RowsBeforeAndAfter_AreCountedAndLeftOut()
    {
        var (text, counts) = await RunAsync(
            [],
            "at,a\n2026-11-19T23:59:59.9999999Z,1\n2026-11-20T00:00:00Z,2\n2026-11-21T00:00:00Z,3\n2026-11-25T00:00:00Z,4\n"
        );

        Assert.Equal("at,a\n2026-11-20T00:00:00Z,2\n", text);
        var only = Assert.Single(counts);
        Assert.Equal((4, 1, 1), (only.Rows, only.Before.Rows, only.Within.Rows));
        Assert.Equal((s_start.AddTicks(-1), s_start.AddDays(5)), (only.First, only.Last));
    }

    [Fact]
    public async Task Add_TheSameRowsInAnotherOrder_HaveTheSameSum_AndOtherRowsAnotherOne()
    {
        const string One = "2026-11-20T00:00:00Z,1\n";
        const string Two = "2026-11-20T05:00:00Z,2\n";

        var (_, counts) = await RunAsync([], "at,a\n" + One + Two, "at,a\n" + Two + One, "at,a\n" + One + "2026-11-20T05:00:00Z,3\n");

        Assert.Equal(counts[0].Within, counts[1].Within);
        Assert.NotEqual(counts[0].Within, counts[2].Within);
    }

    [Fact]
    public async Task Add_IgnoredColumns_AreLeftOut_AlsoTheOneOfTime()
    {
        var (text, _) = await RunAsync(["at", "b"], "at,a,b\n2026-11-20T00:00:00Z,1,2\n2026-11-20T00:00:00Z,,2\n");

        Assert.Equal("a\n1\n\"\"\n", text);
    }

    [Theory]
    [InlineData("a\n1\n", "The file has no column \"at\"")]
    [InlineData("at,a\n,1\n", "Line 2, column \"at\", is not read as a time")]
    [InlineData("at,a\n2026-11-20T00:00:00Z,1\n\n20/11/2026,1\n", "Line 4, column \"at\", is not read as a time")]
    [InlineData("{\"at\":\"2026-11-20T00:00:00Z\"}\n{\"a\":1}\n", "Line 2, column \"at\", is not read as a time")]
    [InlineData("at,a\n2026-11-20T00:00:00Z\n", "Line 2 has 1 field, but the header has 2")]
    public async Task Add_WhatHasNoTime_OrIsBroken_IsRefusedWithItsLine(string file, string said)
    {
        var refused = await Assert.ThrowsAsync<TabularFormatException>(() => RunAsync([], file));

        Assert.StartsWith(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finish_OfMoreRowsThanABuffer_IsReadBackWhole()
    {
        var rows = Enumerable.Range(0, 20_000).Select(i => $"2026-11-20T00:00:00Z,\"{i},\nx\"\n");
        var (text, _) = await RunAsync([], "at,a\n" + string.Concat(rows), "at,b\n2026-11-20T00:00:00Z,1\n");

        using var csv = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var table = await TableReader.ReadAsync(csv, cancellationToken: Ct);
        Assert.Equal(20_001, table.RowCount);
        Assert.Equal(["at", "a", "b"], table.SourceColumns);
        Assert.Equal(20_000, table.Find("b")!.Counts.Missing);
    }

    private static async Task<(string Text, IReadOnlyList<PeriodCounts> Counts)> RunAsync(
        IReadOnlyList<string> ignored,
        params string[] files
    )
    {
        using var body = new MemoryStream();
        using var whole = new MemoryStream();
        var rows = new PeriodRows("at", ignored, s_start, s_start.AddDays(1), body);
        var counts = new List<PeriodCounts>();
        foreach (var file in files)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
            counts.Add(await rows.AddAsync(stream, new TabularReadOptions(), Ct));
        }

        await rows.FlushAsync(Ct);
        body.Position = 0;
        await rows.FinishAsync(body, whole, Ct);
        return (Encoding.UTF8.GetString(whole.ToArray()), counts);
    }
}
