using System.Data.Common;
using System.Globalization;
using Governance.Data;
using Governance.Data.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary>What of a database that is there would be gone once a copy stands in its place: asked before anything is touched.</summary>
/// <param name="Count">Log entries that the copy does not have.</param>
/// <param name="From">Index of the first.</param>
/// <param name="Sentence">That, in words for the person who restores; null when nothing would be dropped.</param>
internal sealed record DroppedEntries(long Count, long From, string? Sentence)
{
    // Of what was done most: all of it is in the database that is kept beside.
    private const int Named = 8;

    /// <summary>Nothing.</summary>
    public static DroppedEntries None { get; } = new(0, 0, null);

    /// <summary>Compares.</summary>
    /// <param name="there">The database that would be replaced.</param>
    /// <param name="kept">Entries of the copy; null when that cannot be told.</param>
    /// <param name="copy">The copy, where it can be read in its place; entries are then compared one by one.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<DroppedEntries> ReadAsync(
        IDbContextFactory<GovernanceDbContext> there,
        long? kept,
        IDbContextFactory<GovernanceDbContext>? copy,
        CancellationToken ct
    )
    {
        try
        {
            await using var db = await there.CreateDbContextAsync(ct);
            if (!await db.Database.CanConnectAsync(ct) || (await SchemaVersions.AppliedAsync(db, ct)).Count == 0)
            {
                return None;
            }

            var size = (await db.AuditEntries.MaxAsync(e => (long?)e.Index, ct) ?? -1) + 1;
            var common = Math.Min(size, copy is null ? kept ?? 0 : await CommonAsync(db, copy, size, ct));
            return size == common ? None : await OfAsync(db, common, size, kept is null && copy is null, ct);
        }
        catch (DbException e)
        {
            return new DroppedEntries(
                0,
                0,
                $"The existing database cannot be read, so it is not known what it has that the copy lacks. {e.Message}"
            );
        }
    }

    // Entries are appended: two logs are the same up to a point and differ from there on.
    private static async Task<long> CommonAsync(
        GovernanceDbContext db,
        IDbContextFactory<GovernanceDbContext> copy,
        long size,
        CancellationToken ct
    )
    {
        await using var other = await copy.CreateDbContextAsync(ct);
        var (same, most) = (0L, Math.Min(size, (await other.AuditEntries.MaxAsync(e => (long?)e.Index, ct) ?? -1) + 1));
        while (same < most)
        {
            var middle = same + ((most - same + 1) / 2);
            var (here, its) = (await LogProofs.RootAsync(db, middle, ct), await LogProofs.RootAsync(other, middle, ct));
            (same, most) = here.AsSpan().SequenceEqual(its) ? (middle, most) : (same, middle - 1);
        }

        return same;
    }

    private static async Task<DroppedEntries> OfAsync(GovernanceDbContext db, long from, long size, bool isUnsure, CancellationToken ct)
    {
        var entries = db.AuditEntries.AsNoTracking().Where(e => e.Index >= from);
        var actions = await entries
            .GroupBy(e => e.Action)
            .Select(g => new { Action = g.Key, Count = g.LongCount() })
            .OrderByDescending(g => g.Count)
            .ThenBy(g => g.Action)
            .ToListAsync(ct);
        var first = await entries.OrderBy(e => e.Index).Select(e => e.Time).FirstAsync(ct);
        var last = await entries.OrderByDescending(e => e.Index).Select(e => e.Time).FirstAsync(ct);
        var named = string.Join(
            ", ",
            actions
                .Take(Named)
                .Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Action}{(a.Count == 1 ? "" : $" ×{a.Count}")}"))
        );
        var more = actions.Count > Named ? $", and {actions.Count - Named} other kinds" : "";
        return new DroppedEntries(
            size - from,
            from,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The existing database has {size - from} log {(size - from == 1 ? "entry" : "entries")} that "
                    + $"{(isUnsure ? "may not be" : "are not")} in the copy, written from {first.UtcDateTime:yyyy-MM-dd HH:mm:ss} to "
                    + $"{last.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, with all they did: {named}{more}."
            )
        );
    }
}
