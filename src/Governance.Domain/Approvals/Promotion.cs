using Governance.Domain.Audit;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Approvals;

/// <summary>
/// A request to move a model version to a stage, with its sign-offs. Who may sign, when, and what a signature is worth is decided here
/// and nowhere else.
/// </summary>
public sealed partial class Promotion : IAudited
{
    private readonly List<SignOff> _signOffs = [];
    private List<UserId> _requesters = [];
    private List<SignOffRole> _requiredRoles = [];
    private List<PromotionParty> _parties = [];

    private Promotion() { }

    /// <summary>The readable id.</summary>
    public PromotionId Id { get; private set; }

    /// <summary>The model's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Stage when requested.</summary>
    public Stage From { get; private set; }

    /// <summary>Target stage.</summary>
    public Stage To { get; private set; }

    /// <summary>
    /// The experiment it is limited to: with it the version decides for the experiment's share of people and for no one else. Null for a
    /// promotion that is limited to none.
    /// </summary>
    public ExperimentId? Experiment { get; private set; }

    /// <summary>Where it stands.</summary>
    public PromotionState State { get; private set; }

    /// <summary>Why it was requested.</summary>
    public SaltedText Reason { get; private set; } = SaltedText.Of("");

    /// <summary>Why it was withdrawn, if it was.</summary>
    public SaltedText? WithdrawReason { get; private set; }

    /// <summary>Who requested, as the log writes an actor.</summary>
    public string RequestedBy { get; private set; } = "";

    /// <summary>
    /// The people behind the request: the requester, or the owner of the key and the person who made it. None of them ever signs.
    /// </summary>
    public IReadOnlyList<UserId> Requesters => _requesters;

    /// <summary>Who made the version and what its bundle names, and who opened its gate, as the facts had it when it was bound.</summary>
    public IReadOnlyList<PromotionParty> Parties => _parties;

    /// <summary>True when the policies let the makers sign. Requesters, and who opened the gate, never do.</summary>
    public bool MakersMaySign { get; private set; }

    /// <summary>The parties who sign nothing here.</summary>
    public IEnumerable<PromotionParty> Excluded => _parties.Where(p => !p.IsMaker || !MakersMaySign);

    /// <summary>
    /// True when someone behind the request also opened its gate: then no one approves it, and someone else has to ask.
    /// </summary>
    public bool IsRequestedByItsOpener => _parties.Exists(p => !p.IsMaker && _requesters.Contains(p.Person));

    /// <summary>When it was requested.</summary>
    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>By when the slots should be signed.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>When it closes by itself: the open request, or the unused approval.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Days a request may stay open, as the policies say.</summary>
    public int OpenDays { get; private set; }

    /// <summary>Days an approval stays usable, as the policies say.</summary>
    public int ApprovalDays { get; private set; }

    /// <summary>The evidence bundle: exact canonical bytes.</summary>
    public byte[] Bundle { get; private set; } = [];

    /// <summary>SHA-256 of <see cref="Bundle"/>: what is signed.</summary>
    public string BundleDigest { get; private set; } = "";

    /// <summary>The gate run the bundle names.</summary>
    public GateRunId GateRun { get; private set; }

    /// <summary>What that run said.</summary>
    public GateOutcome GateOutcome { get; private set; }

    /// <summary>The slots to be signed, as the gate run's policies ask.</summary>
    public IReadOnlyList<SignOffRole> RequiredRoles => _requiredRoles;

    /// <summary>Every decision ever made on it, oldest first; only grows.</summary>
    public IReadOnlyList<SignOff> SignOffs => _signOffs;

    /// <summary>When it was approved, rejected, withdrawn, expired or deployed last.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>The decisions that count.</summary>
    public IEnumerable<SignOff> LiveSignOffs => _signOffs.Where(s => s.Live);

    /// <summary>True while its bundle follows the facts.</summary>
    public bool IsLive => State is PromotionState.Open or PromotionState.Approved;

    /// <summary>True when the gate lets it pass.</summary>
    public bool GatePasses => GateOutcome is GateOutcome.Pass or GateOutcome.Warn;

