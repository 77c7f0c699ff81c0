using System.Text.Json.Nodes;
using Governance.Domain.Compliance;

namespace Governance.Domain.Incidents;

/// <summary>A reporting clock of the law.</summary>
/// <param name="Id">Stable id: <c>CLK-15</c>.</param>
/// <param name="Reference">The provision.</param>
/// <param name="LimitDays">Days from awareness, as times of 24 hours.</param>
/// <param name="Starts">What starts it.</param>
/// <param name="Also">What asks for more haste than the limit.</param>
/// <param name="Note">What it is for.</param>
public sealed record LegalClockRule(string Id, string Reference, int LimitDays, string Starts, string Also, string Note)
{
    /// <summary>
    /// When it is due. What rules is elapsed time: so many times 24 hours after the minute in which the first party became aware. A change
    /// to or from summer time, a leap day, a weekend or the zone of a reader moves nothing; the zone only decides how the instant is
    /// written.
    /// </summary>
    public DateTimeOffset DueAt(DateTimeOffset awareAt) => awareAt.ToUniversalTime().AddDays(LimitDays);
}

/// <summary>Why a clock does or does not count.</summary>
/// <param name="Triggered">True when the provision applies.</param>
/// <param name="By">Printed name of who decided; null while no one has.</param>
/// <param name="At">When they did.</param>
/// <param name="Why">Why, in a sentence.</param>
public sealed record ClockDecision(bool Triggered, string? By, DateTimeOffset? At, string Why);

/// <summary>A clock of one incident at one instant.</summary>
/// <param name="Rule">The provision.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AwareAt">From when it counts.</param>
/// <param name="DueAt">When it is due; also known of one that is not triggered, for those who change their mind.</param>
/// <param name="ReportedAt">When the authority was told; null before.</param>
/// <param name="Decision">Who decided that it counts or not, and why.</param>
/// <param name="Now">The instant it was read.</param>
public sealed record LegalClock(
    LegalClockRule Rule,
    ClockState State,
    DateTimeOffset AwareAt,
    DateTimeOffset DueAt,
    DateTimeOffset? ReportedAt,
    ClockDecision Decision,
    DateTimeOffset Now
)
{
    /// <summary>True while no one has decided: it counts, because the time is lost if the answer is yes.</summary>
    public bool IsProvisional => State is ClockState.Running or ClockState.Missed && Decision.By is null;

    /// <summary>
    /// What is left, in whole minutes, rounded down so that the last minute is never shown as there; zero when it is over.
    /// </summary>
    public TimeSpan Left =>
        State is not ClockState.Running || DueAt <= Now ? TimeSpan.Zero : TimeSpan.FromMinutes(Math.Floor((DueAt - Now).TotalMinutes));

    /// <summary>Share of the time that has gone. Range: 0 to 1.</summary>
    public double Gone => Math.Clamp((Now - AwareAt) / (DueAt - AwareAt), 0, 1);

    /// <summary>Where a clock stands.</summary>
    /// <param name="rule">The provision.</param>
    /// <param name="awareAt">When the first party became aware.</param>
    /// <param name="decision">Whether it applies.</param>
    /// <param name="reportedAt">When the authority was told; null before.</param>
    /// <param name="now">The server's clock.</param>
    public static LegalClock Read(
        LegalClockRule rule,
        DateTimeOffset awareAt,
        ClockDecision decision,
        DateTimeOffset? reportedAt,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(decision);
        var due = rule.DueAt(awareAt);
        var state =
            !decision.Triggered ? ClockState.NotTriggered
            : reportedAt is { } told ? (told <= due ? ClockState.Met : ClockState.Missed)
            : now <= due ? ClockState.Running
            : ClockState.Missed;
        return new(rule, state, awareAt, due, reportedAt, decision, now);
    }
}

/// <summary>A kind of harm that makes an incident serious.</summary>
/// <param name="Id">Stable id: <c>SI-A</c>.</param>
/// <param name="Reference">The provision.</param>
/// <param name="Title">What it is.</param>
/// <param name="Clock">The clock it starts.</param>
/// <param name="ClockIfDeath">The clock when someone died; null where that is no question of this kind.</param>
public sealed record HarmKind(string Id, string Reference, string Title, string Clock, string? ClockIfDeath);

/// <summary>What the report to the authority holds.</summary>
/// <param name="Id">Stable id: <c>SR-1</c>.</param>
/// <param name="Reference">Where it comes from.</param>
/// <param name="Title">What it is.</param>
/// <param name="Initial">True when the first report has it already.</param>
/// <param name="Needed">What belongs in it.</param>
public sealed record ReportElement(string Id, string Reference, string Title, bool Initial, string Needed);

