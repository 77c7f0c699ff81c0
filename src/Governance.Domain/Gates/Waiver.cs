using System.Text.Json.Nodes;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Gates;

/// <summary>
/// A rule that a version does not meet, accepted by name, with a reason and an end. It is for one version, never longer than
/// <see cref="MaxDays"/> from its grant, and never renewed: who still needs it asks again.
/// </summary>
public sealed class Waiver : IAudited
{
    /// <summary>Longest time of a waiver, in days from its grant.</summary>
    public const int MaxDays = 90;

    private readonly List<WaiverWord> _words = [];

    private Waiver() { }

    /// <summary>The readable id.</summary>
    public WaiverId Id { get; private init; }

    /// <summary>Name of the policy.</summary>
    public string Policy { get; private init; } = "";

    /// <summary>Id of the rule.</summary>
    public string Rule { get; private init; } = "";

    /// <summary>True for a critical rule: a risk officer and a security approver have to grant it.</summary>
    public bool NeedsTwo { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>Digest of the version as registered.</summary>
    public string VersionSha256 { get; private init; } = "";

    /// <summary>Why it is asked for.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who asked.</summary>
    public UserId AskedBy { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string AskedByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>When it ends by itself, granted or not.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>Where it stands.</summary>
    public WaiverState State { get; private set; }

    /// <summary>When the last grant it takes was given.</summary>
    public DateTimeOffset? GrantedAt { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>SHA-256 of the granted record; empty until then. This is what a bundle names.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>Grants, and the refusal or early end, in order.</summary>
    public IReadOnlyList<WaiverWord> Words => _words;

    /// <summary>Those who granted it.</summary>
    public IEnumerable<WaiverWord> Grants => _words.Where(word => word.Kind is WaiverWordKind.Granted);

    /// <summary>True while it waits or is in force.</summary>
    public bool IsLive => State is WaiverState.Requested or WaiverState.InForce;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Requests it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="version">The version it is for.</param>
    /// <param name="person">Who asks.</param>
    /// <param name="reason">Why.</param>
    /// <param name="expiresAt">When it is to end; at most 90 days from now.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<Waiver> Request(
        WaiverId id,
        WaivedRule rule,
        WaivedVersion version,
        Signer person,
        string? reason,
        DateTimeOffset? expiresAt,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(person);
        if (!rule.Waivable)
        {
            return WaiverRefusals.NotWaivable(rule.Policy, rule.Rule);
        }

        if (expiresAt is not { } end || end <= now || end > now.AddDays(MaxDays))
        {
            return WaiverRefusals.EndNotBounded;
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        return new Waiver
        {
            Id = id,
            Policy = rule.Policy,
            Rule = rule.Rule,
            NeedsTwo = rule.Critical,
            Model = version.Model,
            Version = version.Version,
            VersionSha256 = version.Sha256,
            Reason = SaltedText.Of(reason!.Trim()),
            AskedBy = person.Id,
            AskedByName = person.PrintedName,
            AskedAt = now,
            ExpiresAt = end.AddTicks(-(end.Ticks % TimeSpan.TicksPerMillisecond)),
            State = WaiverState.Requested,
            Revision = 1,
        };
    }

    /// <summary>A risk officer or security approver grants it. A critical rule takes one of each.</summary>
    /// <param name="person">Who, and who counts as one with whom.</param>
    /// <param name="promotions">Live promotions of the version.</param>
    /// <param name="parties">Who made the version and what belongs to it.</param>
    /// <param name="proof">How and when they proved who they are.</param>
    /// <param name="now">The server's clock.</param>
    public Result<WaiverWord> Grant(
        Signer person,
        IReadOnlyList<Promotion> promotions,
        IReadOnlyList<PromotionParty> parties,
        SigningProof proof,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(promotions);
        ArgumentNullException.ThrowIfNull(parties);
        ArgumentNullException.ThrowIfNull(proof);
        if (
            (RefusesPerson(person, promotions) ?? RefusesMaker(person, parties) ?? RefusesSecond(person) ?? RefusesBeside(person)) is
            { } forbidden
        )
        {
            return forbidden;
        }

        if (State is not WaiverState.Requested || ExpiresAt <= now)
        {
            return WaiverRefusals.NotWaiting;
        }

        var word = WaiverWord.Of(Id, WaiverWordKind.Granted, person, null, proof, now);
        _words.Add(word);
        if (!NeedsTwo || Grants.Count() > 1)
        {
            (State, GrantedAt) = (WaiverState.InForce, now);
            Sha256 = Sha256Hex.Of(ToRecord());
        }

        Revision++;
        return word;
    }

    /// <summary>Denied by a person who could grant it: refuses it before the grant, ends it afterwards.</summary>
    public Result<WaiverWord> TurnDown(Signer person, string? reason, SigningProof proof, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(proof);
        if (!MayGrant(person))
        {
            return WaiverRefusals.RoleMissing;
        }

        if (!IsLive || ExpiresAt <= now)
        {
            return WaiverRefusals.Over;
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        var word = WaiverWord.Of(
            Id,
            State is WaiverState.Requested ? WaiverWordKind.Refused : WaiverWordKind.Revoked,
            person,
            reason!.Trim(),
            proof,
            now
        );
        _words.Add(word);
        End(State is WaiverState.Requested ? WaiverState.Refused : WaiverState.Revoked, now);
        return word;
    }

    /// <summary>Who asked takes it back before it is granted.</summary>
    public Refusal? Withdraw(UserId person, DateTimeOffset now)
    {
        if (person != AskedBy)
        {
            return WaiverRefusals.NotYours;
        }

        if (State is not WaiverState.Requested)
        {
            return WaiverRefusals.NotWaiting;
        }

        End(WaiverState.Withdrawn, now);
        return null;
    }

    /// <summary>Writes down that its time is over.</summary>
    /// <returns>True when it ended by this.</returns>
    public bool Expire(DateTimeOffset now)
    {
        if (!IsLive || now < ExpiresAt)
        {
            return false;
        }

        End(WaiverState.Expired, ExpiresAt);
        return true;
    }

    /// <summary>The granted record (RFC 8785) whose digest a bundle names.</summary>
    public byte[] ToRecord() =>
        CanonicalJson.Serialize(
            new JsonObject
            {
                ["schema"] = "governance.waiver/v1",
                ["id"] = Id.ToString(),
                ["policy"] = Policy,
                ["rule"] = Rule,
                ["model"] = Model,
                ["version"] = Version,
                ["versionSha256"] = VersionSha256,
                ["reasonSha256"] = Reason.Sha256,
                ["askedBy"] = AskedBy.ToString(),
                ["grants"] = new JsonArray([
                    .. Grants
                        .OrderBy(word => word.Attestation.Person.Number)
                        .Select(word =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["by"] = word.Attestation.Person.ToString(),
                                    ["role"] = word.Attestation.Function,
                                    ["at"] = CanonicalJson.Time(word.Attestation.At),
                                }
                        ),
                ]),
                ["grantedAt"] = GrantedAt is { } at ? CanonicalJson.Time(at) : null,
                ["expiresAt"] = CanonicalJson.Time(ExpiresAt),
            }
        );

    private static bool MayGrant(Signer person) => person.RoleInForce is Roles.RiskOfficer or Roles.SecurityReviewer;

    private static Refusal? RefusesWords(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? WaiverRefusals.ReasonMissing
        : reason.Length > SaltedText.MaxLength ? SaltedText.TooLong("reason")
        : null;

    private Refusal? RefusesPerson(Signer person, IReadOnlyList<Promotion> promotions)
    {
        if (!MayGrant(person))
        {
            return WaiverRefusals.RoleMissing;
        }

        if (
            person.Id == AskedBy
            || promotions.Any(p =>
                person.Separation.AreSamePerson(person.Id, AskedBy, p)
                || p.Requesters.Any(r => person.Separation.AreSamePerson(person.Id, r, p))
            )
        )
        {
            return WaiverRefusals.RequesterCannotGrant;
        }

        return person.Separation.GaveAccess(person.Id, AskedBy) ? PromotionRefusals.AccessByOneHand : null;
    }

    /// <summary>
    /// Whether this person could be the one who grants it, as far as the waiver itself knows: for what pages and the palette offer.
    /// </summary>
    public bool CanBeGrantedBy(Signer person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return State is WaiverState.Requested && MayGrant(person) && person.Id != AskedBy && RefusesSecond(person) is null;
    }

    private Refusal? RefusesMaker(Signer person, IReadOnlyList<PromotionParty> parties) =>
        parties.Any(p => p.IsMaker && person.Separation.AreSamePerson(person.Id, p.Person, Model)) ? WaiverRefusals.MakerCannotGrant : null;

    // Two who grant one line are two people: neither acts for the other, and neither let the other in.
    private Refusal? RefusesBeside(Signer person) =>
        Grants.Any(g => person.Separation.AreSamePerson(person.Id, g.Attestation.Person, Model)) ? WaiverRefusals.TwoPeople
        : Grants.Any(g => person.Separation.GaveAccess(person.Id, g.Attestation.Person)) ? PromotionRefusals.AccessByOneHand
        : null;

    private Refusal? RefusesSecond(Signer person) =>
        _words.Exists(word =>
            word.Kind is WaiverWordKind.Granted && (word.Attestation.Person == person.Id || word.Attestation.Function == person.RoleInForce)
        )
            ? WaiverRefusals.TwoPeople
            : null;

    private void End(WaiverState state, DateTimeOffset at)
    {
        (State, EndedAt) = (state, at);
        Revision++;
    }
}

/// <summary>The rule a waiver is about.</summary>
/// <param name="Policy">Name of the policy in force.</param>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Waivable">Whether its policy lets it be waived.</param>
/// <param name="Critical">Whether it is critical.</param>
public sealed record WaivedRule(string Policy, string Rule, bool Waivable, bool Critical);

/// <summary>The version a waiver is for.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's name.</param>
/// <param name="Sha256">Digest of the version as registered.</param>
public sealed record WaivedVersion(string Model, string Version, string Sha256);
