using Governance.Domain.Experiments;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Experiments of models.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<Experiment> Experiments => Set<Experiment>();

    public DbSet<ExperimentBatch> ExperimentBatches => Set<ExperimentBatch>();

    public DbSet<ExperimentDecision> ExperimentDecisions => Set<ExperimentDecision>();

    private static void ExperimentConventions(ModelConfigurationBuilder builder)
    {
        DisplayId<ExperimentId>(builder);
        Wire<ExperimentKind>(builder);
        Wire<ExperimentState>(builder);
        Wire<ExperimentStop>(builder);
        Wire<ExperimentOutcome>(builder);
        Wire<ExperimentStep>(builder);
    }
}
