using Governance.Domain.Decisions.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Which decisions people review, what they answered, and what was true in the end.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<ReviewPolicy> ReviewPolicies => Set<ReviewPolicy>();

    public DbSet<DecisionReview> DecisionReviews => Set<DecisionReview>();

    public DbSet<DecisionTruth> DecisionTruths => Set<DecisionTruth>();

    public DbSet<ReviewTask> ReviewTasks => Set<ReviewTask>();

    public DbSet<ReviewTally> ReviewTallies => Set<ReviewTally>();

    private static void DecisionReviewConventions(ModelConfigurationBuilder builder)
    {
        DisplayId<DecisionReviewId>(builder);
        Wire<ReviewState>(builder);
    }
}
