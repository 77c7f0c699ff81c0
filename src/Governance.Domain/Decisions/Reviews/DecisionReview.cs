using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Decisions.Reviews;

/// <summary>What is reviewed: a decision as the log of decisions holds it.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Id">The sender's id.</param>
/// <param name="At">When it was made.</param>
/// <param name="Source">Number of its source.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's name.</param>
/// <param name="Barred">Who may not review it: who stands behind the key that logged it, and who reviewed it before it took effect.</param>
public sealed record ReviewedDecision(
    long Number,
    string Id,
    DateTimeOffset At,
    int Source,
    string Model,
    string Version,
    IReadOnlyList<UserId> Barred
);

/// <summary>Who may answer a model's reviews, as things stand.</summary>
/// <param name="Reviewers">Its named reviewers.</param>
/// <param name="Deciders">Those a review can be passed to, the first that may before the others.</param>
public sealed record ReviewParties(IReadOnlyList<UserId> Reviewers, IReadOnlyList<UserId> Deciders);

/// <summary>
/// A decision of a model that a person looks at: they confirm it, decide otherwise, or pass it on. The decision itself stays as it is.
/// </summary>
public sealed class DecisionReview : IAudited
{
    private List<UserId> _barred = [];

    private DecisionReview() { }

    /// <summary>The readable id.</summary>
    public DecisionReviewId Id { get; private init; }

    /// <summary>Place of the decision.</summary>
    public long Decision { get; private init; }

    /// <summary>The sender's id of the decision.</summary>
    public string DecisionId { get; private init; } = "";

    /// <summary>When the decision was made.</summary>
    public DateTimeOffset DecisionTime { get; private init; }

    /// <summary>Number of the decision's source.</summary>
    public int Source { get; private init; }

    /// <summary>Which review of this decision, from 1.</summary>
    public int Ordinal { get; private init; }

    /// <summary>The model that decided.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; private init; } = "";

    /// <summary>The rule that sent it; null when a person did.</summary>
    public ReviewRule? Rule { get; private init; }

    /// <summary>Why a person sent it.</summary>
    public SaltedText? Asked { get; private init; }

    /// <summary>Printed name of the person who sent it.</summary>
    public string? AskedByName { get; private init; }

    /// <summary>
    /// True for a case whose truth is known, mixed in to see whether reviewers agree with a model that is wrong. Said to no one before the
    /// answer.
    /// </summary>
    public bool IsSample { get; private init; }

    /// <summary>Whose turn it is; null when none of the named reviewers may review this one.</summary>
    public UserId? Reviewer { get; private set; }

    /// <summary>When the review was asked for.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When the answer is due.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public ReviewState State { get; private set; }

    /// <summary>Who passed it on.</summary>
    public UserId? EscalatedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? EscalatedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? EscalatedAt { get; private set; }

    /// <summary>Why.</summary>
    public SaltedText? Escalated { get; private set; }

    /// <summary>Printed name of who gave it to another reviewer last.</summary>
    public string? ReassignedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? ReassignedAt { get; private set; }

    /// <summary>Why.</summary>
    public SaltedText? Reassigned { get; private set; }

