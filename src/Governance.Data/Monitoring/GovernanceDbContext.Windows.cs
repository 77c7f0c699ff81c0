using Governance.Domain;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>
/// Which measurements count. Every reader finds those that are in force and whose time is over, and no others: what was stored for a time
/// to come, by a clock that was wrong or before that was refused, hides nothing.
/// </content>
public abstract partial class GovernanceDbContext
{
    private const string Counts = "counts";

    /// <summary>
    /// Windows that do not count too: those that wait, were rejected, were withdrawn or end in the future. For who shows or keeps them;
    /// what
    /// is decided by measurements is read of <see cref="Windows"/>.
    /// </summary>
    public IQueryable<MonitoringWindow> AllWindows => Windows.IgnoreQueryFilters([Counts]);

    /// <summary>Files of labels that do not count too; see <see cref="AllWindows"/>.</summary>
    public IQueryable<LabelBatch> AllLabelBatches => LabelBatches.IgnoreQueryFilters([Counts]);

    /// <summary>Figures that do not count too; see <see cref="AllWindows"/>.</summary>
    public IQueryable<BusinessFigure> AllBusinessFigures => BusinessFigures.IgnoreQueryFilters([Counts]);

    public DbSet<WindowLabels> WindowLabels => Set<WindowLabels>();

    public DbSet<DecisionIdFilter> DecisionIdFilters => Set<DecisionIdFilter>();

    /// <summary>The latest time at which something can have been measured.</summary>
    public DateTimeOffset LatestMeasured => PastTime.Latest((Clock ?? TimeProvider.System).GetUtcNow());

    internal TimeProvider? Clock { get; set; }

    private void FilterMeasurements(ModelBuilder builder)
    {
        builder.Entity<MonitoringWindow>().HasQueryFilter(Counts, w => w.Status == WindowStatus.InForce && w.End <= LatestMeasured);
        builder.Entity<BusinessFigure>().HasQueryFilter(Counts, f => f.Status == WindowStatus.InForce && f.End <= LatestMeasured);
        builder.Entity<LabelBatch>().HasQueryFilter(Counts, b => b.Status == WindowStatus.InForce);
        builder.Entity<MonitorReading>().HasQueryFilter(Counts, r => r.End <= LatestMeasured);
    }
}
