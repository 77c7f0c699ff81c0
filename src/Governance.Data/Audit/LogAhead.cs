using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit;

/// <summary>
/// The log as a clock to compare with: its last entry was written before now. Where it was not, a clock was wrong when the entry was
/// written, or is now, and on SQLite nothing else would show it.
/// </summary>
public static class LogAhead
{
    /// <summary>What clocks of nodes may differ by without anyone minding.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    /// <summary>By how much the last entry is later than now, to the second; null while it is not, or by no more than a minute.</summary>
    /// <param name="db">A context of the database.</param>
    /// <param name="now">What this node's clock says.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<TimeSpan?> FindAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var last = await db.AuditEntries.OrderByDescending(e => e.Index).Select(e => (DateTimeOffset?)e.Time).FirstOrDefaultAsync(ct);
        return last - now is { } ahead && ahead > Most ? TimeSpan.FromSeconds(Math.Round(ahead.TotalSeconds)) : null;
    }
}
