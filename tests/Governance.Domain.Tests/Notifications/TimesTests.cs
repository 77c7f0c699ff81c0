using Governance.Domain.Identity;
using Governance.Domain.Notifications;

namespace Governance.Domain.Tests.Notifications;

/// <summary>When people are reminded and mailed.</summary>
public sealed class TimesTests
{
    private static readonly DateTimeOffset s_due = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_since = s_due.AddDays(-10);
    private static readonly int[] s_before = [72, 24, 4];

    [Theory]
    [InlineData(-80, "")]
    [InlineData(-72, "ahead-72")]
    [InlineData(-30, "ahead-72")]
    [InlineData(-10, "ahead-24")]
    [InlineData(-1, "ahead-4")]
    [InlineData(0, "late-0")]
    [InlineData(47, "late-0")]
    [InlineData(48, "late-0 escalated-48")]
    public void Steps_AtAnHour_TellTheLastOneReached(int hour, string expected) =>
        Assert.Equal(expected, string.Join(' ', DueSteps.Of(s_due, s_since, s_due.AddHours(hour), s_before, 48).Select(s => s.Key)));

    [Fact]
    public void Steps_JustAsked_AreNotRemindedAtOnce()
    {
        // Asked three days before it is due: the step of 72 hours is the asking itself.
        var since = s_due.AddHours(-72);

        Assert.Empty(DueSteps.Of(s_due, since, since, s_before, 48));
        Assert.Empty(DueSteps.Of(s_due, since, since.AddHours(1), s_before, 48));
        Assert.Equal("ahead-24", Assert.Single(DueSteps.Of(s_due, since, s_due.AddHours(-24), s_before, 48)).Key);
    }

    [Theory]
    [InlineData("2026-11-20T21:30:00Z", "2026-11-21T06:00:00Z")] // 22:30 there: until 07:00 there the next morning
    [InlineData("2026-11-20T02:00:00Z", "2026-11-20T06:00:00Z")] // 03:00 there
    [InlineData("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z")]
    public void MailAt_QuietOverMidnight_WaitsForTheMorning(string now, string expected)
    {
        var own = Own(22, 7);

        Assert.Equal(At(expected), own.MailAt(NotificationKind.AlertRaised, At(now)));
        Assert.Equal(At(now), own.MailAt(NotificationKind.IncidentClock, At(now)));
    }

    [Fact]
    public void MailAt_EndOfQuietHoursLeftOutBySummerTime_ComesAnHourLater()
    {
        var own = NotificationPreferences.Default(new UserId(1));
        Assert.Null(own.Change("Europe/Copenhagen", null, 22, 2, null));

        // On 29 March 2026 the hour from 02:00 to 03:00 is left out: 03:00 summer time is 01:00 UTC.
        Assert.Equal(At("2026-03-29T01:00:00Z"), own.MailAt(NotificationKind.AlertRaised, At("2026-03-28T23:30:00Z")));
    }

    [Fact]
    public void Digest_BeforeAndAfterItsHour_BelongsToTheRightDay()
    {
        var own = Own(null, null);

        Assert.Equal(new DateOnly(2026, 11, 19), own.DigestDay(At("2026-11-20T06:59:00Z")));
        Assert.Equal(new DateOnly(2026, 11, 20), own.DigestDay(At("2026-11-20T07:00:00Z")));
        Assert.Equal(At("2026-11-19T07:00:00Z"), own.LastDigest(At("2026-11-20T06:59:00Z")));
        Assert.Equal(At("2026-11-20T07:00:00Z"), own.LastDigest(At("2026-11-20T07:00:00Z")));
    }

