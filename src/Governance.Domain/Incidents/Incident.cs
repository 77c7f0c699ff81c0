using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;

namespace Governance.Domain.Incidents;

/// <summary>
/// Something went wrong with a model or an AI system in use. It is contained, its evidence frozen, the law's clocks are met, service comes back,
/// and what was learned becomes risks and steps. Every change makes an entry of its timeline, which only grows.
/// </summary>
public sealed partial class Incident : IAudited
{
    /// <summary>Longest title, in characters.</summary>
    public const int MostTitle = 200;

    /// <summary>Most versions, systems or countries of one incident.</summary>
    public const int MostParts = 50;

    /// <summary>Most pieces of frozen evidence.</summary>
    public const int MostEvidence = 1_000;

    /// <summary>Most messages, and most follow-ups.</summary>
    public const int MostMessages = 100;

    private readonly List<IncidentVersion> _versions = [];
    private readonly List<IncidentMessage> _messages = [];
    private List<string> _systems = [];
    private List<string> _countries = [];
    private List<IncidentStep> _steps = [];
    private List<FrozenEvidence> _evidence = [];
    private List<IncidentClass> _classes = [];
    private List<IncidentFollowUp> _followUps = [];

    private Incident()
    {
    }

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

    /// <summary>When somebody assessed the harm.</summary>
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

    /// <summary>The newest word about the law; null while nobody has said anything.</summary>
    public IncidentClass? Class => _classes.Count == 0 ? null : _classes[^1];

    /// <summary>The earliest time at which one of the parties knew: from here every clock counts.</summary>
    public DateTimeOffset AwareAt => (ProviderAwareAt, DeployerAwareAt) switch
    {
        ({ } provider, { } deployer) => provider < deployer ? provider : deployer,
        (null, { } deployer) => deployer,
        ({ } provider, _) => provider,
        _ => OpenedAt,
    };

    /// <summary>True until it is closed or dismissed.</summary>
    public bool IsLive => State is not (IncidentState.Closed or IncidentState.Dismissed);

    /// <summary>True when every part of the post-mortem has words.</summary>
    public bool HasPostMortem => new[] { Happened, Impact, Causes, Changed }.All(t => t is not null);

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Somebody declares it. The caller has checked that what it names is there.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="facts">What they say.</param>
    /// <param name="playbook">The playbook it follows.</param>
    /// <param name="openedBy">Who, as the log writes an actor.</param>
    /// <param name="name">Their printed name.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<Incident> Open(IncidentId id, IncidentFacts facts, Playbook playbook, string openedBy, string name, DateTimeOffset now)
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

    /// <summary>Changes what people say of it: title, category, severity, lead, what it is about. Awareness is changed by <see cref="BecameAware"/>.</summary>
    /// <returns>Why not, or null.</returns>
    public Refusal? Change(IncidentFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (!IsLive)
        {
            return IncidentRefusals.Over(State);
        }

        var kept = facts with { ProviderAwareAt = ProviderAwareAt, DeployerAwareAt = DeployerAwareAt };
        if ((Refuses(kept) ?? RefusesTimes(kept.OccurredAt, kept.ProviderAwareAt, kept.DeployerAwareAt, now)) is { } refusal)
        {
            return refusal;
        }

        // What is held stays held until somebody lets it go with a reason.
        if (_versions.Any(v => v.HeldAt is not null && !facts.Versions.Contains((v.Model, v.Version))))
        {
            return IncidentRefusals.VersionHeld;
        }

        Take(kept);
        if (ContainedAt is not null && !IsDrill)
        {
            _versions.Where(v => v.HeldAt is null).ToList().ForEach(v => v.Hold(now));
        }

        Revision++;
        return null;
    }

    /// <summary>What people say of it now.</summary>
    public IncidentFacts ToFacts() => new(Title, Category, Severity, Lead)
    {
        Description = Description.Text ?? "",
        Versions = [.. _versions.Select(v => (v.Model, v.Version))],
        Systems = [.. _systems],
        Alert = Alert,
        OccurredAt = OccurredAt,
        ProviderAwareAt = ProviderAwareAt,
        DeployerAwareAt = DeployerAwareAt,
        PeopleAffected = PeopleAffected,
        Countries = [.. _countries],
        IsDrill = IsDrill,
    };

