using Governance.Domain.Audit;

namespace Governance.Domain.Integrations;

/// <summary>What a destination is like. Nothing of it is a secret.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">How it takes events.</param>
/// <param name="Format">What an event looks like there.</param>
/// <param name="Actions">Patterns of the actions it gets; none means all.</param>
/// <param name="IncludeNames">Whether printed names of signers go with the events: personal data.</param>
/// <param name="Authority">Certificate, in PEM, of the authority that the collector's certificate comes from; null: one the system
/// trusts.</param>
public sealed record DestinationFacts(
    string Name,
    DestinationKind Kind,
    EventFormat Format,
    IReadOnlyList<string> Actions,
    bool IncludeNames,
    string? Authority
);

/// <summary>Somewhere outside that the log's events are sent to.</summary>
public sealed class Destination : IAudited
{
    /// <summary>Most destinations of an installation.</summary>
    public const int Most = 50;

    /// <summary>How long an old secret still signs after a new one was made.</summary>
    public static readonly TimeSpan BothSecrets = TimeSpan.FromHours(24);

    private Destination() { }

    /// <summary>The readable id.</summary>
    public DestinationId Id { get; private init; }

    /// <summary>What people call it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>How it takes events.</summary>
    public DestinationKind Kind { get; private init; }

    /// <summary>What an event looks like there.</summary>
    public EventFormat Format { get; private set; }

    /// <summary>Patterns of the actions it gets; none means all.</summary>
    public IReadOnlyList<string> Actions { get; private set; } = [];

    /// <summary>Whether printed names go with the events.</summary>
    public bool IncludeNames { get; private set; }

    /// <summary>Certificate of the collector's authority, or null.</summary>
    public string? Authority { get; private set; }

    /// <summary>Where it stands, as far as it may be shown: the rest of an address may be a secret.</summary>
    public string Host { get; private set; } = "";

    /// <summary>The address, protected.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The secret, protected; null for syslog.</summary>
    public string? Secret { get; private set; }

    /// <summary>The secret before it, protected; null when only one is in use.</summary>
    public string? OldSecret { get; private set; }

    /// <summary>Until when the old one signs too.</summary>
    public DateTimeOffset? OldSecretUntil { get; private set; }

    /// <summary>Whether events go there.</summary>
    public DestinationState State { get; private set; }

    /// <summary>Why not; null while they do, and when someone paused it.</summary>
    public string? Problem { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Two changes collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Name of its follower of the log.</summary>
    public string Follower => FollowerOf(Id);

    /// <summary>Name of a destination's follower of the log.</summary>
    public static string FollowerOf(DestinationId id) => $"integration:{id}";

    /// <summary>Makes one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="facts">What it is like.</param>
    /// <param name="host">Where it stands, as far as it may be shown.</param>
    /// <param name="address">The address, protected.</param>
    /// <param name="secret">The secret, protected; null for syslog.</param>
    /// <param name="now">The time.</param>
    public static Result<Destination> Create(
        DestinationId id,
        DestinationFacts facts,
        string host,
        string address,
        string? secret,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (Check(facts) is { } refusal)
        {
            return refusal;
        }

        var made = new Destination
        {
            Id = id,
            Kind = facts.Kind,
            Secret = secret,
            CreatedAt = now,
        };
        made.Take(facts, host, address);
        return made;
    }

    /// <summary>Changes what it is like; how it takes events stays.</summary>
    public Refusal? Change(DestinationFacts facts, string host, string address)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (State is DestinationState.Removed)
        {
            return DestinationRefusals.NotFound;
        }

        if (Check(facts with { Kind = Kind }) is { } refusal)
        {
            return refusal;
        }

        Take(facts, host, address);
        Revision++;
        return null;
    }

    /// <summary>Sends nothing for now.</summary>
    public Refusal? Pause()
    {
        if (State is not DestinationState.Active)
        {
            return State is DestinationState.Removed ? DestinationRefusals.NotFound : DestinationRefusals.NotActive;
        }

        State = DestinationState.Paused;
        Revision++;
        return null;
    }

    /// <summary>Sends again, from where it stopped.</summary>
    public Refusal? Resume()
    {
        if (State is DestinationState.Active or DestinationState.Removed)
        {
            return State is DestinationState.Removed ? DestinationRefusals.NotFound : DestinationRefusals.IsActive;
        }

        (State, Problem) = (DestinationState.Active, null);
        Revision++;
        return null;
    }

    /// <summary>The portal itself stops sending.</summary>
    /// <returns>False when it was not sending.</returns>
    public bool Disable(string problem)
    {
        if (State is not DestinationState.Active)
        {
            return false;
        }

        (State, Problem) = (DestinationState.Disabled, problem);
        Revision++;
        return true;
    }

    /// <summary>Never sends again, and forgets what is secret.</summary>
    public Refusal? Remove()
    {
        if (State is DestinationState.Removed)
        {
            return DestinationRefusals.NotFound;
        }

        (State, Problem, Address, Secret, OldSecret, OldSecretUntil) = (DestinationState.Removed, null, "", null, null, null);
        Revision++;
        return null;
    }

    /// <summary>Signs with a new secret, and with the one before for a day.</summary>
    public Refusal? Renew(string secret, DateTimeOffset now)
    {
        if (State is DestinationState.Removed || Secret is null)
        {
            return State is DestinationState.Removed ? DestinationRefusals.NotFound : DestinationRefusals.NoSecret;
        }

        (OldSecret, OldSecretUntil, Secret) = (Secret, now + BothSecrets, secret);
        Revision++;
        return null;
    }

    /// <summary>Stops signing with the old secret at once.</summary>
    public Refusal? Retire()
    {
        if (State is DestinationState.Removed || OldSecret is null)
        {
            return State is DestinationState.Removed ? DestinationRefusals.NotFound : DestinationRefusals.OneSecret;
        }

        (OldSecret, OldSecretUntil) = (null, null);
        Revision++;
        return null;
    }

    /// <summary>The protected secrets that sign now, the newest first.</summary>
    public IReadOnlyList<string> SecretsAt(DateTimeOffset now) =>
        Secret is null ? []
        : OldSecret is not null && now < OldSecretUntil ? [Secret, OldSecret]
        : [Secret];

    private static Refusal? Check(DestinationFacts facts)
    {
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(facts.Name) || facts.Name.Length > 100 || NameText.Misleads(facts.Name))
        {
            errors["name"] = [$"Enter a name of 1 to 100 characters."];
        }

        if ((facts.Kind is DestinationKind.Webhook) != (facts.Format is EventFormat.Structured or EventFormat.Binary))
        {
            errors["format"] =
            [
                facts.Kind is DestinationKind.Webhook
                    ? (Sentence)$"For a webhook, choose structured or binary."
                    : $"For Syslog, choose cef, ocsf or ecs.",
            ];
        }

        if (facts.Actions.Count > ActionPattern.Most || facts.Actions.FirstOrDefault(a => !ActionPattern.IsPattern(a)) is not null)
        {
            errors["actions"] = [$"At most {ActionPattern.Most} patterns such as *, incident.* or promotion.signed."];
        }

        return errors.Count == 0 ? null : DestinationRefusals.Invalid(errors);
    }

    private void Take(DestinationFacts facts, string host, string address) =>
        (Name, Format, Actions, IncludeNames, Authority, Host, Address) = (
            facts.Name.Trim(),
            facts.Format,
            [.. facts.Actions.Distinct(StringComparer.Ordinal)],
            facts.IncludeNames,
            facts.Authority,
            host,
            address
        );
}
