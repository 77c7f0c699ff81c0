using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// Whether writes go on: takes the log's lock, as each of them has to. A node that froze while it held it stops the writes of all nodes
/// until the server ends its transaction.
/// </summary>
internal sealed class LogLockProbe(IDbContextFactory<GovernanceDbContext> dbFactory) : IVitalCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public string Reason => "log-locked";

    public bool IsShared => true;

    public async Task<string?> FindFaultAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.CanAppendAsync(s_patience, ct)
            ? null
            : "Writes are waiting: the audit log's lock was not obtained within a second, and nothing was written meanwhile. "
                + "pg_stat_activity and pg_locks show what holds it.";
    }
}