    /// <summary>True when it carries this use: one that is limited to an experiment carries that alone, any other every use.</summary>
    /// <param name="experiment">The experiment; null for a deployment that is none.</param>
    public bool Carries(ExperimentId? experiment) => Experiment is null || Experiment == experiment;

    /// <summary>Opens a request. Its bundle names its id, so <see cref="Apply"/> follows at once.</summary>
    public static Result<Promotion> Open(
        PromotionId id,
        ModelVersion version,
        Stage to,
        string reason,
        string requestedBy,
        IEnumerable<UserId> requesters,
        int dueDays,
        DateTimeOffset now,
        Experiment? experiment = null
    )
    {
        ArgumentNullException.ThrowIfNull(version);
        if (experiment?.RefusesPromotion(version, to) is { } untried)
        {
            return untried;
        }

        if (to is Stage.Development || to == version.Stage || version.Stage is Stage.Retired)
        {
            return PromotionRefusals.StageNotReachable(version.Stage, to);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return PromotionRefusals.ReasonMissing;
        }

        if (reason.Length > SaltedText.MaxLength)
        {
            return SaltedText.TooLong("reason");
        }

        var promotion = new Promotion
        {
            Id = id,
            Model = version.Model,
            Version = version.Version,
            From = version.Stage,
            To = to,
            Experiment = experiment?.Id,
            State = PromotionState.Open,
            Reason = SaltedText.Of(reason.Trim()),
            RequestedBy = requestedBy,
            RequestedAt = now,
            DueAt = now.AddDays(dueDays),
            ExpiresAt = now.AddDays(30),
            Revision = 1,
        };
        promotion._requesters.AddRange(requesters.Distinct());
        return promotion;
    }

    /// <summary>
    /// Takes over an evaluation on the facts as they are. When the digest differs from the one before, every live decision becomes void;
    /// else those of people who have become parties since.
    /// </summary>
    /// <param name="evaluation">Bundle, gate run and what its policies ask.</param>
    /// <param name="changedMember">The bundle member that changed, in the bundle's own words; null the first time.</param>
    /// <param name="now">The server's clock.</param>
    /// <returns>What follows: decisions that became void, and whether the request became approved or open again.</returns>
    public EvaluationOutcome Apply(PromotionEvaluation evaluation, string? changedMember, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        if (!IsLive)
        {
            throw new InvalidOperationException($"The bundle of {Id} is frozen because the promotion is {State}.");
        }

        var first = BundleDigest.Length == 0;
        var changed = evaluation.BundleDigest != BundleDigest;
        Bundle = evaluation.Bundle;
        BundleDigest = evaluation.BundleDigest;
        GateRun = evaluation.GateRun;
        GateOutcome = evaluation.GateOutcome;
        var regrouped = MakersMaySign != evaluation.MakersMaySign || !_parties.SequenceEqual(evaluation.Parties);
        (_parties, MakersMaySign) = ([.. evaluation.Parties], evaluation.MakersMaySign);
        _requiredRoles.Clear();
        _requiredRoles.AddRange(evaluation.RequiredRoles.Distinct().Order());
        OpenDays = evaluation.OpenDays;
        ApprovalDays = evaluation.ApprovalDays;
        if (first)
        {
            ExpiresAt = RequestedAt.AddDays(OpenDays);
        }

        var voided = new List<SignOff>();
        foreach (var signOff in LiveSignOffs.Where(s => changed ? !first : s.Parties.Any(p => Excluded.Any(x => x.Person == p))).ToList())
        {
            signOff.Void(changed ? changedMember ?? "bundle" : "parties");
            voided.Add(signOff);
        }

        var before = State;
        if (changed || regrouped)
        {
            Revision++;
        }

        if (State is PromotionState.Approved && (changed || voided.Count > 0 || IsRequestedByItsOpener || !GatePasses))
        {
            Reopen(now);
        }

        var approved = ApproveIfComplete(now);
        return new EvaluationOutcome(
            voided,
            Reopened: before is PromotionState.Approved && State is PromotionState.Open,
            approved && before is not PromotionState.Approved
        );
    }

