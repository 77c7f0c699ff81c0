using Bunit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Incidents.Parts;
using Governance.Portal.Tests.Components;
using Roles = Governance.Portal.Tests.Components.Roles;

namespace Governance.Portal.Tests.Incidents;

/// <summary>Clocks as people see them, and the words above every page.</summary>
public sealed class IncidentPartsTests : ComponentTest
{
    private static readonly DateTimeOffset s_aware = new(2026, 11, 17, 15, 5, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    [Fact]
    public void Clock_Running_SaysWhatIsLeftAndWritesTheDueTimeInTheOrganisationsZone()
    {
        var cut = Show(
            s_aware.AddDays(2).AddHours(17).AddMinutes(37),
            reported: null,
            new(true, "Claire", s_aware.AddHours(1), "Serious incident.")
        );

        Assert.Equal("12d06h23min", Roles.TextOf(cut.ByRole("timer", "15-day clock")).Replace(" ", "", StringComparison.Ordinal));
        Assert.Contains("Wed 2 Dec 2026, 16:05 +01:00", cut.Markup, StringComparison.Ordinal);
        Assert.Contains("Internal policy today. Legal duty from 2 Dec 2027.", cut.Markup, StringComparison.Ordinal);
        Assert.Contains("Recorded by Claire, Tue 17 Nov 2026, 17:05 +01:00.", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Clock_NobodyDecided_SaysWhyItCounts()
    {
        var cut = Show(
            s_aware.AddHours(1),
            null,
            new(true, null, null, "Not classified yet. The clock runs until a serious incident is ruled out.")
        );

        Assert.Contains("Not classified yet.", cut.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Recorded by", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Clock_NotTriggered_AlwaysSaysWhoDecidedAndWhy()
    {
        var cut = Show(s_aware.AddHours(1), null, new(false, "Claire", s_aware, "Nobody died."));

        Assert.Contains("Not triggered", Roles.TextOf(cut.ByRole("timer", "15-day clock")), StringComparison.Ordinal);
        Assert.Contains("Nobody died. Recorded by Claire", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Clock_Missed_SaysWhatToDoNow()
    {
        var cut = Show(s_aware.AddDays(16), null, new(true, "Claire", s_aware, "Serious incident."));

        Assert.Contains("Missed", cut.Markup, StringComparison.Ordinal);
        Assert.Contains("Report now, and say why the report is late.", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Alarm_ChangesItsWordsAtThresholdsOnly_AndTellsThoseWhoRespond()
    {
        var (alarm, told) = (new ClockAlarm(), 0);
        alarm.Changed += (_, _) => told++;
        var due = s_aware.AddDays(2);
        foreach (var left in new[] { 80.0, 71.9, 30.0, 23.9, 23.8, 3.9, 3.8, 0.1 })
        {
            alarm.Hear([Row(due, ClockState.Running)], IncidentLibrary.Shipped.Law, due.AddHours(-left));
        }

        Assert.Equal(3, told);
        var said = alarm.For(new AlarmReader(Domain.Identity.Roles.LegalReviewer));
        alarm.Hear([Row(due.AddHours(-1), ClockState.Running)], IncidentLibrary.Shipped.Law, due.AddHours(-2));
        // Due sooner: who has seen the other sees this one.
        Assert.NotEqual(said?.Key, alarm.For(new AlarmReader(Domain.Identity.Roles.LegalReviewer))?.Key);
        Assert.Equal(("The report under Art. 73(3) is due in less than 4 hours:", due), (said?.Sentence.ToString(), said?.At));
        Assert.Null(alarm.For(new AlarmReader(Domain.Identity.Roles.Sponsor)));
        alarm.Hear([Row(due, ClockState.Missed)], IncidentLibrary.Shipped.Law, due.AddHours(1));
        Assert.Contains(
            "is missing",
            alarm.For(new AlarmReader(Domain.Identity.Roles.ComplianceOfficer))?.Sentence.ToString(),
            StringComparison.Ordinal
        );
        alarm.Hear([], IncidentLibrary.Shipped.Law, due.AddHours(2));
        Assert.Null(alarm.For(new AlarmReader(Domain.Identity.Roles.ComplianceOfficer)));
    }

    [Fact]
    public void Alarm_IsForTheLeadAndThoseWhoDecide_AndWhatIsAssignedComesFirst()
    {
        var alarm = new ClockAlarm();
        var (ravi, other, due) = (new UserId(7), new UserId(8), s_aware.AddDays(2));
        alarm.Hear(
            [
                Row(due, ClockState.Running) with
                {
                    Lead = other,
                },
                Row(due.AddHours(1), ClockState.Running) with
                {
                    Id = new(2),
                    Lead = ravi,
                },
            ],
            IncidentLibrary.Shipped.Law,
            due.AddHours(-20)
        );

        string? Told(string role, UserId? person) => alarm.For(new AlarmReader(role, person))?.Title.ToString();

        Assert.Equal("INC-0002", Told(Domain.Identity.Roles.Engineer, ravi));
        Assert.Equal("INC-0001", Told(Domain.Identity.Roles.Engineer, other));
        Assert.Null(Told(Domain.Identity.Roles.Engineer, new UserId(9)));
        Assert.Null(Told(Domain.Identity.Roles.SecurityReviewer, null));
        Assert.Null(Told(Domain.Identity.Roles.Sponsor, ravi)); // in a role that cannot respond
        Assert.Equal("INC-0001", Told(Domain.Identity.Roles.LegalReviewer, null));
        Assert.Equal("INC-0002", Told(Domain.Identity.Roles.LegalReviewer, ravi)); // theirs, though the other is due sooner
    }

    [Fact]
    public void Clocks_OfAnIncident_HaveTheMostUrgentFirst()
    {
        ClockView Of(string rule, bool counts, DateTimeOffset? reported) =>
            ClockView.Of(
                LegalClock.Read(
                    IncidentLibrary.Shipped.Law.Clock(rule),
                    s_aware,
                    new(counts, "Claire", s_aware, "Decided."),
                    reported,
                    s_aware.AddHours(1)
                ),
                null
            );

        var ordered = IncidentText.ByUrgency([Of("CLK-15", true, null), Of("CLK-10", false, null), Of("CLK-2", true, null)]);

        Assert.Equal(["CLK-2", "CLK-15", "CLK-10"], ordered.Select(c => c.Id));
    }

    private static IncidentRow Row(DateTimeOffset due, ClockState state) =>
        new(
            new(1),
            "Stale feed",
            IncidentSeverity.Severe,
            IncidentState.Open,
            false,
            Domain.Risks.RiskCategory.DataQuality,
            "credit 2.0.0",
            null,
            due,
            "CLK-2",
            state,
            "Ravi",
            s_aware,
            null
        );

    private IRenderedComponent<ClockCard> Show(DateTimeOffset now, DateTimeOffset? reported, ClockDecision decision)
    {
        var clock = LegalClock.Read(IncidentLibrary.Shipped.Law.Clock("CLK-15"), s_aware, decision, reported, now);
        return Render<ClockCard>(p =>
            p.Add(c => c.Clock, ClockView.Of(clock, new DateOnly(2027, 12, 2))).Add(c => c.Zone, s_zone).Add(c => c.Now, now)
        );
    }
}
