using System.Text;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

public sealed class LimitTests
{
    [Fact]
    public async Task Read_LineLongerThanLimit_NamesLineAndLimit()
    {
        var refusal = await Rows.RefusalAsync("a\n1\n" + new string('x', 1_100_000) + "\n");

        AssertLimit(refusal, TabularErrorKind.LineTooLong, 3, "MaxLineBytes");
    }

    [Fact]
    public async Task Read_QuoteNeverClosedInLongFile_StopsAtTheLineLimit()
    {
        var refusal = await Rows.RefusalAsync("a\n\"" + string.Concat(Enumerable.Repeat("text\n", 600_000)));

        AssertLimit(refusal, TabularErrorKind.LineTooLong, 2, "MaxLineBytes");
    }

    [Fact]
    public async Task Read_MoreColumnsThanLimit_IsRefused()
    {
        var refusal = await Rows.RefusalAsync(string.Join(',', Enumerable.Range(0, 2_001).Select(i => "c" + i)) + "\n");

        AssertLimit(refusal, TabularErrorKind.TooManyColumns, 1, "MaxColumns");
    }

    [Fact]
    public async Task Read_ExactlyTheColumnLimit_IsAccepted()
    {
        var table = await Rows.ReadAsync(string.Join(',', Enumerable.Range(0, 2_000).Select(i => "c" + i)) + "\n");

        Assert.Equal(2_000, table.Columns.Count);
    }

    [Fact]
    public async Task Read_MoreRowsThanLimit_NamesTheLine()
    {
        var refusal = await Rows.RefusalAsync("a\n1\n2\n3\n", new TabularReadOptions { Limits = new TabularLimits { MaxRows = 2 } });

        AssertLimit(refusal, TabularErrorKind.TooManyRows, 4, "MaxRows");
    }

    [Fact]
    public async Task Read_CompressedFileThatGrowsBeyondLimit_IsRefused()
    {
        var bomb = Rows.Gzip("a\n" + string.Concat(Enumerable.Repeat("1\n", 2_000_000)));

        var refusal = await Rows.RefusalAsync(bomb, new TabularReadOptions { Limits = new TabularLimits { MaxInputBytes = 1 << 20 } });

        Assert.Equal(TabularErrorKind.TooManyBytes, refusal.Kind);
        Assert.True(refusal.IsLimit);
    }

    [Fact]
    public async Task Read_ColumnsBeyondMemoryLimit_IsRefused()
    {
        var text = "a\n" + string.Join('\n', Enumerable.Range(0, 200_000).Select(i => i % 7));

        var refusal = await Rows.RefusalAsync(text, new TabularReadOptions { Limits = new TabularLimits { MaxTableBytes = 100_000 } });

        Assert.Equal(TabularErrorKind.TooMuchMemory, refusal.Kind);
        Assert.Contains("MaxTableBytes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TooManyDistinctTexts_NamesColumnAndLimit()
    {
        var text = new StringBuilder("n,t\n");
        for (var i = 0; i < 1_001; i++)
        {
            text.Append(i).Append(",t").Append(i).Append('\n');
        }

        var refusal = await Rows.RefusalAsync(
            text.ToString(),
            new TabularReadOptions { Limits = new TabularLimits { MaxCategories = 1_000 } }
        );

        AssertLimit(refusal, TabularErrorKind.TooManyCategories, 1_002, "MaxCategories");
        Assert.Equal("t", refusal.Column);
    }

    [Fact]
    public async Task Read_ManyDistinctNumbersAndInstants_AreNoCategories()
    {
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var text = new StringBuilder("n,at,decision_id\n");
        for (var i = 0; i < 5_000; i++)
        {
            text.Append(i).Append(".5,").Append(start.AddSeconds(i).ToString("O")).Append(",id-").Append(i).Append('\n');
        }

        var table = await Rows.ReadAsync(text.ToString(), new TabularReadOptions { Limits = new TabularLimits { MaxCategories = 100 } });

        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => i + 0.5), table.Numbers("n"));
        Assert.Equal(start.AddSeconds(4_999).Ticks, Assert.IsType<DateTimeColumn>(table.Find("at")).UtcTicks[^1]);
        Assert.Equal("id-4999", Encoding.UTF8.GetString(Assert.IsType<KeyColumn>(table.Find("decision_id"))[4_999]));
    }

    [Fact]
    public async Task Read_TextInColumnOfManyNumbers_NamesTheLineWithTheText()
    {
        var oops = string.Concat(Enumerable.Range(0, 150).Select(i => $"oops {i}\n"));
        var text = "n\n" + string.Join('\n', Enumerable.Range(0, 2_000)) + "\n" + oops;

        var refusal = await Rows.RefusalAsync(text, new TabularReadOptions { Limits = new TabularLimits { MaxCategories = 1_000 } });

        AssertLimit(refusal, TabularErrorKind.TooManyCategories, 2_002, "MaxCategories");
    }

    private static void AssertLimit(TabularFormatException refusal, TabularErrorKind kind, long line, string limit)
    {
        Assert.Equal((kind, line), (refusal.Kind, refusal.Line));
        Assert.Contains(limit, refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.IsLimit);
    }
}
