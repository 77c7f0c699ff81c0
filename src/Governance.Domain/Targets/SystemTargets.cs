using System.Text.Json.Nodes;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Transparency;

namespace Governance.Domain.Targets;

/// <summary>What is asked of a system.</summary>
/// <param name="Appetite">The highest residual score of a risk that is lived with, 1 to 25.</param>
/// <param name="Reason">Why.</param>
/// <param name="Targets">What its metrics have to reach.</param>
public sealed record TargetsProposal(int? Appetite, string? Reason, IReadOnlyList<MetricTarget> Targets);

/// <summary>
/// One version of how much residual risk is lived with in an AI system, and what its metrics have to reach. One person drafts it, another
/// signs it; a signed version never changes, and the next one takes its place once it is signed.
/// </summary>
public sealed class SystemTargets : IAudited
{
    /// <summary>Most targets of a system.</summary>
    public const int MaxTargets = 50;

    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 2_000;

    private List<MetricTarget> _targets = [];
    private List<UserId> _authors = [];

    private SystemTargets() { }

    /// <summary>The readable id.</summary>
    public SystemTargetsId Id { get; private init; }

    /// <summary>The system.</summary>
    public SystemId System { get; private init; }

    /// <summary>The system as risks name it, such as <c>SYS-0001</c>.</summary>
    public string Place { get; private init; } = "";

    /// <summary>Counted per system from 1.</summary>
    public int Number { get; private init; }

    /// <summary>Where it stands.</summary>
    public TargetsState State { get; private set; }

    /// <summary>The highest residual score of a risk that is lived with.</summary>
    public int Appetite { get; private set; }

    /// <summary>Why.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>What its metrics have to reach.</summary>
    public IReadOnlyList<MetricTarget> Targets => _targets;

    /// <summary>Everyone who drafted a part of it: none of them signs it.</summary>
    public IReadOnlyList<UserId> Authors => _authors;

    /// <summary>Who drafted it last, in print.</summary>
    public string DraftedByName { get; private set; } = "";

    /// <summary>When it was drafted last.</summary>
    public DateTimeOffset DraftedAt { get; private set; }

    /// <summary>The signature; null while it is a draft.</summary>
    public TargetsSignature? Signature { get; private set; }