    [Fact]
    public void Change_WhatCannotBe_IsRefused()
    {
        var own = NotificationPreferences.Default(new UserId(1));

        Assert.Equal("notification.zone-unknown", own.Change("Mars/Olympus", null, null, null, null)?.Code);
        Assert.Equal("notification.hour-not-valid", own.Change(null, 24, null, null, null)?.Code);
        Assert.Equal("notification.quiet-not-valid", own.Change(null, null, 22, null, null)?.Code);
        Assert.Equal("notification.quiet-not-valid", own.Change(null, null, 7, 7, null)?.Code);
        Assert.Equal(
            "notification.not-to-be-silenced",
            own.Change(
                null,
                null,
                null,
                null,
                new Dictionary<NotificationKind, MailMode> { [NotificationKind.Security] = MailMode.Never }
            )?.Code
        );
        Assert.Equal(0, own.Revision);
        Assert.Null(
            own.Change(
                null,
                null,
                null,
                null,
                new Dictionary<NotificationKind, MailMode>
                {
                    [NotificationKind.AlertRaised] = MailMode.Never,
                    [NotificationKind.Security] = MailMode.Now,
                }
            )
        );
        Assert.Equal(MailMode.Never, own.MailOf(NotificationKind.AlertRaised));
        Assert.Equal(MailMode.Now, own.MailOf(NotificationKind.Security));
    }

    [Fact]
    public void Dispatch_Missed_WaitsAsLongAsAskedAndIsGivenUpAfterTheLastTry()
    {
        var one = Dispatch.To("CHN-0001", "k", null, s_due, s_due);
        one.Claim(s_due);
        one.Miss("429", forGood: false, TimeSpan.FromMinutes(10), s_due);
        Assert.Equal((DispatchState.Waiting, s_due.AddMinutes(10)), (one.State, one.NextAt));

        one.Claim(s_due);
        one.Miss("500", forGood: false, null, s_due);
        Assert.Equal(s_due.AddMinutes(2), one.NextAt);

        for (var i = 2; i < Dispatch.MaxTries; i++)
        {
            Assert.Equal(DispatchState.Waiting, one.State);
            one.Claim(s_due);
            one.Miss("500", forGood: false, null, s_due);
        }

        Assert.Equal(DispatchState.Failed, one.State);
    }

    [Fact]
    public void Dispatch_RefusedForGood_IsNotTriedAgain()
    {
        var one = Dispatch.To("CHN-0001", "k", null, s_due, s_due);
        one.Claim(s_due);
        one.Miss("400", forGood: true, null, s_due);

        Assert.Equal((DispatchState.Failed, 1), (one.State, one.Tries));
    }

    [Fact]
    public void Dispatch_PortalStoppedWhileSending_IsNotSentTwice()
    {
        var one = Dispatch.To("USR-0001", "k", null, s_due, s_due);
        one.Claim(s_due);
        one.Abandon(again: false, s_due);

        Assert.Equal(DispatchState.Unsure, one.State);
    }

    [Fact]
    public void Channel_Routing_TakesItsKindsFromItsUrgencyUpAndNothingPersonal()
    {
        var channel = NotificationChannel.Create(
            new ChannelId(1),
            ChannelKind.Slack,
            "ops",
            "x",
            "hooks.slack.com",
            Urgency.High,
            [NotificationKind.AlertRaised, NotificationKind.Account],
            s_due
        );
        var alert = new NotificationEvent(NotificationKind.AlertRaised, "ALR-0001", "k") { Urgency = Urgency.High };

        Assert.True(channel.Takes(alert));
        Assert.False(channel.Takes(alert with { Urgency = Urgency.Normal }));
        Assert.False(channel.Takes(alert with { Kind = NotificationKind.IncidentOpened }));
        Assert.False(channel.Takes(alert with { Kind = NotificationKind.Account }));
        Assert.False(channel.Takes(alert with { Stage = NotificationStage.Over }));
    }

    private static NotificationPreferences Own(int? from, int? until)
    {
        var own = NotificationPreferences.Default(new UserId(1));
        Assert.Null(own.Change("Europe/Copenhagen", 8, from, until, null));
        return own;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
