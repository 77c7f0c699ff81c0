namespace Governance.Domain.ModelRisk;

/// <summary>Refusals about tiers.</summary>
public static class TierRefusals
{
    /// <summary>No such assessment.</summary>
    public static Refusal NotFound { get; } =
        new("tier.not-found", $"This model has no tier assessment with this ID.", RefusalKind.NotFound);

    /// <summary>An answer that is none.</summary>
    public static Refusal AnswerUnknown(string field) =>
        Refusal.Field("tier.answer-unknown", field, $"Each answer must be one of {string.Join(", ", WireName.All<TierRating>())}.");

    /// <summary>A tier that is none.</summary>
    public static Refusal TierUnknown { get; } =
        Refusal.Field("tier.tier-unknown", "tier", $"A tier must be one of {string.Join(", ", WireName.All<Models.ModelTier>())}.");

    /// <summary>No words about materiality.</summary>
    public static Refusal MaterialityMissing { get; } =
        Refusal.Field(
            "tier.materiality-missing",
            "materialityReason",
            $"Give the reasons for the model's materiality in at most 8,000 characters."
        );

    /// <summary>No words about complexity.</summary>
    public static Refusal ComplexityMissing { get; } =
        Refusal.Field(
            "tier.complexity-missing",
            "complexityReason",
            $"Give the reasons for the model's complexity in at most 8,000 characters."
        );

    /// <summary>Another tier without a reason.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field(
            "tier.reason-missing",
            "reason",
            $"Say why the tier differs from the one that results from the answers, in at most 8,000 characters."
        );

    /// <summary>A lower tier waits already.</summary>
    public static Refusal Waiting { get; } =
        new(
            "tier.waiting",
            $"A lower tier of this model is waiting for a second person. Confirm or decline it first.",
            RefusalKind.Conflict
        );

    /// <summary>Who proposed it does not confirm it.</summary>
    public static Refusal OwnProposal { get; } =
        new("tier.own-proposal", $"You proposed this tier. Someone else has to confirm or decline it.", RefusalKind.Forbidden);

    /// <summary>Nothing waits.</summary>
    public static Refusal NotWaiting { get; } = new("tier.not-waiting", $"This tier has already been decided.", RefusalKind.Conflict);
}
