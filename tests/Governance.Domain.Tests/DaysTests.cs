namespace Governance.Domain.Tests;

/// <summary>Days are those of the person who names them.</summary>
public sealed class DaysTests
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly TimeZoneInfo s_denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");

    [Theory]
    [InlineData("2026-12-14", "Europe/Berlin", "2026-12-13T23:00:00Z")]
    [InlineData("2026-07-14", "Europe/Berlin", "2026-07-13T22:00:00Z")]
    [InlineData("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z")] // clocks go forward within it
    [InlineData("2026-12-14", "America/Denver", "2026-12-14T07:00:00Z")]
    [InlineData("2026-12-14", null, "2026-12-14T00:00:00Z")]
    public void Day_ThatSomeoneNames_BeginsWhereTheyAre(string day, string? zone, string begins)
    {
        var clock = new At("2026-11-30T12:00:00Z");

        var at = clock.Of(
            DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture),
            zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone)
        );

        Assert.Equal((Instant(begins), TimeSpan.Zero), (at, at.Offset));
    }

    [Fact]
    public void Today_IsThatOfThePerson_AndWithoutTheirZoneThatOfTheClock()
    {
        var clock = new At("2026-11-30T23:30:00Z");

        Assert.Equal(new DateOnly(2026, 12, 1), clock.Today(s_berlin));
        Assert.Equal(new DateOnly(2026, 11, 30), clock.Today(s_denver));
        Assert.Equal(new DateOnly(2026, 11, 30), clock.Today(null));
    }

    [Theory]
    [InlineData("2026-12-14T18:00:00-07:00", false)]
    [InlineData("2026-12-14T23:59:59-07:00", false)]
    [InlineData("2026-12-15T00:00:00-07:00", true)]
    public void WhatIsDueOnADay_IsLateWhenTheDayIsOver_WhereTheOrganisationIs(string now, bool late)
    {
        var at = Instant(now);

        Assert.Equal(late, at >= Days.EndOf(new DateOnly(2026, 12, 14), at));
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private sealed class At(string now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => Instant(now);
    }
}
