using Governance.Domain.Explanations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Who asked for the explanation of a decision, and how they were answered.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<ExplanationRequest> ExplanationRequests => Set<ExplanationRequest>();

    private static void Explanations(ModelConfigurationBuilder builder)
    {
        DisplayId<ExplanationRequestId>(builder);
        Wire<ExplanationState>(builder);
        Wire<DeclineGround>(builder);
        Wire<AnswerChannel>(builder);
    }
}
