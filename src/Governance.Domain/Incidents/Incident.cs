using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;

namespace Governance.Domain.Incidents;

/// <summary>
/// Something went wrong with a model or an AI system in use. It is contained, its evidence frozen, the law's clocks are met, service comes
/// back, and what was learned becomes risks and steps. Every change makes an entry of its timeline, which only grows.
/// </summary>
public sealed partial class Incident : IAudited
{
    /// <summary>Longest title, in characters.</summary>
    public const int MaxTitle = 200;

    /// <summary>Most versions, systems or countries of one incident.</summary>
    public const int MaxParts = 50;

    /// <summary>Most pieces of frozen evidence.</summary>
    public const int MaxEvidence = 1_000;

    /// <summary>Most messages, and most follow-ups.</summary>
    public const int MaxMessages = 100;

    private readonly List<IncidentVersion> _versions = [];
    private readonly List<IncidentMessage> _messages = [];
    private List<string> _systems = [];
    private List<string> _countries = [];
    private List<IncidentStep> _steps = [];
    private List<FrozenEvidence> _evidence = [];
    private List<IncidentClass> _classes = [];
    private List<IncidentFollowUp> _followUps = [];
    private List<IncidentCall> _calls = [];

    private Incident() { }

    /// <summary>The readable id.</summary>
    public IncidentId Id { get; private init; }

    /// <summary>A few words.</summary>
    public string Title { get; private set; } = "";

    /// <summary>What is known, in plain words.</summary>
    public SaltedText Description { get; private set; } = SaltedText.Of("");

    /// <summary>What it is about.</summary>
    public RiskCategory Category { get; private set; }

    /// <summary>How bad it is.</summary>
    public IncidentSeverity Severity { get; private set; }

    /// <summary>Where it stands.</summary>
    public IncidentState State { get; private set; }

    /// <summary>True for an exercise: nothing is revoked, nothing is due by law.</summary>
    public bool IsDrill { get; private init; }

    /// <summary>Who leads the response.</summary>
    public UserId Lead { get; private set; }

    /// <summary>When it was declared.</summary>
    public DateTimeOffset OpenedAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string OpenedBy { get; private init; } = "";

    /// <summary>The alert it came from.</summary>
    public AlertId? Alert { get; private init; }

    /// <summary>When it began, where that is known.</summary>
    public DateTimeOffset? OccurredAt { get; private set; }

    /// <summary>When the provider became aware.</summary>
    public DateTimeOffset? ProviderAwareAt { get; private set; }

    /// <summary>When the deployer became aware.</summary>
    public DateTimeOffset? DeployerAwareAt { get; private set; }

    /// <summary>How many people are affected; null when that is not known.</summary>
    public int? PeopleAffected { get; private set; }

    /// <summary>When someone assessed the harm.</summary>
    public DateTimeOffset? AssessedAt { get; private set; }

    /// <summary>The playbook it follows.</summary>
    public string Playbook { get; private init; } = "";

    /// <summary>The version of it that was in force when it was declared.</summary>
    public int PlaybookVersion { get; private init; }

