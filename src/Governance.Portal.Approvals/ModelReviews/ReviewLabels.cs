using Governance.Domain.Gates;

namespace Governance.Portal.Approvals.ModelReviews;

/// <summary>Reviews in words.</summary>
internal static class ReviewLabels
{
    public static string Of(ReviewOutcome outcome) =>
        outcome switch
        {
            ReviewOutcome.Keep => "Keep",
            ReviewOutcome.Restrict => "Restrict",
            ReviewOutcome.Retrain => "Retrain",
            ReviewOutcome.RollBack => "Roll back",
            ReviewOutcome.Retire => "Retire",
        };
}