/// <summary>
/// Serious incidents in the sense of the law, read from the reference data. Wrong data is refused: a wrong deadline is worse than none.
/// </summary>
public sealed record SeriousIncidentLaw
{
    /// <summary>Id of the clock of fifteen days.</summary>
    public const string Fifteen = "CLK-15";

    /// <summary>Id of the clock of ten days.</summary>
    public const string Ten = "CLK-10";

    /// <summary>Id of the clock of two days.</summary>
    public const string Two = "CLK-2";

    /// <summary>The clocks, in the order in which they are shown: fifteen, ten, two days.</summary>
    public required IReadOnlyList<LegalClockRule> Clocks { get; init; }

    /// <summary>Kinds of harm.</summary>
    public required IReadOnlyList<HarmKind> Harms { get; init; }

    /// <summary>The provision on widespread infringements.</summary>
    public required string WidespreadReference { get; init; }

    /// <summary>When an infringement is widespread.</summary>
    public required string WidespreadTest { get; init; }

    /// <summary>How clocks are counted, in sentences.</summary>
    public required IReadOnlyList<string> ClockRules { get; init; }

    /// <summary>Who is told, with the provision.</summary>
    public required IReadOnlyList<(string Rule, string Reference)> Recipients { get; init; }

    /// <summary>Who reports less, with the provision.</summary>
    public required IReadOnlyList<(string Rule, string Reference)> NarrowingRules { get; init; }

    /// <summary>What the report holds.</summary>
    public required IReadOnlyList<ReportElement> Elements { get; init; }

    /// <summary>From when on it applies, in a sentence.</summary>
    public required string DateNote { get; init; }

    /// <summary>The clock with an id.</summary>
    public LegalClockRule Clock(string id) => Clocks.First(c => c.Id == id);

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static SeriousIncidentLaw Read(JsonObject data)
    {
        var root = ReferenceFields
            .Of(data, "serious-incident")
            .Skip("schema_version", "report_id", "title", "legal_basis", "prepared_by_role", "consistency_checks");
        var widespread = root.Map("widespread_infringement");
        var law = new SeriousIncidentLaw
        {
            Clocks = [.. root.List("clocks").Select(Rule).OrderByDescending(c => c.LimitDays)],
            Harms = [.. root.List("harm_categories").Select(Harm)],
            WidespreadReference = widespread.Text("ref"),
            WidespreadTest = widespread.Text("test"),
            ClockRules = root.Texts("clock_rules"),
            Recipients = [.. root.List("recipients").Select(one => Named(one.Skip("id")))],
            NarrowingRules = [.. root.List("narrowing_rules").Select(Named)],
            Elements = [.. root.List("elements").Select(Element)],
            DateNote = root.Text("date_note"),
        };
        var widespreadClock = widespread.Text("clock");
        widespread.End();
        root.End();
        law.Check(widespreadClock);
        return law;
    }

    // The page, the API and the playbooks know these three by name.
    private void Check(string widespreadClock)
    {
        if (!Clocks.Select(c => (c.Id, c.LimitDays)).SequenceEqual([(Fifteen, 15), (Ten, 10), (Two, 2)]))
        {
            throw new FormatException("serious-incident.clocks: clocks of 15, 10 and 2 days are required.");
        }

        foreach (var clock in Harms.SelectMany(h => new[] { h.Clock, h.ClockIfDeath }).Append(widespreadClock).OfType<string>())
        {
            if (Clocks.All(c => c.Id != clock))
            {
                throw new FormatException($"serious-incident: the clock {clock} is not defined.");
            }
        }
    }

    private static LegalClockRule Rule(ReferenceFields one)
    {
        var rule = new LegalClockRule(
            one.Text("id"),
            one.Text("ref"),
            (int)(one.Number("limit_days") ?? throw new FormatException($"{one.Path}.limit_days: this must be a number.")),
            one.Text("starts"),
            one.Text("also"),
            one.Text("severity_note")
        );
        one.End();
        return rule;
    }

    private static HarmKind Harm(ReferenceFields one)
    {
        var harm = new HarmKind(
            one.Text("id"),
            one.Text("ref"),
            one.Text("title"),
            one.Text("clock_default"),
            one.OptionalText("clock_if_death")
        );
        one.End();
        return harm;
    }

    private static (string Rule, string Reference) Named(ReferenceFields one)
    {
        var named = (one.Text("rule"), one.Text("ref"));
        one.End();
        return named;
    }

    private static ReportElement Element(ReferenceFields one)
    {
        var element = new ReportElement(
            one.Text("id"),
            one.Text("ref"),
            one.Text("title"),
            one.Text("required") == "initial",
            one.Text("content_needed")
        );
        one.Skip("auto_from", "person_writes").End();
        return element;
    }
}
