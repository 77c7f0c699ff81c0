using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit;

/// <summary>
/// The last entry of the log at some time. All that rows state is changed by entries of the log, on whatever node: what was read of rows
/// still holds while later entries are none that could change it.
/// </summary>
/// <param name="Index">Its place.</param>
/// <param name="LeafHash">Its hash: another log, such as one that was restored, has another entry there.</param>
public sealed record LogTail(long Index, string LeafHash)
{
    private const int Most = 200;

    /// <summary>Where the log ends now; read before the rows, or an entry between could go unnoticed.</summary>
    public static async Task<LogTail> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var last = await Rows(db.AuditEntries.OrderByDescending(e => e.Index)).FirstOrDefaultAsync(ct);
        return last is null ? new LogTail(-1, "") : Of(last);
    }

    /// <summary>Where the log ends now, if every later entry is of these actions; null when another is, or too many are.</summary>
    /// <param name="db">The database.</param>
    /// <param name="idle">Actions that change nothing of what was read.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<LogTail?> SinceAsync(GovernanceDbContext db, IReadOnlySet<string> idle, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(idle);
        return await LaterAsync(db, Most, ct) is not { } rows || rows.Skip(1).Any(e => !idle.Contains(e.Action)) ? null : Of(rows[^1]);
    }

    /// <summary>This entry and all later ones; null where another log is there, or that many were added.</summary>
    internal async Task<IReadOnlyList<Row>?> LaterAsync(GovernanceDbContext db, int most, CancellationToken ct)
    {
        var from = Index;
        var rows = await Rows(db.AuditEntries.Where(e => e.Index >= from).OrderBy(e => e.Index).Take(most)).ToListAsync(ct);
        return rows.Count == 0 || rows.Count == most || rows[0].Index != Index || Convert.ToHexString(rows[0].LeafHash) != LeafHash
            ? null
            : rows;
    }

    internal static LogTail Of(Row row) => new(row.Index, Convert.ToHexString(row.LeafHash));

    private static IQueryable<Row> Rows(IQueryable<AuditEntry> entries) =>
        entries.AsNoTracking().Select(e => new Row(e.Index, e.Action, e.Refused, e.LeafHash));

    /// <summary>What is read of an entry.</summary>
    internal sealed record Row(long Index, string Action, bool Refused, byte[] LeafHash);
}
