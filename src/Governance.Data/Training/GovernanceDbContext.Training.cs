using Governance.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Who may train.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<TrainingPermit> TrainingPermits => Set<TrainingPermit>();

    public DbSet<TrainingAnswer> TrainingAnswers => Set<TrainingAnswer>();

    public DbSet<IssuedTrainingPermit> IssuedTrainingPermits => Set<IssuedTrainingPermit>();

    public DbSet<TrainingRun> TrainingRuns => Set<TrainingRun>();

    private static void TrainingConventions(ModelConfigurationBuilder builder)
    {
        DisplayId<TrainingPermitId>(builder);
        DisplayId<TrainingRunId>(builder);
        Wire<TrainingState>(builder);
        Wire<TrainingVerdict>(builder);
    }
}