    /// <summary>When a later version took its place.</summary>
    public DateTimeOffset? SupersededAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Drafts a version.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="system">The system.</param>
    /// <param name="number">Its number within the system.</param>
    /// <param name="proposal">What is asked.</param>
    /// <param name="organisation">The appetite of the organisation, which no system exceeds.</param>
    /// <param name="access">Who.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<SystemTargets> Draft(
        SystemTargetsId id,
        SystemId system,
        int number,
        TargetsProposal proposal,
        int organisation,
        Access access,
        DateTimeOffset now
    )
    {
        var targets = new SystemTargets
        {
            Id = id,
            System = system,
            Place = system.ToString(),
            Number = number,
        };
        return targets.Write(proposal, organisation, access, now) is { } refusal ? refusal : targets;
    }

    /// <summary>Writes the whole of a draft again.</summary>
    public Refusal? Write(TargetsProposal proposal, int organisation, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        ArgumentNullException.ThrowIfNull(access);
        if (State is not TargetsState.Draft)
        {
            return TargetsRefusals.NotADraft(Id);
        }

        // Who drafts is no signer, so that a key without a person behind it cannot draft.
        if (access.Person is not { } person)
        {
            return TargetsRefusals.PersonMissing;
        }

        if (Refuses(proposal, organisation) is { } refusal)
        {
            return refusal;
        }

        (Appetite, Reason) = (proposal.Appetite!.Value, proposal.Reason!.Trim());
        _targets = [.. proposal.Targets.Select(t => t with { Since = null })];
        _authors = _authors.Contains(person) ? _authors : [.. _authors, person];
        (DraftedByName, DraftedAt) = (access.PrintedName, now);
        Revision++;
        return null;
    }

    /// <summary>
    /// A second person signs it: it is what the system is judged by. A target that the version before asked for in the same words keeps the
    /// day on which it was signed first.
    /// </summary>
    /// <param name="person">Who signs, and who counts as one with whom.</param>
    /// <param name="owner">Who answers for the system.</param>
    /// <param name="contentSha256">Digest of what the signer saw.</param>
    /// <param name="organisation">The appetite of the organisation.</param>
    /// <param name="before">The version in force; null when none is.</param>
    /// <param name="proof">How they proved who they are.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Sign(
        Signer person,
        UserId owner,
        string? contentSha256,
        int organisation,
        SystemTargets? before,
        SigningProof proof,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(proof);
        if (RefusesPerson(person, owner) is { } forbidden)
        {
            return forbidden;
        }

        if (State is not TargetsState.Draft)
        {
            return TargetsRefusals.NotADraft(Id);
        }

        var sha256 = ContentSha256();
        if (contentSha256 != sha256)
        {
            return TargetsRefusals.ContentChanged;
        }

        if (Appetite > organisation)
        {
            return TargetsRefusals.AppetiteNotValid(organisation);
        }

        _targets = [.. _targets.Select(t => t with { Since = before?._targets.Find(b => b.AsksTheSame(t))?.Since ?? now })];
        (State, Signature) = (TargetsState.InForce, TargetsSignature.Of(this, sha256, person, proof, now));
        Revision++;
        return null;
    }

    /// <summary>Whether the draft waits for this person's signature, as far as the draft itself knows.</summary>
    /// <param name="person">Who.</param>
    /// <param name="owner">Who answers for the system.</param>
    public bool IsAskedOf(Signer person, UserId owner)
    {
        ArgumentNullException.ThrowIfNull(person);
        return State is TargetsState.Draft && RefusesPerson(person, owner) is null;
    }

    /// <summary>True when it lives with more than the version before: by its appetite, or a target that it changes or leaves out.</summary>
    /// <param name="before">The version before.</param>
    public bool AsksForLess(SystemTargets before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Appetite > before.Appetite || before._targets.Exists(b => !_targets.Exists(b.AsksTheSame));
    }

    /// <summary>A later version took its place.</summary>
    public void Supersede(DateTimeOffset now)
    {
        if (State is not TargetsState.InForce)
        {
            throw new InvalidOperationException($"{Id} is not in force.");
        }

        (State, SupersededAt) = (TargetsState.Superseded, now);
        Revision++;
    }

    /// <summary>SHA-256 of what is signed: appetite, reason and targets.</summary>
    public string ContentSha256() =>
        Sha256Hex.Of(
            CanonicalJson.Serialize(
                new JsonObject
                {
                    ["system"] = Place,
                    ["number"] = Number,
                    ["appetite"] = Appetite,
                    ["reason"] = Reason,
                    ["targets"] = new JsonArray([.. _targets.Select(t => t.ToJson())]),
                }
            )
        );

    private Refusal? RefusesPerson(Signer person, UserId owner) =>
        person.Id != owner && person.RoleInForce != Roles.RiskOfficer ? TargetsRefusals.NotTheirsToSign
        : _authors.Contains(person.Id) ? TargetsRefusals.DraftedIt
        : _authors.Exists(author => person.Separation.GaveAccess(person.Id, author)) ? PromotionRefusals.AccessByOneHand
        : null;

    private static Refusal? Refuses(TargetsProposal proposal, int organisation)
    {
        if (proposal.Appetite is not { } appetite || appetite < 1 || appetite > organisation)
        {
            return TargetsRefusals.AppetiteNotValid(Math.Min(organisation, RiskRating.Most * RiskRating.Most));
        }

        if (string.IsNullOrWhiteSpace(proposal.Reason) || proposal.Reason.Trim().Length > MaxReason)
        {
            return TargetsRefusals.ReasonMissing;
        }

        if (proposal.Targets.Count > MaxTargets)
        {
            return TargetsRefusals.TooMany;
        }

        for (var i = 0; i < proposal.Targets.Count; i++)
        {
            if (proposal.Targets[i].Refuses(i) is { } refusal)
            {
                return refusal;
            }
        }

        return proposal.Targets.DistinctBy(t => (t.Metric, t.Slice)).Count() < proposal.Targets.Count ? TargetsRefusals.Twice : null;
    }
}
