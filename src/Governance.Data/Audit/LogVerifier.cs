using System.Runtime.CompilerServices;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit;

/// <summary>What a verification believes: everything else has to follow from it.</summary>
/// <param name="Keys">Public keys of the log, today's and earlier ones.</param>
/// <param name="Last">The last signed checkpoint as kept outside the database, or null when none is.</param>
public sealed record LogTrust(IReadOnlyList<NoteKey> Keys, Checkpoint? Last);

/// <summary>One thing that is wrong with the log.</summary>
/// <param name="Index">The first entry it concerns; null when it concerns none.</param>
/// <param name="Sentence">What is wrong, in words.</param>
public sealed record LogFinding(long? Index, string Sentence);

/// <summary>A row whose values cannot have been written.</summary>
internal sealed record CorruptRow(long? Index, string Sentence)
{
    /// <summary>Most that are named.</summary>
    public const int Most = 1_000;
}

/// <summary>
/// Verifies the whole log: that no entry is missing or changed, that the stored tree is the tree of the entries, and that every checkpoint
/// was signed by a key of the log and has its root, and every cosignature by its witness. Reads in batches; entries appended meanwhile are
/// left to the next verification.
/// </summary>
public sealed class LogVerifier(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int Batch = 512;

    /// <summary>Names what is wrong, in the order of the log; nothing when all is well. Changes nothing.</summary>
    /// <param name="trust">What is believed. Read it before calling: the log may only have grown since.</param>
    /// <param name="progress">Told how many entries have been verified.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<LogFinding> VerifyAsync(
        LogTrust trust,
        IProgress<long>? progress,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(trust);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var odd = await db.FindCorruptRowsAsync(ct);
        foreach (var row in odd)
        {
            yield return new LogFinding(row.Index, row.Sentence);
        }

        if (odd.Count > 0)
        {
            yield break; // nothing that is read after this could be relied on
        }

        // One statement, one instant.
        var edge = await db
            .Database.SqlQuery<Edge>(
                $"""
                SELECT COALESCE((SELECT MAX("Index") FROM "AuditEntries"), -1) + 1 AS "Size",
                    (SELECT COUNT(*) FROM "AuditNodes") AS "Nodes",
                    COALESCE((SELECT MAX("Size") FROM "Checkpoints"), 0) AS "Signed",
                    COALESCE((SELECT MIN("Index") FROM "AuditEntries"), 0) AS "First"
                """
            )
            .SingleAsync(ct);
        if (edge.First < 0)
        {
            yield return new LogFinding(edge.First, $"Log entry {edge.First} was added: the first entry has index 0.");
        }

        var walk = new LogWalk(trust, edge.Size);
        var checkpoints = new CheckpointQueue(dbFactory, edge.Size);
        while (walk.Next < edge.Size && !walk.IsBroken)
        {
            var (from, to) = (walk.Next, Math.Min(walk.Next + Batch, edge.Size));
            // A subtree is compared before the checkpoints of its batch, which say whether it or its entries were changed.
            var rows = await db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Index >= from && e.Index < to)
                .OrderBy(e => e.Index)
                .ToListAsync(ct);
            var expected = new List<(NodeId Node, byte[] Hash)>();
            foreach (var row in rows)
            {
                walk.Take(row, expected);
                while (!walk.IsBroken && await checkpoints.PeekAsync(ct) is { } checkpoint && checkpoint.Size <= walk.Next)
                {
                    walk.Take(checkpoint);
                    checkpoints.Drop();
                }
            }

            walk.EndOfBatch(to);
            walk.Compare(expected, await NodesAsync(db, expected, ct));
            foreach (var finding in walk.Take())
            {
                yield return finding;
            }

            progress?.Report(walk.Next);
        }

        // A checkpoint of more entries than there are: they are missing, unless it is the checkpoint that was changed.
        var beyond = edge.Signed > edge.Size ? await db.Checkpoints.AsNoTracking().SingleAsync(c => c.Size == edge.Signed, ct) : null;
        walk.End(edge.Nodes, beyond);
        foreach (var finding in walk.Take())
        {
            yield return finding;
        }

        var cosignatures =
            from cosignature in db.CheckpointCosignatures.AsNoTracking()
            join checkpoint in db.Checkpoints.AsNoTracking() on cosignature.Size equals checkpoint.Size into signed
            from checkpoint in signed.DefaultIfEmpty()
            orderby cosignature.Size, cosignature.Id
            select new { Row = cosignature, Note = checkpoint == null ? null : checkpoint.Note };
        await foreach (var stored in cosignatures.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (CosignatureSeal.Fault(stored.Row, stored.Note) is { } fault)
            {
                yield return new LogFinding(null, fault);
            }
        }
    }

    private static async Task<Dictionary<long, byte[]>> NodesAsync(
        GovernanceDbContext db,
        List<(NodeId Node, byte[] Hash)> expected,
        CancellationToken ct
    )
    {
        var positions = expected.Select(e => e.Node.Position).ToList();
        return await db
            .AuditNodes.AsNoTracking()
            .Where(n => positions.Contains(n.Position))
            .ToDictionaryAsync(n => n.Position, n => n.Hash, ct);
    }

    private sealed record Edge(long Size, long Nodes, long Signed, long First);

    // Stored checkpoints in their order, a few at a time.
    private sealed class CheckpointQueue(IDbContextFactory<GovernanceDbContext> dbFactory, long upTo)
    {
        private readonly Queue<StoredCheckpoint> _ahead = new();
        private long _after = long.MinValue;
        private bool _end;

        public async Task<StoredCheckpoint?> PeekAsync(CancellationToken ct)
        {
            if (_ahead.Count == 0 && !_end)
            {
                await using var db = await dbFactory.CreateDbContextAsync(ct);
                var next = await db
                    .Checkpoints.AsNoTracking()
                    .Where(c => c.Size > _after && c.Size <= upTo)
                    .OrderBy(c => c.Size)
                    .Take(Batch)
                    .ToListAsync(ct);
                next.ForEach(_ahead.Enqueue);
                _after = next.Count > 0 ? next[^1].Size : _after;
                _end = next.Count < Batch;
            }

            return _ahead.TryPeek(out var checkpoint) ? checkpoint : null;
        }

        public void Drop() => _ahead.Dequeue();
    }
}
