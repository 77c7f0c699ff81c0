using System.Globalization;
using Governance.Domain.Monitoring;

namespace Governance.Domain.Tests.Monitoring;

public sealed class WindowPeriodsTests
{
    [Theory]
    // A plain day, the day on which clocks go forward and the one on which they go back.
    [InlineData(WindowLength.Day, "Europe/Berlin", "2026-01-15T10:00:00Z", "2026-01-14T23:00:00Z", "2026-01-15T23:00:00Z")]
    [InlineData(WindowLength.Day, "Europe/Berlin", "2026-03-29T10:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData(WindowLength.Day, "Europe/Berlin", "2026-10-25T10:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    // Clocks go forward at midnight: the day begins at one o'clock.
    [InlineData(WindowLength.Day, "Africa/Cairo", "2026-04-24T10:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z")]
    // A week from Monday, over the change.
    [InlineData(WindowLength.Week, "Europe/Berlin", "2026-10-25T10:00:00Z", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData(WindowLength.Hour, "Asia/Kolkata", "2026-01-15T10:59:59Z", "2026-01-15T10:00:00Z", "2026-01-15T11:00:00Z")]
    public void Periods_HoldTheInstant_AndFollowTheClocksOfTheirZone(WindowLength length, string zone, string at, string start, string end)
    {
        var periods = new WindowPeriods(length, TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal((Time(start), Time(end)), (periods.StartOf(Time(at)), periods.EndAfter(Time(at))));
        Assert.Equal(Time(end), periods.EndAfter(periods.StartOf(Time(at))));
    }

    [Theory]
    [InlineData(WindowLength.Day, 365)]
    [InlineData(WindowLength.Week, 52)]
    public void Periods_OfAYear_FollowEachOtherWithoutGap(WindowLength length, int count)
    {
        var periods = new WindowPeriods(length, TimeZoneInfo.FindSystemTimeZoneById("America/Santiago"));
        var start = periods.StartOf(Time("2026-01-05T12:00:00Z"));
        for (var i = 0; i < count; i++)
        {
            var end = periods.EndAfter(start);
            Assert.True(end > start);
            Assert.Equal(end, periods.StartOf(end));
            Assert.Equal(start, periods.StartOf(end.AddTicks(-1)));
            start = end;
        }
    }

    [Fact]
    public void Source_OfATableThatIsNoName_IsRefused()
    {
        Assert.Null(WindowSource.PartsOf("a.b.c.d"));
        Assert.Null(WindowSource.PartsOf("a b"));
        Assert.Null(WindowSource.PartsOf("a\"b"));
        Assert.Null(WindowSource.PartsOf("1a"));
        Assert.Equal(["scoring", "predictions_2026"], WindowSource.PartsOf("scoring.predictions_2026"));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
