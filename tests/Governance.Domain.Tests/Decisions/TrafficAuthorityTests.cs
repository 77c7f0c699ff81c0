using Governance.Domain.Decisions;
using Governance.Domain.Incidents;

namespace Governance.Domain.Tests.Decisions;

/// <summary>When a version may decide, by what is on record of it.</summary>
public sealed class TrafficAuthorityTests
{
    private static readonly DateTimeOffset s_day = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Version_NeverApproved_DecidesWithoutApproval_WhetherItActsOrNot()
    {
        Assert.Equal(TrafficReason.NotApproved, TrafficAuthority.None.Contradicts(s_day, acts: true));
        Assert.Equal(TrafficReason.NotApproved, TrafficAuthority.None.Contradicts(s_day, acts: false));
    }

    [Fact]
    public void Version_Approved_DecidesFromThenOn_AndNotBefore()
    {
        var approved = new TrafficAuthority { ApprovedSince = s_day };

        Assert.Null(approved.Contradicts(s_day, acts: true));
        Assert.Null(approved.Contradicts(s_day.AddYears(1), acts: true));
        Assert.Equal(TrafficReason.NotApproved, approved.Contradicts(s_day.AddTicks(-1), acts: true));
    }

    [Fact]
    public void Version_HeldByAnIncident_ContradictsTheContainment_UntilItIsReleased()
    {
        var held = new TrafficAuthority
        {
            ApprovedSince = s_day,
            Holds = [(new IncidentId(5), new TrafficSpan(s_day.AddDays(1), s_day.AddDays(2)))],
        };

        Assert.Null(held.Contradicts(s_day.AddDays(1).AddTicks(-1), acts: true));
        Assert.Equal(TrafficReason.Held, held.Contradicts(s_day.AddDays(1), acts: true));
        Assert.Null(held.Contradicts(s_day.AddDays(2), acts: true));
    }

    [Fact]
    public void Version_Retired_DecidesNoMore()
    {
        var retired = new TrafficAuthority { ApprovedSince = s_day, RetiredAt = s_day.AddDays(3) };

        Assert.Null(retired.Contradicts(s_day.AddDays(3).AddTicks(-1), acts: true));
        Assert.Equal(TrafficReason.Retired, retired.Contradicts(s_day.AddDays(3), acts: true));
    }

    [Fact]
    public void Challenger_DecidesWhileItsExperimentRuns_AndInShadowOnlyLooksOn()
    {
        var canary = new TrafficAuthority { Tried = [(false, new TrafficSpan(s_day, s_day.AddDays(1)))] };
        var shadow = new TrafficAuthority { Tried = [(true, new TrafficSpan(s_day, null))] };

        Assert.Null(canary.Contradicts(s_day, acts: true));
        Assert.Equal(TrafficReason.ExperimentNotRunning, canary.Contradicts(s_day.AddDays(1), acts: true));
        Assert.Null(shadow.Contradicts(s_day, acts: false));
        Assert.Equal(TrafficReason.ShadowActs, shadow.Contradicts(s_day, acts: true));
        Assert.Equal(TrafficReason.ExperimentNotRunning, shadow.Contradicts(s_day.AddTicks(-1), acts: false));
    }

    [Fact]
    public void Challenger_HeldByAnIncident_IsHeld_WhateverItsExperiment() =>
        Assert.Equal(
            TrafficReason.Held,
            new TrafficAuthority
            {
                Tried = [(false, new TrafficSpan(s_day, null))],
                Holds = [(new IncidentId(1), new TrafficSpan(s_day, null))],
            }.Contradicts(s_day, acts: true)
        );
}
