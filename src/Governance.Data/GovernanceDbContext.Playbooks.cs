using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What incidents follow, and what their steps ask of other systems.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<PlaybookVersion> PlaybookVersions => Set<PlaybookVersion>();

    public DbSet<PlaybookCall> PlaybookCalls => Set<PlaybookCall>();

    /// <summary>
    /// Until the transaction ends, no one else approves a playbook: each category has one, and no index can say so of what ships and what
    /// is
    /// stored.
    /// </summary>
    public abstract Task LockPlaybooksAsync(CancellationToken ct);
}
