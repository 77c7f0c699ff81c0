using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>By which live models are validated, and what came of it.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<ValidationSchedule> ValidationSchedules => Set<ValidationSchedule>();

    public DbSet<ValidationRun> ValidationRuns => Set<ValidationRun>();

    public DbSet<HeldOutSet> HeldOutSets => Set<HeldOutSet>();

    private static void Validation(ModelConfigurationBuilder builder)
    {
        DisplayId<ValidationScheduleId>(builder);
        DisplayId<ValidationRunId>(builder);
        DisplayId<HeldOutSetId>(builder);
        Wire<ScoringProtocol>(builder);
        Wire<ScheduleState>(builder);
        Wire<ValidationRunState>(builder);
        Wire<ValidationVerdict>(builder);
        Wire<ValidationFault>(builder);
    }
}
