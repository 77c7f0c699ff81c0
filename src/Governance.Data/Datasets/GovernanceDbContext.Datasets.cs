using Governance.Domain.Datasets;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Records of datasets.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<DatasetRecord> Datasets => Set<DatasetRecord>();

    public DbSet<DatasetChange> DatasetChanges => Set<DatasetChange>();

    public DbSet<DataTask> DataTasks => Set<DataTask>();

    private static void DatasetConventions(ModelConfigurationBuilder builder)
    {
        DisplayId<DatasetId>(builder);
        DisplayId<DataTaskId>(builder);
        Wire<Sensitivity>(builder);
        Wire<LegalBasis>(builder);
        Wire<DataEnd>(builder);
        Wire<DataTaskOutcome>(builder);
    }
}
