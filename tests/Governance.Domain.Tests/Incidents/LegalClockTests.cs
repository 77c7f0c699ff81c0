using System.Globalization;
using Governance.Domain.Incidents;

namespace Governance.Domain.Tests.Incidents;

/// <summary>The clocks of the law: elapsed time from the earliest awareness, exact to the minute, whatever the calendar does.</summary>
public sealed class LegalClockTests
{
    private static readonly ClockDecision s_applies = new(true, "Lawyer", IncidentScene.Now, "It applies.");

    [Theory]
    [InlineData("CLK-15", "2026-11-17T16:05:00+01:00", "2026-12-02T15:05:00Z")]
    [InlineData("CLK-10", "2026-11-17T16:05:00+01:00", "2026-11-27T15:05:00Z")]
    [InlineData("CLK-2", "2026-11-17T16:05:00+01:00", "2026-11-19T15:05:00Z")]
    // The night summer time ends (25 Oct 2026): 48 hours are over an hour earlier by the wall clock.
    [InlineData("CLK-2", "2026-10-24T10:00:00+02:00", "2026-10-26T09:00:00+01:00")]
    // The night it begins (28 Mar 2027): an hour later by the wall clock.
    [InlineData("CLK-2", "2027-03-27T10:00:00+01:00", "2027-03-29T11:00:00+02:00")]
    // A leap day is a day.
    [InlineData("CLK-2", "2028-02-28T12:00:00Z", "2028-03-01T12:00:00Z")]
    [InlineData("CLK-2", "2027-02-28T12:00:00Z", "2027-03-02T12:00:00Z")]
    [InlineData("CLK-15", "2028-02-15T23:59:00Z", "2028-03-01T23:59:00Z")]
    // Weekends and new year are days like others.
    [InlineData("CLK-10", "2026-12-24T23:30:00+01:00", "2027-01-03T22:30:00Z")]
    // A zone of a quarter of an hour, beyond the date line.
    [InlineData("CLK-2", "2026-11-20T00:15:00+12:45", "2026-11-22T00:15:00+12:45")]
    public void DueAt_IsSoManyTimes24HoursAfterAwareness(string clock, string aware, string due)
    {
        var at = IncidentScene.Law.Clock(clock).DueAt(Time(aware));

        Assert.Equal(Time(due).UtcDateTime, at.UtcDateTime);
        Assert.Equal(TimeSpan.Zero, at.Offset);
    }

    [Fact]
    public void DueAt_OfOneInstant_IsTheSameFromEveryZone()
    {
        var instant = Time("2026-10-24T20:00:00Z");

        var dues = TimeZoneInfo
            .GetSystemTimeZones()
            .Select(zone => IncidentScene.Law.Clock("CLK-15").DueAt(TimeZoneInfo.ConvertTime(instant, zone)).UtcTicks)
            .Distinct();

        Assert.Equal(instant.AddDays(15).UtcTicks, Assert.Single(dues));
    }

    [Theory]
    [InlineData(0, ClockState.Running, 2880)]
    [InlineData(1, ClockState.Running, 2879)]
    [InlineData(2879, ClockState.Running, 1)]
    [InlineData(2880, ClockState.Running, 0)]
    [InlineData(2881, ClockState.Missed, 0)]
    public void Read_BeforeAnythingIsReported_RunsToTheMinuteAndIsThenMissed(int minutes, ClockState state, int left)
    {
        var clock = LegalClock.Read(
            IncidentScene.Law.Clock("CLK-2"),
            IncidentScene.Now,
            s_applies,
            null,
            IncidentScene.Now.AddMinutes(minutes)
        );

        Assert.Equal((state, (double)left), (clock.State, clock.Left.TotalMinutes));
    }

    [Fact]
    public void Left_InTheLastSeconds_NeverPromisesAMinuteThatIsNotThere()
    {
        var clock = LegalClock.Read(
            IncidentScene.Law.Clock("CLK-2"),
            IncidentScene.Now,
            s_applies,
            null,
            IncidentScene.Now.AddDays(2).AddSeconds(-59)
        );

        Assert.Equal((ClockState.Running, TimeSpan.Zero), (clock.State, clock.Left));
    }

    [Theory]
    [InlineData(0, ClockState.Met)]
    [InlineData(2880, ClockState.Met)]
    [InlineData(2881, ClockState.Missed)]
    public void Read_AfterTheReport_SaysForEverWhetherItCameInTime(int reportedAfter, ClockState state)
    {
        var clock = LegalClock.Read(
            IncidentScene.Law.Clock("CLK-2"),
            IncidentScene.Now,
            s_applies,
            IncidentScene.Now.AddMinutes(reportedAfter),
            IncidentScene.Now.AddYears(1)
        );

        Assert.Equal(state, clock.State);
    }

