using System.Runtime.CompilerServices;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit;

/// <summary>One entry as the tree sees it.</summary>
/// <param name="Index">Position, from 0.</param>
/// <param name="Leaf">The exact bytes.</param>
/// <param name="LeafHash">RFC 6962 leaf hash as stored.</param>
public sealed record LogRow(long Index, byte[] Leaf, byte[] LeafHash);

/// <summary>
/// Reads the log as a Merkle tree: O(log n) reads for a root or a proof, bounded memory for entries. Believes what is stored; verifying it
/// is the verifier's work.
/// </summary>
public sealed class LogReader(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    // A leaf has at most 64 KiB: at the worst 32 MiB a batch.
    private const int Batch = 512;

    /// <summary>Entries in the log.</summary>
    public async Task<long> SizeAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (await db.AuditEntries.MaxAsync(e => (long?)e.Index, ct) ?? -1) + 1;
    }

    /// <summary>Root of the tree of the first entries.</summary>
    /// <param name="size">How many.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LogDamagedException">Something of it is not stored.</exception>
    public async Task<byte[]> RootAsync(long size, CancellationToken ct) =>
        size == 0 ? MerkleHash.Empty : (await ResolveAsync(ProofPlan.Root(size), ct))[0];

    /// <summary>The hashes of a proof.</summary>
    /// <exception cref="LogDamagedException">Something of it is not stored.</exception>
    public async Task<IReadOnlyList<byte[]>> ResolveAsync(ProofPlan plan, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await ResolveAsync(db, plan, ct);
    }

    /// <summary>Entries from one index to before another, in order, as far as they are stored.</summary>
    public async IAsyncEnumerable<LogRow> ReadAsync(long from, long to, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        while (from < to)
        {
            var rows = await db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Index >= from && e.Index < to)
                .OrderBy(e => e.Index)
                .Take(Batch)
                .Select(e => new LogRow(e.Index, e.Leaf, e.LeafHash))
                .ToListAsync(ct);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < Batch)
            {
                yield break;
            }

            from = rows[^1].Index + 1;
        }
    }

    /// <summary>The newest signed checkpoint, or null while there is none.</summary>
    public async Task<StoredCheckpoint?> CheckpointAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await NewestFirst(db).FirstOrDefaultAsync(ct);
    }

    /// <summary>Checkpoints before the newest, newest first.</summary>
    public async Task<IReadOnlyList<StoredCheckpoint>> EarlierAsync(int most, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await NewestFirst(db).Skip(1).Take(most).ToListAsync(ct);
    }

    /// <summary>Signed checkpoints, newest first, for reading in a context that is open.</summary>
    public static IQueryable<StoredCheckpoint> NewestFirst(GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Checkpoints.AsNoTracking().OrderByDescending(c => c.Size);
    }

    internal static async Task<IReadOnlyList<byte[]>> ResolveAsync(GovernanceDbContext db, ProofPlan plan, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var hashes = await LogNodes.ReadAsync(db, plan.Nodes, ct);
        return plan.Resolve(node => hashes[node]);
    }
}
