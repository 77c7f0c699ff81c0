using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Transparency;

namespace Governance.Domain.Threats;

/// <summary>
/// One version of a system's threat model: what it is made of, and what was decided about each threat that follows from it. Who drew,
/// decided or submitted any of it does not review it. A reviewed version never changes: the next change begins a new one.
/// </summary>
public sealed class ThreatModel : IAudited
{
    /// <summary>Longest reason of a decision.</summary>
    public const int MaxReason = 2_000;

    private List<TrustBoundary> _boundaries = [];
    private List<ThreatComponent> _components = [];
    private List<DataFlow> _flows = [];
    private List<ThreatDecision> _decisions = [];
    private List<UserId> _authors = [];

    private ThreatModel() { }

    /// <summary>The readable id.</summary>
    public ThreatModelId Id { get; private init; }

    /// <summary>The system.</summary>
    public SystemId System { get; private init; }

    /// <summary>Counted per system from 1.</summary>
    public int Number { get; private init; }

    /// <summary>Where it stands.</summary>
    public ThreatModelState State { get; private set; }

    /// <summary>What the system is made of.</summary>
    public SystemDrawing Drawing => new(_boundaries, _components, _flows);

    /// <summary>What was decided, in the order of the threats' ids. A decision stays when its threat is suggested no longer.</summary>
    public IReadOnlyList<ThreatDecision> Decisions => _decisions;

    /// <summary>Everyone behind a part of it: none of them reviews it.</summary>
    public IReadOnlyList<UserId> Authors => _authors;

    /// <summary>When it was begun.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Edition of the rules under which it was submitted; null while a draft.</summary>
    public string? Rules { get; private set; }

    /// <summary>SHA-256 of what was submitted; null while a draft.</summary>
    public string? ContentSha256 { get; private set; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; private set; }

    /// <summary>By whom, in print.</summary>
    public string? SubmittedByName { get; private set; }

    /// <summary>When it was approved or returned last.</summary>
    public DateTimeOffset? ReviewedAt { get; private set; }

    /// <summary>By whom, in print.</summary>
    public string? ReviewedByName { get; private set; }

    /// <summary>What the reviewer said.</summary>
    public SaltedText? Review { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True while it is drawn and decided.</summary>
    public bool IsDraft => State is ThreatModelState.Draft;

    /// <summary>Begins a version with what the one before says.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="system">The system.</param>
    /// <param name="before">The version before; null for the first.</param>
    /// <param name="now">The server's clock.</param>
    public static ThreatModel Begin(ThreatModelId id, SystemId system, ThreatModel? before, DateTimeOffset now) =>
        new()
        {
            Id = id,
            System = system,
            Number = (before?.Number ?? 0) + 1,
            _boundaries = [.. before?._boundaries ?? []],
            _components = [.. before?._components ?? []],
            _flows = [.. before?._flows ?? []],
            _decisions = [.. before?._decisions ?? []],
            CreatedAt = now,
            ChangedAt = now,
        };

    /// <summary>Draws the system again. Decisions stay.</summary>
    /// <param name="drawing">The whole of it.</param>
    /// <param name="access">Who.</param>
    /// <param name="now">The server's clock.</param>
    /// <returns>The lists that differ; empty when nothing does.</returns>
    public Result<IReadOnlyList<string>> Draw(SystemDrawing drawing, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        if (!IsDraft)
        {
            return ThreatRefusals.NotADraft(State);
        }

        if (drawing.Refuses() is { } refusal)
        {
            return refusal;
        }

        var changed = new List<string>();
        Note("boundaries", drawing.Boundaries.SequenceEqual(_boundaries));
        Note("components", drawing.Components.SequenceEqual(_components));
        Note("flows", drawing.Flows.SequenceEqual(_flows));
        if (changed.Count > 0)
        {
            // New lists: the columns are compared with what was read.
            (_boundaries, _components, _flows) = ([.. drawing.Boundaries], [.. drawing.Components], [.. drawing.Flows]);
            Touch(access, now);
        }

        return changed;

        void Note(string list, bool same)
        {
            if (!same)
            {
                changed.Add(list);
            }
        }
    }

    /// <summary>Decides a threat that is suggested now; the decision before is replaced.</summary>
    /// <param name="threat">The threat.</param>
    /// <param name="kind">What is decided.</param>
    /// <param name="reason">What answers it, or why.</param>
    /// <param name="risk">The open risk of the register that is about it.</param>
    /// <param name="access">Who.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Decide(SuggestedThreat threat, ThreatDecisionKind kind, string? reason, Risk? risk, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(threat);
        ArgumentNullException.ThrowIfNull(access);
        if (!IsDraft)
        {
            return ThreatRefusals.NotADraft(State);
        }

        // A risk says itself why, and what is done.
        var needsRisk = kind is ThreatDecisionKind.InRegister or ThreatDecisionKind.Accepted;
        if ((!needsRisk && string.IsNullOrWhiteSpace(reason)) || reason?.Trim().Length > MaxReason)
        {
            return ThreatRefusals.ReasonMissing;
        }

        if (needsRisk && risk is null)
        {
            return ThreatRefusals.RiskMissing;
        }

        // Nothing is accepted here that the register has not accepted, with the signatures it asks for.
        if (kind is ThreatDecisionKind.Accepted && risk!.Acceptance?.Counts(now) is not true)
        {
            return ThreatRefusals.RiskNotAccepted(risk.Id.ToString());
        }

        var decision = new ThreatDecision(
            threat.Id,
            kind,
            reason?.Trim() ?? "",
            risk?.Id.Number,
            threat.Basis,
            access.Actor.Id,
            access.PrintedName,
            now
        );
        _decisions = [.. _decisions.Where(d => d.Threat != threat.Id).Append(decision).OrderBy(d => d.Threat, StringComparer.Ordinal)];
        Touch(access, now);
        return null;
    }

