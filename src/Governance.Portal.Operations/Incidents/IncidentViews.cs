using System.Text.Json.Serialization;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;

namespace Governance.Portal.Operations.Incidents;

/// <summary>A statutory clock.</summary>
/// <param name="Id">CLK-15, CLK-10 or CLK-2.</param>
/// <param name="Reference">The provision.</param>
/// <param name="LimitDays">Days from awareness, as times of 24 hours.</param>
/// <param name="State">running, met, missed or not-triggered.</param>
/// <param name="AwareAt">Time from which it runs.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="MinutesLeft">Whole minutes left; 0 if it has ended or does not apply.</param>
/// <param name="ReportedAt">When the authority was informed.</param>
/// <param name="Provisional">True while no one has decided, so that the clock runs as a precaution.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="Why">Why the clock applies or does not.</param>
/// <param name="LawFrom">The day from which the law requires it; null once it does. Until then, it applies by policy.</param>
public sealed record ClockView(
    string Id,
    string Reference,
    int LimitDays,
    ClockState State,
    DateTimeOffset AwareAt,
    DateTimeOffset DueAt,
    long MinutesLeft,
    DateTimeOffset? ReportedAt,
    bool Provisional,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    string Why,
    DateOnly? LawFrom
)
{
    internal static ClockView Of(LegalClock clock, DateOnly? lawFrom) =>
        new(
            clock.Rule.Id,
            clock.Rule.Reference,
            clock.Rule.LimitDays,
            clock.State,
            clock.AwareAt,
            clock.DueAt,
            (long)clock.Left.TotalMinutes,
            clock.ReportedAt,
            clock.IsProvisional,
            clock.Decision.By,
            clock.Decision.At,
            clock.Decision.Why,
            lawFrom
        );
}

