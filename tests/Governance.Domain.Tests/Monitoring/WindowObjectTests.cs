using Governance.Domain.Monitoring;

namespace Governance.Domain.Tests.Monitoring;

public sealed class WindowObjectTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly WindowObjectStamp s_first = new("a", 10, s_now.AddHours(1));
    private static readonly WindowObjectStamp s_second = new("b", 12, s_now.AddHours(2));

    [Fact]
    public void Found_WithRowsOfWindowsThatAreDone_IsLate_OnlyWhenItCameAfterTheSourceWasSet()
    {
        var late = WindowObject.Found(Source(), "x", s_first, Content(before: 3), s_now);
        var there = WindowObject.Found(Source(), "x", s_first with { WrittenAt = s_now.AddDays(-1) }, Content(before: 3), s_now);

        Assert.Equal((WindowObjectState.Late, 3, s_now), (late.State, late.Missed, late.NoticedAt));
        Assert.Equal((WindowObjectState.Read, 0, null), (there.State, there.Missed, there.NoticedAt));
    }

    [Fact]
    public void Replace_WithTheRowsThatWindowsHave_IsNoNotice()
    {
        var one = WindowObject.Found(Source(), "x", s_first, Content(before: 0), s_now);
        one.Settle(4, 40);

        one.Replace(s_second, Content(before: 4, sum: 40), s_now);

        Assert.Equal(WindowObjectState.Read, one.State);
        Assert.True(one.Is(s_second));
        Assert.False(one.Is(s_first));
    }

    [Theory]
    [InlineData(4, 41, 1)]
    [InlineData(2, 40, 2)]
    [InlineData(9, 90, 5)]
    public void Replace_WithOtherRowsOfWindowsThatAreDone_IsTold_Once(int before, long sum, long missed)
    {
        var one = WindowObject.Found(Source(), "x", s_first, Content(before: 0), s_now);
        one.Settle(4, 40);

        one.Replace(s_second, Content(before, sum), s_now);
        one.Replace(s_first, Content(before, sum), s_now.AddDays(1));

        Assert.Equal((WindowObjectState.Replaced, missed, s_now), (one.State, one.Missed, one.NoticedAt));
    }

    [Fact]
    public void Vanish_IsTold_WhenRowsWereNotPulled_AndForgottenInTime()
    {
        var one = WindowObject.Found(Source(), "x", s_first, Content(before: 0), s_now);
        one.Settle(4, 40);

        Assert.False(one.Vanish(s_now, s_now));
        Assert.Equal((WindowObjectState.Deleted, 6), (one.State, one.Missed));
        Assert.False(one.Vanish(s_now.AddDays(9), s_now.AddDays(9)));
        Assert.True(one.Vanish(s_now.AddDays(31), s_now.AddDays(31)));
        one.Return();
        Assert.Equal((WindowObjectState.Read, null), (one.State, one.NoticedAt));
        Assert.True(one.Vanish(s_now.AddDays(2), s_now.AddDays(2))); // all its rows are in windows
    }

    [Fact]
    public void Covers_IsHalfOpen()
    {
        var one = WindowObject.Found(Source(), "x", s_first, Content(before: 0), s_now);

        Assert.True(one.Covers(s_now.AddDays(1), s_now.AddDays(2))); // its last row is the first of that window
        Assert.False(one.Covers(s_now.AddDays(-1), s_now)); // its first row comes after that window
        Assert.False(one.Covers(s_now.AddDays(1).AddTicks(1), s_now.AddDays(2)));
    }

    private static WindowObjectContent Content(long before, long sum = 30) =>
        new(10, s_now, s_now.AddDays(1), (before, before == 0 ? 0 : sum));

    private static WindowSource Source()
    {
        var source = WindowSource.For("fraud", "1.0.0");
        var terms = new SourceTerms("lake", "predictions/", "timestamp", WindowLength.Day, "UTC", 0, false, "{}") { InFiles = true };
        Assert.Null(source.Set(terms, ("host", "Host"), s_now));
        return source;
    }
}
