using Governance.Domain.ModelRisk;
using Governance.Domain.Models;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>An assessment of a model's tier.</summary>
public sealed record TierView
{
    public required TierAssessmentId Id { get; init; }

    public required string Model { get; init; }

    /// <summary>The tier that was set.</summary>
    public required ModelTier Tier { get; init; }

    /// <summary>The tier that follows from the answers.</summary>
    public required ModelTier Computed { get; init; }

    public required TierAnswers Answers { get; init; }

    /// <summary>Reason for the materiality; null once erased.</summary>
    public required string? MaterialityReason { get; init; }

    /// <summary>Reason for the complexity; null once erased.</summary>
    public required string? ComplexityReason { get; init; }

    /// <summary>Why the tier differs from the one that follows from the answers.</summary>
    public required string? OverrideReason { get; init; }

    /// <summary>The model's risk class at the time.</summary>
    public required RiskClass? RiskClass { get; init; }

    public required TierState State { get; init; }

    /// <summary>Printed name of the person who assessed it.</summary>
    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The day by which it must be assessed again.</summary>
    public required DateOnly ReviewOn { get; init; }

    /// <summary>Printed name of the second person.</summary>
    public required string? DecidedBy { get; init; }

    public required DateTimeOffset? DecidedAt { get; init; }

    internal static TierView Of(TierAssessment tier) =>
        new()
        {
            Id = tier.Id,
            Model = tier.Model,
            Tier = tier.Tier,
            Computed = tier.Computed,
            Answers = tier.Answers,
            MaterialityReason = tier.MaterialityReason.Text,
            ComplexityReason = tier.ComplexityReason.Text,
            OverrideReason = tier.OverrideReason?.Text,
            RiskClass = tier.RiskClass,
            State = tier.State,
            By = tier.ByName,
            At = tier.At,
            ReviewOn = tier.ReviewOn,
            DecidedBy = tier.DecidedByName,
            DecidedAt = tier.DecidedAt,
        };
}
