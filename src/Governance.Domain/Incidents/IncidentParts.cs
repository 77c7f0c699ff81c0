using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;

namespace Governance.Domain.Incidents;

/// <summary>A version that an incident is about. While it is held the deployment gate does not let it pass.</summary>
public sealed class IncidentVersion
{
    private IncidentVersion() { }

    /// <summary>The incident.</summary>
    public IncidentId Incident { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>Since when its gate is shut by the incident; null before.</summary>
    public DateTimeOffset? HeldAt { get; private set; }

    /// <summary>When it was let go.</summary>
    public DateTimeOffset? ReleasedAt { get; private set; }

    /// <summary>True while the gate is shut for it.</summary>
    public bool IsHeld => HeldAt is not null && ReleasedAt is null;

    internal static IncidentVersion Of(IncidentId incident, string model, string version) =>
        new()
        {
            Incident = incident,
            Model = model,
            Version = version,
        };

    internal void Hold(DateTimeOffset now) => (HeldAt, ReleasedAt) = (now, null);

    internal void Release(DateTimeOffset now) => ReleasedAt = now;
}

/// <summary>Something that proves what was there, frozen by its digest.</summary>
/// <param name="Number">Its number within the incident, from 1 up.</param>
/// <param name="Kind">artifact, version, evidence, deployment, gate-run, window, decisions, log or other.</param>
/// <param name="Name">What it is: an id of the portal, or a name.</param>
/// <param name="Sha256">Its digest.</param>
/// <param name="FrozenAt">When it was frozen.</param>
public sealed record FrozenEvidence(int Number, string Kind, string Name, string Sha256, DateTimeOffset FrozenAt);

/// <summary>A step that is done or left out.</summary>
/// <param name="Id">Its id in the playbook.</param>
/// <param name="State">done or skipped.</param>
/// <param name="At">When.</param>
/// <param name="By">Printed name of who did it; the job's or key's id where that was no person.</param>
public sealed record IncidentStep(string Id, StepState State, DateTimeOffset At, string By);

/// <summary>What someone decided, or proposes, about the law.</summary>
public sealed record IncidentClass
{
    /// <summary>Version of the questions.</summary>
    public required string Questions { get; init; }

    /// <summary>The answers, by question.</summary>
    public required IReadOnlyDictionary<string, SeriousAnswer> Answers { get; init; }

    /// <summary>What is known of the link between the system and the harm.</summary>
    public required CausalLink CausalLink { get; init; }

    /// <summary>What the answers come to.</summary>
    public required SeriousFinding Finding { get; init; }

    /// <summary>Who proposes it.</summary>
    public required UserId? ProposedBy { get; init; }

    /// <summary>Their printed name.</summary>
    public required string ProposedByName { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>Who confirmed it; null while no one has.</summary>
    public UserId? ConfirmedBy { get; init; }

    /// <summary>Their printed name.</summary>
    public string? ConfirmedByName { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>True when someone else confirmed it.</summary>
    public bool IsConfirmed => ConfirmedAt is not null;
}

/// <summary>What is done after an incident, as a risk of the register or a step of its plan.</summary>
/// <param name="Number">Its number within the incident, from 1 up.</param>
/// <param name="Text">What it is.</param>
/// <param name="Risk">The risk, such as RSK-0003.</param>
/// <param name="Step">Number of the step in the risk's plan; null when the follow-up is the risk itself.</param>
/// <param name="At">When it was made.</param>
public sealed record IncidentFollowUp(int Number, string Text, string Risk, int? Step, DateTimeOffset At);

/// <summary>What a person says about an incident.</summary>
/// <param name="Title">A few words.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Lead">Who leads the response.</param>
public sealed record IncidentFacts(string Title, RiskCategory Category, IncidentSeverity Severity, UserId Lead)
{
    /// <summary>What is known, in plain words.</summary>
    public string Description { get; init; } = "";

    /// <summary>The versions it is about.</summary>
    public IReadOnlyList<(string Model, string Version)> Versions { get; init; } = [];

    /// <summary>The AI systems it is about.</summary>
    public IReadOnlyList<string> Systems { get; init; } = [];

    /// <summary>The alert it came from.</summary>
    public AlertId? Alert { get; init; }

    /// <summary>When it began, where that is known.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>When the provider became aware.</summary>
    public DateTimeOffset? ProviderAwareAt { get; init; }

    /// <summary>When the deployer became aware.</summary>
    public DateTimeOffset? DeployerAwareAt { get; init; }

    /// <summary>How many people are affected; null when that is not known.</summary>
    public int? PeopleAffected { get; init; }

    /// <summary>Countries in which it happened, two letters each.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>True for an exercise: nothing is revoked, nothing is due by law.</summary>
    public bool IsDrill { get; init; }
}

/// <summary>A message about an incident. What was sent is never changed.</summary>
public sealed class IncidentMessage
{
    /// <summary>Longest subject, in characters.</summary>
    public const int MaxSubject = 200;

    private IncidentMessage() { }

    /// <summary>The incident.</summary>
    public IncidentId Incident { get; private init; }

    /// <summary>Its number within the incident, from 1 up.</summary>
    public int Number { get; private init; }

    /// <summary>Who it is for: an audience of the playbook.</summary>
    public string Audience { get; private init; } = "";

    /// <summary>Subject.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>The words.</summary>
    public SaltedText Body { get; private set; } = SaltedText.Of("");

    /// <summary>Where it stands.</summary>
    public MessageState State { get; private set; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset BegunAt { get; private init; }

    /// <summary>What it waits for, while it is held.</summary>
    public string? WaitsFor { get; private set; }

    /// <summary>When it went out.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>Printed name of who sent it.</summary>
    public string? SentBy { get; private set; }

    /// <summary>To how many.</summary>
    public int? Recipients { get; private set; }

    /// <summary>Reference of the recipient, such as the number of a receipt.</summary>
    public string? Receipt { get; private set; }

    internal static IncidentMessage Begin(
        IncidentId incident,
        int number,
        string audience,
        string subject,
        string body,
        DateTimeOffset now
    ) =>
        new()
        {
            Incident = incident,
            Number = number,
            Audience = audience,
            Subject = subject,
            Body = SaltedText.Of(body),
            BegunAt = now,
            State = MessageState.Draft,
        };

    internal void Write(string subject, string body)
    {
        Subject = subject;
        Body = Body.Text == body ? Body : SaltedText.Of(body);
    }

    internal void Hold(string waitsFor) => (State, WaitsFor) = (MessageState.Held, waitsFor);

    internal void Send(DateTimeOffset at, string by, int? recipients, string? receipt) =>
        (State, WaitsFor, SentAt, SentBy, Recipients, Receipt) = (MessageState.Sent, null, at, by, recipients, receipt);
}
