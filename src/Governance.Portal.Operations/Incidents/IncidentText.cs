using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Incidents in words.</summary>
internal static class IncidentText
{
    /// <summary>The clocks of an incident: those that are over or run, the one due first at the top; then all others.</summary>
    public static IEnumerable<ClockView> ByUrgency(IEnumerable<ClockView> clocks) =>
        clocks
            .OrderBy(c =>
                c.State switch
                {
                    ClockState.Missed or ClockState.Running => 0,
                    ClockState.Met => 1,
                    ClockState.NotTriggered => 2,
                }
            )
            .ThenBy(c => c.DueAt);

    public static (Tone Tone, string Icon, string Word) Of(IncidentState state) =>
        state switch
        {
            IncidentState.Open => (Tone.Fail, "emergency_home", "Open"),
            IncidentState.Contained => (Tone.Info, "shield", "Contained"),
            IncidentState.Recovered => (Tone.Info, "undo", "Recovered"),
            IncidentState.Closed => (Tone.Pass, "check_circle", "Closed"),
            IncidentState.Dismissed => (Tone.Idle, "do_not_disturb_on", "Dismissed"),
        };

    /// <summary>How long a roll-back took, against what its plan expected.</summary>
    public static string Time(int minutes, int? expected, string? plan) =>
        expected is { } promised
            ? $"The rollback took {Formats.Plural(minutes, "minute")}, measured from when the evidence was frozen. "
                + $"Rollback plan {plan} expected {Formats.Plural(promised, "minute")}."
        : plan is null
            ? $"The rollback took {Formats.Plural(minutes, "minute")}, measured from when the evidence was frozen. "
                + "No rollback plan was recorded."
        : $"The rollback took {Formats.Plural(minutes, "minute")}, measured from when the evidence was frozen. "
            + $"Rollback plan {plan} did not state a duration.";

    public static string Of(IncidentSeverity severity) => severity.ToString();

    /// <summary>Bars of the glyph.</summary>
    public static int Bars(IncidentSeverity severity) => (int)severity + 1;

    public static (Tone Tone, string Word) Of(ClockState state) =>
        state switch
        {
            ClockState.Running => (Tone.Warn, "Running"),
            ClockState.Met => (Tone.Pass, T.Sense("Met", "a deadline")),
            ClockState.Missed => (Tone.Fail, "Missed"),
            ClockState.NotTriggered => (Tone.Idle, "Not triggered"),
        };

    public static (Tone Tone, string Word) Of(MessageState state) =>
        state switch
        {
            MessageState.Draft => (Tone.Idle, "Draft"),
            MessageState.Held => (Tone.Warn, T.Sense("On hold", "a message")),
            MessageState.Sent => (Tone.Pass, "Sent"),
        };

    /// <summary>Name of a clock: what it is for.</summary>
    public static string Title(ClockView clock) =>
        clock.LimitDays switch
        {
            15 => "15 days, serious incident",
            10 => "10 days, death",
            _ => "2 days, widespread or critical",
        };

    /// <summary>Icon of a step of the timeline.</summary>
    public static string Icon(string action) =>
        action switch
        {
            "incident.opened" => "emergency_home",
            "incident.contained" or "incident.containment-confirmed" => "shield",
            "incident.released" => "lock_open",
            "incident.access-cut" => "key",
            "incident.evidence-frozen" => "lock",
            "incident.assessed" => "groups",
            "incident.classified" or "incident.class-confirmed" => "gavel",
            "incident.message-begun" or "incident.message-written" or "incident.message-held" => "mail",
            "incident.message-sent" or "incident.call-asked" or "incident.call-sent" => "send",
            "incident.call-answered" => "check_circle",
            "incident.call-missed" or "incident.call-given-up" => "error",
            "incident.recovered" => "undo",
            "incident.post-mortem-written" => "menu_book",
            "incident.followed-up" => "add_task",
            "incident.closed" or "incident.step-done" => "check_circle",
            "incident.dismissed" or "incident.step-skipped" => "do_not_disturb_on",
            _ => "edit_note",
        };

    /// <summary>
    /// An instant in the organisation's zone, with its offset: "Wed 2 Dec 2026, 16:05 +01:00", or "15:05 UTC" where there is none.
    /// </summary>
    public static string Stamp(DateTimeOffset time, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone);
        return $"{Shapes.In(local, "ddd d MMM yyyy, HH:mm")} {Formats.Offset(time, zone)}";
    }

    /// <summary>A day in the organisation's zone: "17 Nov".</summary>
    public static string Day(DateTimeOffset time, TimeZoneInfo zone) => Shapes.In(TimeZoneInfo.ConvertTime(time, zone), "d MMM");

    /// <summary>What is left, whole: "12 d 6 h 23 min".</summary>
    public static string Left(long minutes) =>
        $"{(minutes >= 1440 ? $"{minutes / 1440} d " : "")}{(minutes >= 60 ? $"{minutes % 1440 / 60} h " : "")}{minutes % 60} min";

    public static string Answer(SeriousAnswer answer) => answer is SeriousAnswer.Unsure ? "Not sure" : answer.ToString();

    public static string Link(CausalLink link) =>
        link switch
        {
            CausalLink.Established => "Established: there is proof",
            CausalLink.Likely => "Likely: a link can reasonably be assumed",
            CausalLink.Suspected => "Suspected: not investigated yet",
            CausalLink.Excluded => "Excluded: there is proof of the opposite",
        };

    public static string Category(Domain.Risks.RiskCategory category) => Risks.Frameworks.NameOf(category);

    public static string People(int? people) => people is { } known ? Formats.Plural(known, "person", "people") : T["number not known"];

    public static string Word<T>(T value)
        where T : struct, Enum
    {
        var text = WireName.Of(value).Replace('-', ' ');
        return SentenceCase.Of(text);
    }
}
