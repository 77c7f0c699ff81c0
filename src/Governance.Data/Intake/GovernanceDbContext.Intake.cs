using Governance.Domain.Intake;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What people propose to use AI for.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<UseCase> UseCases => Set<UseCase>();

    private static void Intake(ModelConfigurationBuilder builder)
    {
        DisplayId<UseCaseId>(builder);
        Wire<UseCaseState>(builder);
        Wire<TriageFunction>(builder);
        Wire<TriageVerdict>(builder);
        Wire<Sourcing>(builder);
        Wire<Hosting>(builder);
        Wire<DecisionRole>(builder);
        Wire<ModelTier>(builder);
    }
}