    /// <summary>The decision about a threat, as long as it rests on what is drawn now; null when it is still to be made.</summary>
    public ThreatDecision? DecisionOn(SuggestedThreat threat)
    {
        ArgumentNullException.ThrowIfNull(threat);
        return _decisions.Find(d => d.Threat == threat.Id && d.Basis == threat.Basis);
    }

    /// <summary>How many of the suggested threats are still to be decided.</summary>
    public int Undecided(IReadOnlyList<SuggestedThreat> threats)
    {
        ArgumentNullException.ThrowIfNull(threats);
        return threats.Count(t => DecisionOn(t) is null);
    }

    /// <summary>Asks for a review. Every threat that the rules suggest is decided by then.</summary>
    /// <param name="threats">What the rules suggest for it.</param>
    /// <param name="rules">Edition of the rules.</param>
    /// <param name="access">Who.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Submit(IReadOnlyList<SuggestedThreat> threats, string rules, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(threats);
        ArgumentNullException.ThrowIfNull(access);
        if (!IsDraft)
        {
            return ThreatRefusals.NotADraft(State);
        }

        if (_components.Count < 2 || _flows.Count == 0)
        {
            return ThreatRefusals.Empty;
        }

        if (Undecided(threats) is > 0 and var open)
        {
            return ThreatRefusals.Undecided(open);
        }

        Touch(access, now);
        (State, Rules, SubmittedAt, SubmittedByName) = (ThreatModelState.Submitted, rules, now, access.PrintedName);
        ContentSha256 = Sha256Hex.Of(CanonicalJson.Serialize(Content()));
        return null;
    }

    /// <summary>Whether it waits for this person's review: those who made it do not review it.</summary>
    public bool IsAskedOf(UserId person) => State is ThreatModelState.Submitted && !_authors.Contains(person);

    /// <summary>A second person approves it, or returns it with words.</summary>
    /// <param name="approve">True to approve.</param>
    /// <param name="reason">What has to change; optional with an approval.</param>
    /// <param name="contentSha256">Digest of what the reviewer saw.</param>
    /// <param name="access">Who.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Judge(bool approve, string? reason, string? contentSha256, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (People(access).Any(_authors.Contains))
        {
            return ThreatRefusals.AuthorCannotReview;
        }

        if (State is not ThreatModelState.Submitted)
        {
            return ThreatRefusals.NotSubmitted(State);
        }

        if (contentSha256 != ContentSha256)
        {
            return ThreatRefusals.ContentChanged;
        }

        if (!approve && string.IsNullOrWhiteSpace(reason))
        {
            return ThreatRefusals.ReturnReasonMissing;
        }

        if (reason?.Length > SaltedText.MaxLength)
        {
            return SaltedText.TooLong("reason");
        }

        Review = string.IsNullOrWhiteSpace(reason) ? null : SaltedText.Of(reason.Trim());
        (ReviewedAt, ReviewedByName, ChangedAt, Revision) = (now, access.PrintedName, now, Revision + 1);
        if (approve)
        {
            State = ThreatModelState.Reviewed;
        }
        else
        {
            (State, Rules, ContentSha256, SubmittedAt, SubmittedByName) = (ThreatModelState.Draft, null, null, null, null);
        }

        return null;
    }

    /// <summary>A newer version was reviewed.</summary>
    public void Supersede() => (State, Revision) = (ThreatModelState.Superseded, Revision + 1);

    /// <summary>What is submitted and reviewed, for digests and exports.</summary>
    public JsonObject Content()
    {
        var content = Drawing.ToJson();
        content["system"] = System.ToString();
        content["number"] = Number;
        content["rules"] = Rules;
        content["decisions"] = new JsonArray([.. _decisions.Select(d => d.ToJson())]);
        return content;
    }

    private static IEnumerable<UserId> People(Access access) =>
        access.People.Count > 0 ? access.People
        : access.Person is { } person ? [person]
        : [];

    private void Touch(Access access, DateTimeOffset now)
    {
        _authors = [.. _authors.Union(People(access))];
        (ChangedAt, Revision) = (now, Revision + 1);
    }
}
