using Governance.Domain.Identity;
using Governance.Domain.Kpis;

namespace Governance.Domain.Tests.Kpis;

/// <summary>When dashboards are mailed: the clock on the wall decides, also where summer time moves it.</summary>
public sealed class MailScheduleTests
{
    [Theory]
    // Berlin puts the clock on at 02:00 on 29 March 2026: half past two is not there, eight o'clock stays eight o'clock.
    [InlineData(Cadence.Daily, 0, 8, "2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z")]
    [InlineData(Cadence.Daily, 0, 2, "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    // And back at 03:00 on 25 October: two o'clock comes twice, the mail once, the first time.
    [InlineData(Cadence.Daily, 0, 2, "2026-10-24T12:00:00Z", "2026-10-25T00:00:00Z")]
    [InlineData(Cadence.Daily, 0, 2, "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z")]
    [InlineData(Cadence.Weekly, 1, 8, "2026-11-20T12:00:00Z", "2026-11-23T07:00:00Z")]
    [InlineData(Cadence.Weekly, 5, 8, "2026-11-20T06:59:00Z", "2026-11-20T07:00:00Z")]
    [InlineData(Cadence.Weekly, 5, 8, "2026-11-20T07:00:00Z", "2026-11-27T07:00:00Z")]
    [InlineData(Cadence.Monthly, 28, 0, "2027-02-01T00:00:00Z", "2027-02-27T23:00:00Z")]
    public void Next_FollowsTheClockOnTheWall(Cadence cadence, int day, int hour, string now, string next) =>
        Assert.Equal(At(next), new MailSchedule(cadence, day, hour, "Europe/Berlin").NextAfter(At(now)));

    [Fact]
    public void What_CannotBe_IsRefused()
    {
        Assert.Equal("subscription.zone-unknown", new MailSchedule(Cadence.Daily, 0, 8, "Mars/Olympus").Refuses()?.Code);
        Assert.Equal("subscription.hour-not-valid", new MailSchedule(Cadence.Daily, 0, 24, "Etc/UTC").Refuses()?.Code);
        Assert.Equal("subscription.day-not-valid", new MailSchedule(Cadence.Weekly, 8, 8, "Etc/UTC").Refuses()?.Code);
        Assert.Equal("subscription.day-not-valid", new MailSchedule(Cadence.Monthly, 29, 8, "Etc/UTC").Refuses()?.Code);
        Assert.Null(new MailSchedule(Cadence.Daily, 0, 8, "Etc/UTC").Refuses());
    }

    [Fact]
    public void Take_LeavesOutWhatIsFarTooLate_AndGoesOnWithTheNext()
    {
        var one = DashboardSubscription.Create(
            new SubscriptionId(1),
            new UserId(1),
            Roles.Sponsor,
            new SubscriptionScope(DashboardView.Sponsor, 90, null, null, null),
            new MailSchedule(Cadence.Daily, 0, 8, "Etc/UTC"),
            At("2026-11-20T09:00:00Z")
        );

        Assert.Equal(At("2026-11-21T08:00:00Z"), one.Take(At("2026-11-21T08:01:00Z")));
        Assert.Equal(At("2026-11-22T08:00:00Z"), one.NextAt);
        Assert.Null(one.Take(At("2026-11-24T07:00:00Z")));
        Assert.Equal(At("2026-11-24T08:00:00Z"), one.NextAt);
        Assert.True(one.Pause(true, At("2026-11-24T07:00:00Z")));
        Assert.False(one.Pause(true, At("2026-11-24T07:00:00Z")));
        Assert.True(one.Pause(false, At("2026-12-01T09:00:00Z")));
        Assert.Equal(At("2026-12-02T08:00:00Z"), one.NextAt);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
