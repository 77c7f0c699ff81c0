using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>A review as the page of its decision shows it.</summary>
/// <param name="Id">The review.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Due">When the answer is due.</param>
/// <param name="AnsweredBy">Printed name of who answered.</param>
/// <param name="AnsweredAt">When it ended.</param>
/// <param name="Answer">Why they confirmed it or decided otherwise.</param>
public sealed record ReviewSummary(
    DecisionReviewId Id,
    ReviewState State,
    DateTimeOffset Due,
    string? AnsweredBy,
    DateTimeOffset? AnsweredAt,
    string? Answer
);

/// <summary>A review of a decision, in a list.</summary>
public record ReviewRow
{
    /// <summary>The review.</summary>
    public required DecisionReviewId Id { get; init; }

    /// <summary>The sender's id of the decision.</summary>
    public required string Decision { get; init; }

    /// <summary>The model that decided.</summary>
    public required string Model { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The model's decision; null once erased, and if it is not a single word.</summary>
    public string? Outcome { get; init; }

    /// <summary>The model's confidence, 0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>The rule that sent it; null if a person did.</summary>
    public ReviewRule? Rule { get; init; }

    /// <summary>Why it is reviewed: the rule in words, or the reason given by the person who sent it.</summary>
    public required string? Reason { get; init; }

    /// <summary>When the review was requested.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the answer is due.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>The current reviewer; null if none of the model's reviewers may review it.</summary>
    public required UserId? Reviewer { get; init; }

    /// <summary>Printed name of the reviewer.</summary>
    public string? ReviewerName { get; init; }

    /// <summary>State of the review.</summary>
    public required ReviewState State { get; init; }

    /// <summary>True while it is waiting and late.</summary>
    public required bool Overdue { get; init; }

    /// <summary>Printed name of the person who answered.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }
}

/// <summary>A review of a decision with what was said.</summary>
public sealed record ReviewDetail : ReviewRow
{
    /// <summary>Printed name of the person who sent it; null if a rule did.</summary>
    public string? AskedBy { get; init; }

    /// <summary>Printed name of the person who passed it on.</summary>
    public string? EscalatedBy { get; init; }

    /// <summary>When it was passed on.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>Why it was passed on.</summary>
    public string? EscalationReason { get; init; }

    /// <summary>Printed name of the person who last assigned it to another reviewer.</summary>
    public string? ReassignedBy { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? ReassignedAt { get; init; }

    /// <summary>The reason for that.</summary>
    public string? ReassignmentReason { get; init; }

    /// <summary>Why they confirmed it or decided otherwise.</summary>
    public string? AnswerReason { get; init; }

    /// <summary>The outcome that replaces the model's.</summary>
    public string? NewOutcome { get; init; }

    /// <summary>Why they decided otherwise, as a code.</summary>
    public OverrideReason? ReasonCode { get; init; }

    /// <summary>True for a case with a known outcome that was mixed in to test whether reviewers agree with a wrong model. Null until it
    /// is answered.</summary>
    public bool? KnownCase { get; init; }

    /// <summary>The known outcome; null until it is answered, and until a label arrives.</summary>
    public TruthView? Truth { get; init; }
}
