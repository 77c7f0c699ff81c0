namespace Governance.Domain.Decisions.Reviews;

/// <summary>Refusals of the review queue of decisions.</summary>
public static class ReviewRefusals
{
    /// <summary>No such review.</summary>
    public static Refusal NotFound { get; } =
        new("decision-review.not-found", $"There is no review of a decision with this ID.", RefusalKind.NotFound);

    /// <summary>The decision is not in the log of decisions.</summary>
    public static Refusal DecisionUnknown { get; } =
        Refusal.Field("decision-review.decision-unknown", "decision", $"There is no decision with this ID in the decision log.");

    /// <summary>A review of the decision waits already.</summary>
    public static Refusal AlreadyWaiting(string id) =>
        new("decision-review.waiting", $"{id}, a review of this decision, is still waiting for an answer.", RefusalKind.Conflict);

    /// <summary>No words.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field(
            "decision-review.reason-missing",
            "reason",
            $"Give the reason in at most 8,000 characters. It is kept with the review."
        );

    /// <summary>Due in the past, or too late.</summary>
    public static Refusal DueNotValid { get; } =
        Refusal.Field("decision-review.due-not-valid", "due", $"The due date of a review must be in the future and within 30 days.");

    /// <summary>Someone who cannot review.</summary>
    public static Refusal ReviewerUnknown(string field, string name) =>
        Refusal.Field(
            "decision-review.reviewer-unknown",
            field,
            $"{name} is not an active account that may review decisions of this model. Risk officers and model owners may."
        );

    /// <summary>No reviewer was named, and the model has no rules that name one.</summary>
    public static Refusal ReviewerMissing { get; } =
        Refusal.Field(
            "decision-review.reviewer-missing",
            "reviewer",
            $"Name a reviewer: the rules of this model name none who may review this decision."
        );

    /// <summary>Who stands behind the decision does not review it.</summary>
    public static Refusal ReviewerBarred { get; } =
        Refusal.Field(
            "decision-review.reviewer-barred",
            "reviewer",
            $"This person reviewed the decision before it took effect, or owns the key that logged it. Name someone else."
        );

    /// <summary>No one is named who is to review it.</summary>
    public static Refusal ReviewerNotNamed { get; } =
        Refusal.Field("decision-review.reviewer-missing", "reviewer", $"Name the person who will review this decision.");

    /// <summary>It is this person's review already.</summary>
    public static Refusal ReviewerAlready { get; } =
        Refusal.Field(
            "decision-review.reviewer-already",
            "reviewer",
            $"This review is already waiting for this person. Name someone else."
        );

    /// <summary>Who passed it on does not get it back.</summary>
    public static Refusal ReviewerPassedOn { get; } =
        Refusal.Field("decision-review.reviewer-passed-on", "reviewer", $"This person escalated the review. Name someone else.");

    /// <summary>What was escalated is decided by those it can be escalated to.</summary>
    public static Refusal ReviewerNoDecider { get; } =
        Refusal.Field(
            "decision-review.reviewer-no-decider",
            "reviewer",
            $"This review was escalated. Name the person the model's rules set for escalations, the model owner or a deputy."
        );

    /// <summary>Who stands behind the decision does not review it.</summary>
    public static Refusal Separated { get; } =
        new(
            "decision-review.separated",
            $"You reviewed this decision before it took effect, or own the key that logged it. Someone else has to review it.",
            RefusalKind.Forbidden
        );

    /// <summary>Someone else's review.</summary>
    public static Refusal NotTheirs { get; } =
        new(
            "decision-review.not-yours",
            $"This review is waiting for someone else: for the reviewers named by the model's rules, or for the person it was escalated "
                + $"to.",
            RefusalKind.Forbidden
        );

    /// <summary>They passed it on.</summary>
    public static Refusal PassedOn { get; } =
        new(
            "decision-review.passed-on",
            $"You escalated this review. The person it was escalated to must answer it.",
            RefusalKind.Forbidden
        );

    /// <summary>Answered, or lapsed.</summary>
    public static Refusal Answered(string? by) =>
        new(
            "decision-review.answered",
            by is null
                ? (Sentence)$"This review ended when the content of its decision was erased."
                : $"{by} answered this review. The answer can no longer be changed.",
            RefusalKind.Conflict
        );

    /// <summary>An answer that is none.</summary>
    public static Refusal OutcomeUnknown { get; } =
        Refusal.Field("decision-review.outcome-unknown", "outcome", $"The answer must be confirm, override or escalate.");

    /// <summary>It was passed on before.</summary>
    public static Refusal EscalatedBefore { get; } =
        new(
            "decision-review.escalated",
            $"This review has already been escalated. Confirm or override the decision.",
            RefusalKind.Conflict
        );

    /// <summary>No one is left to decide.</summary>
    public static Refusal NoOneToDecide { get; } =
        new(
            "decision-review.no-one-to-decide",
            $"There is no one to escalate this to: under the model's rules, only you may decide.",
            RefusalKind.Conflict
        );

    /// <summary>A filter that cannot be read.</summary>
    public static Refusal FilterNotValid(string field, Sentence message) => Refusal.Field("decision-review.filter", field, message);

    /// <summary>Rules that are not complete.</summary>
    public static Refusal RulesNotValid(string field, Sentence message) => Refusal.Field("review-rules.not-valid", field, message);

    /// <summary>A rule over what is not stored.</summary>
    public static Refusal FieldNotStored(string field, string name) =>
        Refusal.Field(
            "review-rules.field-not-stored",
            field,
            $"{name} is not stored for this model's inputs, so no rule can use it. Have it stored first, or leave the rule out."
        );
}