    /// <summary>How it was contained.</summary>
    public ContainmentMode? Containment { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? ContainedAt { get; private set; }

    /// <summary>What serves the model and said that it does so no more, or within limits.</summary>
    public string? ContainmentConfirmedBy { get; private set; }

    /// <summary>When it said so.</summary>
    public DateTimeOffset? ContainmentConfirmedAt { get; private set; }

    /// <summary>When evidence was frozen first.</summary>
    public DateTimeOffset? FrozenAt { get; private set; }

    /// <summary>SHA-256 of the list of frozen evidence.</summary>
    public string? EvidenceSha256 { get; private set; }

    /// <summary>When the first report to the authority went out.</summary>
    public DateTimeOffset? ReportedAt { get; private set; }

    /// <summary>How service came back.</summary>
    public RecoveryKind? Recovery { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? RecoveredAt { get; private set; }

    /// <summary>The deployment made by the roll-back, such as DEP-0007.</summary>
    public string? RecoveryDeployment { get; private set; }

    /// <summary>
    /// How long the roll-back took in whole minutes, from the moment evidence was frozen, when it could begin; null without a roll-back.
    /// </summary>
    public int? RecoveryMinutes { get; private set; }

    /// <summary>How long the plan in force said it would take; null without a plan.</summary>
    public int? RecoveryExpectedMinutes { get; private set; }

    /// <summary>The plan in force: its deployment and number, such as <c>DEP-0003/1</c>; null without one.</summary>
    public string? RecoveryPlan { get; private set; }

    /// <summary>What happened.</summary>
    public SaltedText? Happened { get; private set; }

    /// <summary>What it did to people, the business and others.</summary>
    public SaltedText? Impact { get; private set; }

    /// <summary>Why it could happen.</summary>
    public SaltedText? Causes { get; private set; }

    /// <summary>What was changed.</summary>
    public SaltedText? Changed { get; private set; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Two writers collide on it; the number of the newest entry of its timeline.</summary>
    public int Revision { get; private set; }

    /// <summary>The versions it is about.</summary>
    public IReadOnlyList<IncidentVersion> Versions => _versions;

    /// <summary>The AI systems it is about.</summary>
    public IReadOnlyList<string> Systems => _systems;

    /// <summary>Countries in which it happened.</summary>
    public IReadOnlyList<string> Countries => _countries;

    /// <summary>Steps that are done or left out.</summary>
    public IReadOnlyList<IncidentStep> Steps => _steps;

    /// <summary>What was frozen.</summary>
    public IReadOnlyList<FrozenEvidence> Evidence => _evidence;

    /// <summary>What was decided about the law, the newest last.</summary>
    public IReadOnlyList<IncidentClass> Classes => _classes;

    /// <summary>Messages, in order.</summary>
    public IReadOnlyList<IncidentMessage> Messages => _messages;

    /// <summary>What is done after it.</summary>
    public IReadOnlyList<IncidentFollowUp> FollowUps => _followUps;

    /// <summary>What was asked of other systems, in order.</summary>
    public IReadOnlyList<IncidentCall> Calls => _calls;

    /// <summary>The newest word about the law; null while no one has said anything.</summary>
    public IncidentClass? Class => _classes.Count == 0 ? null : _classes[^1];

    /// <summary>The earliest time at which one of the parties knew: from here every clock counts.</summary>
    public DateTimeOffset AwareAt =>
        (ProviderAwareAt, DeployerAwareAt) switch
        {
            ({ } provider, { } deployer) => provider < deployer ? provider : deployer,
            (null, { } deployer) => deployer,
            ({ } provider, _) => provider,
            _ => OpenedAt,
        };

    /// <summary>True until it is closed or dismissed.</summary>
    public bool IsLive => LiveStates.Contains(State);

    /// <summary>States in which an incident is not over.</summary>
    public static IReadOnlyList<IncidentState> LiveStates { get; } = [IncidentState.Open, IncidentState.Contained, IncidentState.Recovered];

    /// <summary>True when every part of the post-mortem has words.</summary>
    public bool HasPostMortem => new[] { Happened, Impact, Causes, Changed }.All(t => t is not null);

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Declares it. The caller has checked that what it names exists.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="facts">What they say.</param>
    /// <param name="playbook">The playbook it follows.</param>
    /// <param name="openedBy">Who, as the log writes an actor.</param>
    /// <param name="name">Their printed name.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<Incident> Open(
        IncidentId id,
        IncidentFacts facts,
        Playbook playbook,
        string openedBy,
        string name,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(playbook);
        var aware = facts.ProviderAwareAt is null && facts.DeployerAwareAt is null ? facts with { ProviderAwareAt = now } : facts;
        if ((Refuses(aware) ?? RefusesTimes(aware.OccurredAt, aware.ProviderAwareAt, aware.DeployerAwareAt, now)) is { } refusal)
        {
            return refusal;
        }

        var incident = new Incident
        {
            Id = id,
            IsDrill = facts.IsDrill,
            OpenedAt = now,
            OpenedBy = openedBy,
            Alert = facts.Alert,
            Playbook = playbook.Id,
            PlaybookVersion = playbook.Version,
            Revision = 1,
        };
        incident.Take(aware);
        incident._steps.Add(new(playbook.Only(StepKind.Open).Id, StepState.Done, now, name));
        return incident;
    }
}
