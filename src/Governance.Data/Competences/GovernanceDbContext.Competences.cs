using Governance.Domain.Competences;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What people were trained in, and what the organisation requires of them.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<Competence> Competences => Set<Competence>();

    /// <summary>What the organisation requires, once it was changed: one row at most.</summary>
    public DbSet<CompetencePlan> CompetencePlans => Set<CompetencePlan>();

    private static void CompetenceConventions(ModelConfigurationBuilder builder)
    {
        DisplayId<CompetenceId>(builder);
        Wire<CompetenceState>(builder);
        Wire<CompetenceSource>(builder);
    }
}