    /// <summary>Who answered.</summary>
    public UserId? AnsweredBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? AnsweredByName { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Why they confirmed it or decided otherwise.</summary>
    public SaltedText? Reason { get; private set; }

    /// <summary>The outcome that the person put in place of the model's.</summary>
    public string? NewOutcome { get; private set; }

    /// <summary>Why they decided otherwise, as a code.</summary>
    public OverrideReason? ReasonCode { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>Who may not review it.</summary>
    public IReadOnlyList<UserId> Barred => _barred;

    /// <summary>True while someone has to answer.</summary>
    public bool IsWaiting => State is ReviewState.Open or ReviewState.Escalated;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>A review that a rule asks for.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="decision">What is reviewed.</param>
    /// <param name="ordinal">Which review of this decision.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="isSample">A case whose truth is known.</param>
    /// <param name="reviewer">Whose turn it is; null when no named reviewer may.</param>
    /// <param name="dueHours">Hours until it is due.</param>
    /// <param name="now">The server's clock.</param>
    public static DecisionReview ByRule(
        DecisionReviewId id,
        ReviewedDecision decision,
        int ordinal,
        ReviewRule rule,
        bool isSample,
        UserId? reviewer,
        int dueHours,
        DateTimeOffset now
    ) => new(id, decision, ordinal, reviewer, now, now.AddHours(dueHours)) { Rule = rule, IsSample = isSample };

    /// <summary>A review that a person asks for.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="decision">What is reviewed.</param>
    /// <param name="ordinal">Which review of this decision.</param>
    /// <param name="reason">Why.</param>
    /// <param name="reviewer">Who reviews.</param>
    /// <param name="due">When the answer is due.</param>
    /// <param name="byName">Printed name of who asks.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<DecisionReview> ByPerson(
        DecisionReviewId id,
        ReviewedDecision decision,
        int ordinal,
        string? reason,
        UserId reviewer,
        DateTimeOffset due,
        string byName,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(decision);
        return Words(reason) is { } wrong ? wrong
            : due <= now || due > now.AddHours(ReviewPolicy.MaxDueHours) ? ReviewRefusals.DueNotValid
            : decision.Barred.Contains(reviewer) ? ReviewRefusals.ReviewerBarred
            : new DecisionReview(id, decision, ordinal, reviewer, now, due) { Asked = SaltedText.Of(reason!.Trim()), AskedByName = byName };
    }

    private DecisionReview(
        DecisionReviewId id,
        ReviewedDecision decision,
        int ordinal,
        UserId? reviewer,
        DateTimeOffset now,
        DateTimeOffset due
    )
    {
        (Id, Ordinal, Reviewer, CreatedAt, DueAt, Revision) = (id, ordinal, reviewer, now, due, 1);
        (Decision, DecisionId, DecisionTime) = (decision.Number, decision.Id, decision.At);
        (Source, Model, Version) = (decision.Source, decision.Model, decision.Version);
        _barred = [.. decision.Barred.Distinct()];
    }

    /// <summary>True while it waits and its time has passed.</summary>
    public bool IsOverdue(DateTimeOffset now) => IsWaiting && DueAt <= now;

    /// <summary>The person agrees with the model.</summary>
    public Refusal? Confirm(Access access, ReviewParties parties, string? reason, DateTimeOffset now)
    {
        if ((Refuses(access, parties) ?? Words(reason)) is { } refusal)
        {
            return refusal;
        }

        Answer(access, ReviewState.Confirmed, reason!, now);
        return null;
    }

    /// <summary>The person decides otherwise. What they decide is recorded beside the decision by the caller.</summary>
    public Refusal? Override(Access access, ReviewParties parties, string outcome, OverrideReason code, string? reason, DateTimeOffset now)
    {
        if ((Refuses(access, parties) ?? Words(reason)) is { } refusal)
        {
            return refusal;
        }

        (NewOutcome, ReasonCode) = (outcome, code);
        Answer(access, ReviewState.Overridden, reason!, now);
        return null;
    }

    /// <summary>The person passes it on; the one it goes to has as long as the first.</summary>
    public Refusal? Escalate(Access access, ReviewParties parties, string? reason, int dueHours, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(parties);
        if ((Refuses(access, parties) ?? Words(reason)) is { } refusal)
        {
            return refusal;
        }

        if (State is ReviewState.Escalated)
        {
            return ReviewRefusals.EscalatedBefore;
        }

        var person = access.Person!.Value;
        if (parties.Deciders.Where(d => d != person && !_barred.Contains(d)).Select(d => (UserId?)d).FirstOrDefault() is not { } decider)
        {
            return ReviewRefusals.NoOneToDecide;
        }

        (EscalatedBy, EscalatedByName, EscalatedAt, Escalated) = (person, access.PrintedName, now, SaltedText.Of(reason!.Trim()));
        (State, Reviewer, DueAt) = (ReviewState.Escalated, decider, now.AddHours(dueHours));
        Revision++;
        return null;
    }

    /// <summary>Gives it to another reviewer. Its due time stays.</summary>
    /// <param name="access">Who does so: no one whose act it reviews, and not who passed it on.</param>
    /// <param name="reviewer">Who reviews from now on; one that may review decisions of the model.</param>
    /// <param name="isNamed">Whether the decision itself names that person as who reviewed it before it took effect.</param>
    /// <param name="parties">Who may answer a model's reviews.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Reassign(Access access, UserId reviewer, bool isNamed, ReviewParties parties, string? reason, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(access);
        ArgumentNullException.ThrowIfNull(parties);
        var person = access.Person ?? throw new InvalidOperationException("Only a person can pass a review on to another reviewer.");
        var refusal =
            !IsWaiting ? ReviewRefusals.Answered(AnsweredByName)
            : _barred.Contains(person) ? ReviewRefusals.Separated
            : person == EscalatedBy ? ReviewRefusals.PassedOn
            : Words(reason) is { } wrong ? wrong
            : _barred.Contains(reviewer) || isNamed ? ReviewRefusals.ReviewerBarred
            : reviewer == EscalatedBy ? ReviewRefusals.ReviewerPassedOn
            : reviewer == Reviewer ? ReviewRefusals.ReviewerAlready
            : State is ReviewState.Escalated && !parties.Deciders.Contains(reviewer) ? ReviewRefusals.ReviewerNoDecider
            : null;
        if (refusal is not null)
        {
            return refusal;
        }

        (Reviewer, ReassignedByName, ReassignedAt, Reassigned) = (reviewer, access.PrintedName, now, SaltedText.Of(reason!.Trim()));
        Revision++;
        return null;
    }

    /// <summary>The content of the decision is erased: there is nothing left to judge.</summary>
    public void Lapse(DateTimeOffset now)
    {
        (State, AnsweredAt) = (ReviewState.Lapsed, now);
        Revision++;
    }

    /// <summary>Null when the person may answer, else why not.</summary>
    public Refusal? Refuses(Access access, ReviewParties parties)
    {
        ArgumentNullException.ThrowIfNull(access);
        ArgumentNullException.ThrowIfNull(parties);
        var person = access.Person ?? throw new InvalidOperationException("Only a person can answer a review.");
        return !IsWaiting ? ReviewRefusals.Answered(AnsweredByName)
            : _barred.Contains(person) ? ReviewRefusals.Separated
            : person == EscalatedBy ? ReviewRefusals.PassedOn
            : person == Reviewer || parties.Deciders.Contains(person) ? null
            : State is ReviewState.Open && parties.Reviewers.Contains(person) ? null
            : ReviewRefusals.NotTheirs;
    }

    private void Answer(Access access, ReviewState state, string reason, DateTimeOffset now)
    {
        (AnsweredBy, AnsweredByName, AnsweredAt) = (access.Person, access.PrintedName, now);
        (State, Reason) = (state, SaltedText.Of(reason.Trim()));
        Revision++;
    }

    private static Refusal? Words(string? reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > SaltedText.MaxLength ? ReviewRefusals.ReasonMissing : null;
}
