namespace Governance.Domain.Gates;

/// <summary>Refusals about reviews of versions that are in use.</summary>
public static class ModelReviewRefusals
{
    /// <summary>No such review.</summary>
    public static Refusal NotFound { get; } =
        new("model-review.not-found", $"This model has no review with this ID.", RefusalKind.NotFound);

    /// <summary>An outcome that is none.</summary>
    public static Refusal OutcomeUnknown { get; } =
        Refusal.Field(
            "model-review.outcome-unknown",
            "outcome",
            $"The outcome must be one of {string.Join(", ", WireName.All<ReviewOutcome>())}."
        );

    /// <summary>No words, or too many.</summary>
    public static Refusal ReasonsMissing { get; } =
        Refusal.Field(
            "model-review.reasons-missing",
            "reasons",
            $"Say what was reviewed and the reasons for the outcome, in at most 8,000 characters."
        );

    /// <summary>An environment the version was never deployed to.</summary>
    public static Refusal EnvironmentUnknown { get; } =
        Refusal.Field(
            "model-review.environment-unknown",
            "environments",
            $"List environments to which the version was deployed, each only once, or leave the list empty for all of them."
        );

    /// <summary>An alert or posture that is not of this model.</summary>
    public static Refusal AnswersUnknown { get; } =
        Refusal.Field(
            "model-review.answers-unknown",
            "answers",
            $"Name an alert or a posture record of this model, such as ALR-0003 or PST-0007."
        );

    /// <summary>A day that cannot be the next.</summary>
    public static Refusal DayNotValid { get; } =
        Refusal.Field(
            "model-review.day-not-valid",
            "revalidateOn",
            $"The next review must be after today and at most {Revalidation.MaxMonths} months away. "
                + $"Leave it out for roll-back and retire."
        );
}