/// <summary>A step of the playbook.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Phase">containment, forensics, communication, recovery or post-mortem.</param>
/// <param name="Title">Short title.</param>
/// <param name="What">What must be done.</param>
/// <param name="State">pending, current, done or skipped.</param>
/// <param name="At">When it was done or skipped.</param>
/// <param name="By">Who did or skipped it.</param>
/// <param name="MaySkip">True if it may be skipped for a reason.</param>
/// <param name="Audience">Who is informed in this step.</param>
/// <param name="Ready">True once everything that comes before it is done.</param>
public sealed record StepView(
    string Id,
    StepKind Kind,
    string Phase,
    string Title,
    string What,
    StepState State,
    DateTimeOffset? At,
    string? By,
    bool MaySkip,
    string? Audience,
    bool Ready
)
{
    /// <summary>The call that it makes to another system, if it is a call-out.</summary>
    public StepCallView? Call { get; init; }

    /// <summary>By when it should be done; null if it has no deadline.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>The call that a step makes to another system, and its state.</summary>
/// <param name="Target">Host of the address, or id of the destination.</param>
/// <param name="Confirm">True if a person must confirm it before it is sent.</param>
/// <param name="State">waiting, underway, done or failed; null before it was requested.</param>
/// <param name="Number">How often it was requested.</param>
/// <param name="Attempts">Number of attempts of the newest request.</param>
/// <param name="SentAt">When the newest attempt began.</param>
/// <param name="EndedAt">When it was answered as expected or given up.</param>
/// <param name="Status">Status of the newest answer.</param>
/// <param name="AnswerSha256">SHA-256 of the newest answer.</param>
public sealed record StepCallView(
    string Target,
    bool Confirm,
    CallState? State,
    int Number,
    int Attempts,
    DateTimeOffset? SentAt,
    DateTimeOffset? EndedAt,
    int? Status,
    string? AnswerSha256
)
{
    internal static StepCallView? Of(PlaybookStep step, Incident incident) =>
        step.Call is not { } call ? null
        : incident.Calls.LastOrDefault(c => c.Step == step.Id) is { } made
            ? new(
                call.TargetOf(step),
                call.Confirm,
                made.State,
                made.Number,
                made.Attempts,
                made.SentAt,
                made.EndedAt,
                made.Status,
                made.AnswerSha256
            )
        : new(call.TargetOf(step), call.Confirm, null, 0, 0, null, null, null, null);
}

/// <summary>A version that an incident affects.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="HeldAt">When it was put on hold.</param>
/// <param name="ReleasedAt">When it was released.</param>
public sealed record AffectedView(string Model, string Version, DateTimeOffset? HeldAt, DateTimeOffset? ReleasedAt)
{
    /// <summary>True while the gate is shut for it.</summary>
    public bool Held => HeldAt is not null && ReleasedAt is null;
}

/// <summary>A message.</summary>
/// <param name="Number">Its number within the incident.</param>
/// <param name="Audience">Who it is for.</param>
/// <param name="AudienceName">Name of the audience.</param>
/// <param name="Subject">Subject.</param>
/// <param name="Body">The text; null once erased.</param>
/// <param name="BodySha256">Salted digest of the text, as in the audit log.</param>
/// <param name="State">draft, held or sent.</param>
/// <param name="WaitsFor">What it waits for.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="SentBy">Who sent it.</param>
/// <param name="Recipients">Number of recipients.</param>
/// <param name="Receipt">Reference of the recipient.</param>
public sealed record MessageView(
    int Number,
    string Audience,
    string AudienceName,
    string Subject,
    string? Body,
    string BodySha256,
    MessageState State,
    string? WaitsFor,
    DateTimeOffset? SentAt,
    string? SentBy,
    int? Recipients,
    string? Receipt
);

/// <summary>The classification of an incident under the law.</summary>
/// <param name="Serious">True if it is serious within the meaning of the law.</param>
/// <param name="Harms">Kinds of harm.</param>
/// <param name="Death">True if someone died, or if that cannot be excluded.</param>
/// <param name="Widespread">True if it is widespread, or if that cannot be excluded.</param>
/// <param name="LegalBasis">The provisions that decide it.</param>
/// <param name="CausalLink">established, likely, suspected or excluded.</param>
/// <param name="Questions">Version of the questions.</param>
/// <param name="Answers">The answers.</param>
/// <param name="ProposedBy">Who proposed it.</param>
/// <param name="ProposedAt">When it was proposed.</param>
/// <param name="ConfirmedBy">Who confirmed it.</param>
/// <param name="ConfirmedAt">When it was confirmed.</param>
public sealed record ClassView(
    bool Serious,
    IReadOnlyList<string> Harms,
    bool Death,
    bool Widespread,
    IReadOnlyList<string> LegalBasis,
    CausalLink CausalLink,
    string Questions,
    IReadOnlyDictionary<string, SeriousAnswer> Answers,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    string? ConfirmedBy,
    DateTimeOffset? ConfirmedAt
)
{
    internal static ClassView Of(IncidentClass c) =>
        new(
            c.Finding.Serious,
            c.Finding.Harms,
            c.Finding.Death,
            c.Finding.Widespread,
            c.Finding.LegalBasis,
            c.CausalLink,
            c.Questions,
            c.Answers,
            c.ProposedByName,
            c.ProposedAt,
            c.ConfirmedByName,
            c.ConfirmedAt
        );
}

/// <summary>The post-mortem.</summary>
/// <param name="Happened">What happened.</param>
/// <param name="Impact">What the impact was.</param>
/// <param name="Causes">Why it could happen.</param>
/// <param name="Changed">What was changed.</param>
public sealed record PostMortemView(string? Happened, string? Impact, string? Causes, string? Changed);

/// <summary>An entry of the timeline.</summary>
/// <param name="Number">Number of the entry, from 1.</param>
/// <param name="At">When it was written.</param>
/// <param name="HappenedAt">When it happened, if that is a different time.</param>
/// <param name="By">The person or system.</param>
/// <param name="Action">The action, as written in the audit log.</param>
/// <param name="What">The action, in a sentence.</param>
/// <param name="Words">What the person wrote about it.</param>
/// <param name="LogIndex">Its entry in the log.</param>
/// <param name="Sha256">SHA-256 of the incident at that time.</param>
public sealed record TimelineView(
    int Number,
    DateTimeOffset At,
    DateTimeOffset? HappenedAt,
    string By,
    string Action,
    string What,
    string? Words,
    long? LogIndex,
    string Sha256
);

/// <summary>An incident with everything on record about it except its timeline.</summary>
public sealed record IncidentView
{
    public required IncidentId Id { get; init; }

    public required string Title { get; init; }

    public required string? Description { get; init; }

    public required RiskCategory Category { get; init; }

    public required IncidentSeverity Severity { get; init; }

    public required IncidentState State { get; init; }

    /// <summary>True for a drill.</summary>
    public required bool Drill { get; init; }

    /// <summary>E-mail address of the person who leads the response.</summary>
    public required string Lead { get; init; }

    public required string LeadName { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Who declared it, as written in the audit log.</summary>
    public required string OpenedBy { get; init; }

    public required AlertId? Alert { get; init; }

    public required IReadOnlyList<AffectedView> Versions { get; init; }

    public required IReadOnlyList<string> Systems { get; init; }

    public required IReadOnlyList<string> Countries { get; init; }

    public required DateTimeOffset? OccurredAt { get; init; }

    public required DateTimeOffset? ProviderAwareAt { get; init; }

    public required DateTimeOffset? DeployerAwareAt { get; init; }

    /// <summary>The earlier of the two times of awareness, from which every clock runs.</summary>
    public required DateTimeOffset AwareAt { get; init; }

    /// <summary>Number of people affected; null if not known.</summary>
    public required int? PeopleAffected { get; init; }

    public required DateTimeOffset? AssessedAt { get; init; }

    public required IReadOnlyList<ClockView> Clocks { get; init; }

    /// <summary>When the first applicable clock is due; null if none applies.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    public required string Playbook { get; init; }

    public required string PlaybookTitle { get; init; }

    public required int PlaybookVersion { get; init; }

    /// <summary>Whether its words are ours, in every language; those that an organisation wrote are shown as they are.</summary>
    [JsonIgnore]
    public bool IsShippedPlaybook { get; init; }

    /// <summary>Who may be informed according to the playbook: for the form of a message.</summary>
    [JsonIgnore]
    public IReadOnlyList<PlaybookAudience> Audiences { get; init; } = [];

    public required IReadOnlyList<StepView> Steps { get; init; }

    public required ContainmentMode? Containment { get; init; }

    public required DateTimeOffset? ContainedAt { get; init; }

    /// <summary>The serving system that confirmed the containment.</summary>
    public required string? ContainmentConfirmedBy { get; init; }

    public required DateTimeOffset? ContainmentConfirmedAt { get; init; }

    public required DateTimeOffset? FrozenAt { get; init; }

    /// <summary>SHA-256 of the list of evidence, as in the audit log.</summary>
    public required string? EvidenceSha256 { get; init; }

    public required IReadOnlyList<FrozenEvidence> Evidence { get; init; }

    /// <summary>The newest classification under the law; null until there is one.</summary>
    public required ClassView? Class { get; init; }

    /// <summary>Earlier classifications, oldest first.</summary>
    public required IReadOnlyList<ClassView> EarlierClasses { get; init; }

    public required IReadOnlyList<MessageView> Messages { get; init; }

    public required DateTimeOffset? ReportedAt { get; init; }

    public required RecoveryKind? Recovery { get; init; }

    public required DateTimeOffset? RecoveredAt { get; init; }

    public required string? RecoveryDeployment { get; init; }

    /// <summary>Duration of the rollback in whole minutes, from the freezing of evidence; null without a rollback.</summary>
    public required int? RecoveryMinutes { get; init; }

    /// <summary>Duration that the rollback plan in force expected; null without a plan.</summary>
    public required int? RecoveryExpectedMinutes { get; init; }

    /// <summary>The rollback plan that was in force: deployment and number.</summary>
    public required string? RecoveryPlan { get; init; }

    public required PostMortemView PostMortem { get; init; }

    public required IReadOnlyList<IncidentFollowUp> FollowUps { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

    public required int Revision { get; init; }

    /// <summary>The step that is next.</summary>
    internal StepView? Current => Steps.FirstOrDefault(s => s.State is StepState.Current);
}

/// <summary>An incident in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Title.</param>
/// <param name="Severity">Severity.</param>
/// <param name="State">State.</param>
/// <param name="Drill">True for a drill.</param>
/// <param name="Category">Category.</param>
/// <param name="Affected">What it affects, in words.</param>
/// <param name="Serious">True if it is serious within the meaning of the law, false if it is not, null until someone has confirmed it.
/// </param>
/// <param name="DueAt">When the first applicable clock is due.</param>
/// <param name="Clock">The clock that is due first.</param>
/// <param name="ClockState">State of that clock.</param>
/// <param name="LeadName">Who leads the response.</param>
/// <param name="OpenedAt">When it was declared.</param>
/// <param name="ClosedAt">When it ended.</param>
public sealed record IncidentRow(
    IncidentId Id,
    string Title,
    IncidentSeverity Severity,
    IncidentState State,
    bool Drill,
    RiskCategory Category,
    string Affected,
    bool? Serious,
    DateTimeOffset? DueAt,
    string? Clock,
    ClockState? ClockState,
    string LeadName,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt
)
{
    /// <summary>The person who leads it. Programs read their name.</summary>
    [JsonIgnore]
    public UserId? Lead { get; init; }
}

/// <summary>Everything that is recorded of an incident, for reports.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Timeline">Its timeline, the oldest entry first; at most the newest 2,000.</param>
/// <param name="SystemNames">Names of its AI systems, by id.</param>
/// <param name="HarmTitles">Titles of the kinds of harm, by id.</param>
/// <param name="TimeZone">Zone of the organisation, in which clocks are written.</param>
public sealed record IncidentFile(
    IncidentView Incident,
    IReadOnlyList<TimelineView> Timeline,
    IReadOnlyDictionary<string, string> SystemNames,
    IReadOnlyDictionary<string, string> HarmTitles,
    string TimeZone
);