    /// <summary>Corrects when the parties became aware. Every clock counts anew from the earliest of the two, so a reason is asked for.</summary>
    public Refusal? BecameAware(DateTimeOffset? provider, DateTimeOffset? deployer, string? reason, DateTimeOffset now)
    {
        if (!IsLive)
        {
            return IncidentRefusals.Over(State);
        }

        if (provider is null && deployer is null)
        {
            return IncidentRefusals.AwarenessMissing;
        }

        if ((RefusesTimes(OccurredAt, provider, deployer, now) ?? RefusesWords(reason, "reason")) is { } refusal)
        {
            return refusal;
        }

        (ProviderAwareAt, DeployerAwareAt) = (ToMinute(provider), ToMinute(deployer));
        Revision++;
        return null;
    }

    /// <summary>Writes something into the timeline.</summary>
    public Refusal? Note(string? text, DateTimeOffset? happenedAt, DateTimeOffset now)
    {
        if (RefusesWords(text, "text") is { } words)
        {
            return words;
        }

        if (happenedAt > now)
        {
            return IncidentRefusals.InTheFuture("happenedAt");
        }

        Revision++;
        return null;
    }

    internal static Refusal? RefusesWords(string? text, string field) =>
        string.IsNullOrWhiteSpace(text) ? IncidentRefusals.WordsMissing(field)
        : text.Length > SaltedText.MaxLength ? Approvals.PromotionRefusals.TextTooLong(field)
        : null;

    private static Refusal? Refuses(IncidentFacts facts) =>
        string.IsNullOrWhiteSpace(facts.Title) || facts.Title.Trim().Length > MostTitle ? IncidentRefusals.TitleNotValid
        : facts.Description.Length > SaltedText.MaxLength ? Approvals.PromotionRefusals.TextTooLong("description")
        : facts.Versions.Count == 0 && facts.Systems.Count == 0 ? IncidentRefusals.NothingAffected
        : facts.Versions.Count > MostParts || facts.Systems.Count > MostParts || facts.Countries.Count > MostParts ? IncidentRefusals.TooMany("affected", MostParts)
        : facts.PeopleAffected < 0 ? IncidentRefusals.PeopleNotValid
        : null;

    private static Refusal? RefusesTimes(DateTimeOffset? occurred, DateTimeOffset? provider, DateTimeOffset? deployer, DateTimeOffset now) =>
        provider > now ? IncidentRefusals.InTheFuture("providerAwareAt")
        : deployer > now ? IncidentRefusals.InTheFuture("deployerAwareAt")
        : occurred > now ? IncidentRefusals.InTheFuture("occurredAt")
        : occurred is { } began && (provider < began || deployer < began) ? IncidentRefusals.AwareBeforeItBegan
        : null;

    // Clocks are exact to the minute, and the minute in which somebody knew has begun: seconds would only lengthen them.
    private static DateTimeOffset? ToMinute(DateTimeOffset? time) => time is { } known ? known.ToUniversalTime().AddTicks(-(known.Ticks % TimeSpan.TicksPerMinute)) : null;

    private void Take(IncidentFacts facts)
    {
        (Title, Category, Severity, Lead) = (facts.Title.Trim(), facts.Category, facts.Severity, facts.Lead);
        Description = Description.Text == facts.Description.Trim() ? Description : SaltedText.Of(facts.Description.Trim());
        (OccurredAt, PeopleAffected) = (facts.OccurredAt?.ToUniversalTime(), facts.PeopleAffected);
        (ProviderAwareAt, DeployerAwareAt) = (ToMinute(facts.ProviderAwareAt), ToMinute(facts.DeployerAwareAt));
        _systems = [.. facts.Systems.Distinct(StringComparer.Ordinal)];
        _countries = [.. facts.Countries.Distinct(StringComparer.Ordinal)];
        var named = facts.Versions.Distinct().ToList();
        _versions.RemoveAll(v => !named.Contains((v.Model, v.Version)));
        _versions.AddRange(named.Where(n => _versions.TrueForAll(v => (v.Model, v.Version) != n)).Select(n => IncidentVersion.Of(Id, n.Model, n.Version)).ToList());
    }
}