    /// <summary>The requester takes the request back.</summary>
    /// <param name="person">The person behind the act, or null for a key without an owner.</param>
    /// <param name="actor">Who acts, as the log writes an actor: a key without an owner withdraws what it requested.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Withdraw(UserId? person, string actor, string? reason, DateTimeOffset now)
    {
        if (actor != RequestedBy && (person is not { } someone || !_requesters.Contains(someone)))
        {
            return PromotionRefusals.OnlyTheRequesterWithdraws;
        }

        if (State is not PromotionState.Open)
        {
            return PromotionRefusals.Closed(State);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return PromotionRefusals.ReasonMissing;
        }

        if (reason.Length > SaltedText.MaxLength)
        {
            return SaltedText.TooLong("reason");
        }

        WithdrawReason = SaltedText.Of(reason.Trim());
        Close(PromotionState.Withdrawn, now);
        return null;
    }

    /// <summary>Closes by time, when its time has come.</summary>
    /// <returns>True when it expired now.</returns>
    public bool Expire(DateTimeOffset now)
    {
        if (!IsLive || ExpiresAt > now)
        {
            return false;
        }

        Close(PromotionState.Expired, now);
        return true;
    }

    /// <summary>Whether it may be carried out now.</summary>
    public Refusal? RefusesDeployment(DateTimeOffset now) =>
        State switch
        {
            PromotionState.Deployed => null,
            PromotionState.Approved when ExpiresAt <= now => PromotionRefusals.Expired,
            PromotionState.Approved when !GatePasses => PromotionRefusals.GateBlocks,
            PromotionState.Approved => null,
            PromotionState.Open or PromotionState.Rejected or PromotionState.Withdrawn or PromotionState.Expired =>
                PromotionRefusals.NotApproved(State),
        };

    /// <summary>Marks it as carried out; its bundle is frozen from here on.</summary>
    public void MarkDeployed(DateTimeOffset now)
    {
        if (State is PromotionState.Approved)
        {
            Close(PromotionState.Deployed, now);
        }
    }

    private bool ApproveIfComplete(DateTimeOffset now)
    {
        if (
            State is not PromotionState.Open
            || !GatePasses
            || IsRequestedByItsOpener
            || !_requiredRoles.TrueForAll(r => LiveSignOffs.Any(s => s.Role == r && s.Approves))
        )
        {
            return false;
        }

        State = PromotionState.Approved;
        DecidedAt = now;
        ExpiresAt = now.AddDays(ApprovalDays);
        return true;
    }

    private void Reopen(DateTimeOffset now)
    {
        State = PromotionState.Open;
        DecidedAt = null;
        // The time the approval was good for is gone; the request gets the time of a new one.
        ExpiresAt = now.AddDays(OpenDays);
    }

    private void Close(PromotionState state, DateTimeOffset now)
    {
        State = state;
        DecidedAt = now;
        Revision++;
    }
}

/// <summary>A promotion evaluated: its bundle, its gate run and what the policies ask for.</summary>
/// <param name="Bundle">Exact canonical bytes.</param>
/// <param name="BundleDigest">Their SHA-256.</param>
/// <param name="GateRun">The gate run the bundle names.</param>
/// <param name="GateOutcome">What it said.</param>
/// <param name="RequiredRoles">Slots its policies ask for.</param>
/// <param name="OpenDays">Days a request may stay open.</param>
/// <param name="ApprovalDays">Days an approval stays usable.</param>
public sealed record PromotionEvaluation(
    byte[] Bundle,
    string BundleDigest,
    GateRunId GateRun,
    GateOutcome GateOutcome,
    IReadOnlyList<SignOffRole> RequiredRoles,
    int OpenDays,
    int ApprovalDays
)
{
    /// <summary>Who made what the bundle names, and who opened its gate.</summary>
    public IReadOnlyList<PromotionParty> Parties { get; init; } = [];

    /// <summary>Whether the policies let the makers sign.</summary>
    public bool MakersMaySign { get; init; }
}

/// <summary>What followed from evaluating a request on new facts.</summary>
/// <param name="Voided">Decisions that no longer count.</param>
/// <param name="Reopened">An approval was lost.</param>
/// <param name="Approved">Nothing is left to sign and the gate passes.</param>
public sealed record EvaluationOutcome(IReadOnlyList<SignOff> Voided, bool Reopened, bool Approved);