    [Fact]
    public void Clocks_OfANewIncident_AllCountUntilSomebodyDecides()
    {
        var incident = IncidentScene.Opened();

        var clocks = incident.Clocks(IncidentScene.Law, IncidentScene.Now);

        Assert.Equal([15, 10, 2], clocks.Select(c => c.Rule.LimitDays));
        Assert.All(clocks, c => Assert.Equal((ClockState.Running, true), (c.State, c.IsProvisional)));
        Assert.Equal("CLK-2", incident.Ruling(IncidentScene.Law, IncidentScene.Now)!.Rule.Id);
    }

    [Fact]
    public void Clocks_ANoOfOnePerson_StopsNothingUntilAnotherConfirms()
    {
        var incident = IncidentScene.Opened();
        Assert.Null(
            incident.Classify(
                IncidentScene.Playbook,
                IncidentScene.Class(CausalLink.Likely, ("SQ3", SeriousAnswer.Yes)),
                "Declined on stale data"
            )
        );
        Assert.Equal([ClockState.Running, ClockState.Running, ClockState.Running], incident.States(IncidentScene.Now));

        Assert.Null(incident.ConfirmClass(IncidentScene.Playbook, IncidentScene.Lawyer, "Lawyer", IncidentScene.Now));

        Assert.Equal([ClockState.Running, ClockState.NotTriggered, ClockState.NotTriggered], incident.States(IncidentScene.Now));
        var stopped = incident.Clocks(IncidentScene.Law, IncidentScene.Now)[1];
        Assert.Equal(("Lawyer", "No one died, and no death is suspected."), (stopped.Decision.By, stopped.Decision.Why));
        Assert.Equal("CLK-15", incident.Ruling(IncidentScene.Law, IncidentScene.Now)!.Rule.Id);
    }

    [Fact]
    public void Clocks_WhatNobodyKnows_CountsAsYes()
    {
        var incident = IncidentScene.Opened();
        Assert.Null(
            incident.Classify(
                IncidentScene.Playbook,
                IncidentScene.Class(CausalLink.Suspected, ("SQ1", SeriousAnswer.Unsure)),
                "Hospital has not answered"
            )
        );
        Assert.Null(incident.ConfirmClass(IncidentScene.Playbook, IncidentScene.Lawyer, "Lawyer", IncidentScene.Now));

        Assert.Equal([ClockState.Running, ClockState.Running, ClockState.NotTriggered], incident.States(IncidentScene.Now));
    }

    [Fact]
    public void Clocks_AWideningOfTheClass_CountsFromTheFirstAwareness()
    {
        var aware = IncidentScene.Now.AddDays(-3);
        var incident = IncidentScene.Opened(IncidentScene.Facts() with { ProviderAwareAt = aware });
        Assert.Null(
            incident.Classify(IncidentScene.Playbook, IncidentScene.Class(CausalLink.Likely, ("SQ3", SeriousAnswer.Yes)), "Rights")
        );
        Assert.Null(incident.ConfirmClass(IncidentScene.Playbook, IncidentScene.Lawyer, "Lawyer", IncidentScene.Now));

        Assert.Null(
            incident.Classify(
                IncidentScene.Playbook,
                IncidentScene.Class(CausalLink.Likely, ("SQ3", SeriousAnswer.Yes), ("SQ4", SeriousAnswer.Yes)),
                "Three countries"
            )
        );

        // Two days after awareness lie before the day on which it turned out to be widespread: late is late.
        Assert.Equal([ClockState.Running, ClockState.Running, ClockState.Missed], incident.States(IncidentScene.Now));
        Assert.Equal(2, incident.Classes.Count);
    }

    [Fact]
    public void Awareness_OfTwoParties_CountsFromTheEarlier_AndSecondsAreNotGiven()
    {
        var deployer = new DateTimeOffset(2026, 11, 17, 15, 5, 42, TimeSpan.Zero);
        var incident = IncidentScene.Opened(
            IncidentScene.Facts() with
            {
                ProviderAwareAt = deployer.AddHours(5),
                DeployerAwareAt = deployer,
            }
        );

        Assert.Equal(new DateTimeOffset(2026, 11, 17, 15, 5, 0, TimeSpan.Zero), incident.AwareAt);

        Assert.Equal("incident.words-missing", incident.BecameAware(deployer.AddHours(5), null, " ", IncidentScene.Now)?.Code);
        Assert.Null(incident.BecameAware(deployer.AddHours(5), null, "The deployer's mail was about another matter", IncidentScene.Now));
        Assert.Equal(20, incident.AwareAt.Hour);
    }

    [Fact]
    public void Law_WithoutOneOfItsClocks_IsRefused()
    {
        var broken = IncidentScene.LawJson();
        broken["clocks"]![2]!["limit_days"] = 3;
        Assert.Throws<FormatException>(() => SeriousIncidentLaw.Read(broken));

        var unknown = IncidentScene.LawJson();
        unknown["harm_categories"]![0]!["clock_default"] = "CLK-7";
        Assert.Throws<FormatException>(() => SeriousIncidentLaw.Read(unknown));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
