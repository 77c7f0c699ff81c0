namespace Governance.Domain.Tests;

/// <summary>Today is a day on the calendar of the organisation, and not on that of Greenwich.</summary>
public sealed class DaysTests
{
    private static readonly TimeZoneInfo s_newYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [Fact]
    public void Day_OfAnInstant_IsThatOfItsOffset()
    {
        // The first of January in Greenwich; the evening of the last of December in New York.
        var at = new DateTimeOffset(2027, 1, 1, 2, 0, 0, TimeSpan.Zero);

        Assert.Equal(new DateOnly(2027, 1, 1), at.Day());
        Assert.Equal(new DateOnly(2026, 12, 31), TimeZoneInfo.ConvertTime(at, s_newYork).Day());
        Assert.Equal(new DateOnly(2026, 12, 31), new In(s_newYork, at).Today());
    }

    private sealed class In(TimeZoneInfo zone, DateTimeOffset at) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => zone;

        public override DateTimeOffset GetUtcNow() => at;
    }
}
