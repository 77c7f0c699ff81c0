using System.Security.Cryptography;
using Governance.Data.Audit;
using Governance.Domain.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests.Audit;

public sealed class LogReaderTests
{
    public static TheoryData<DatabaseKind> Kinds { get; } = [DatabaseKind.Sqlite, DatabaseKind.Postgres];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Append_SavesOfManySizes_StoreEveryCompletedSubtreeAndNoOther(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        foreach (var count in new[] { 1, 1, 2, 3, 1, 8, 5, 16, 1, 1, 1, 27 })
        {
            await AppendAsync(store, count);
        }

        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        var tree = new MerkleTree();
        var wanted = new SortedDictionary<long, string>();
        foreach (var entry in await db.AuditEntries.AsNoTracking().OrderBy(e => e.Index).ToListAsync(Ct))
        {
            tree.Append(entry.LeafHash, (node, hash) => wanted.Add(node.Position, Convert.ToHexString(hash)));
        }

        Assert.Equal(67, tree.Size);
        var stored = await db.AuditNodes.AsNoTracking().OrderBy(n => n.Position).ToListAsync(Ct);
        Assert.Equal(wanted.Select(w => (w.Key, w.Value)), stored.Select(n => (n.Position, Convert.ToHexString(n.Hash))));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Proofs_OfEveryEntryAndEverySize_VerifyAgainstTheStoredRoots(DatabaseKind kind)
    {
        const int Size = 21;
        await using var store = await TestStore.CreateAsync(kind);
        await AppendAsync(store, Size);
        var log = store.Log;

        var rows = await log.ReadAsync(0, Size, Ct).ToListAsync(Ct);
        var roots = new List<byte[]>();
        for (var size = 0; size <= Size; size++)
        {
            roots.Add(await log.RootAsync(size, Ct));
        }

        Assert.Equal(Size, await log.SizeAsync(Ct));
        Assert.Equal(MerkleHash.Empty, roots[0]);
        Assert.All(rows, r => Assert.Equal(MerkleHash.Leaf(r.Leaf), r.LeafHash));
        foreach (var row in rows)
        {
            var proof = await log.ResolveAsync(ProofPlan.Inclusion(row.Index, Size), Ct);
            Assert.True(MerkleProofs.Includes(row.Index, Size, row.LeafHash, proof, roots[Size]));
        }

        for (var first = 1; first < Size; first++)
        {
            var proof = await log.ResolveAsync(ProofPlan.Consistency(first, Size), Ct);
            Assert.True(MerkleProofs.Extends(first, Size, roots[first], roots[Size], proof));
        }
    }

    [Fact]
    public async Task Read_MoreThanABatch_GivesEveryEntryOnceAndInOrder()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        await AppendAsync(store, 1100);

        var indexes = await store.Log.ReadAsync(3, 1090, Ct).Select(r => r.Index).ToListAsync(Ct);

        Assert.Equal(Enumerable.Range(3, 1087).Select(i => (long)i), indexes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Append_ToALogShorterThanItsCheckpoint_IsRefused(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await AppendAsync(store, 3);
        await using (var db = await store.Databases.CreateDbContextAsync(Ct))
        {
            db.Checkpoints.Add(
                new StoredCheckpoint
                {
                    Size = 5,
                    Origin = "test",
                    Root = RandomNumberGenerator.GetBytes(32),
                    Note = "",
                    SignedAt = TimeProvider.System.GetUtcNow(),
                }
            );
            await db.SaveChangesAsync(Ct);
        }

        var refused = await Assert.ThrowsAsync<LogDamagedException>(() => AppendAsync(store, 1));

        Assert.Contains("3 entries", refused.Message, StringComparison.Ordinal);
        Assert.Contains("covers 5", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoints_NewestFirst_WithoutTheNewestAmongTheEarlier()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        await using (var db = await store.Databases.CreateDbContextAsync(Ct))
        {
            foreach (var size in new long[] { 2, 9, 4 })
            {
                db.Checkpoints.Add(
                    new StoredCheckpoint
                    {
                        Size = size,
                        Origin = "test",
                        Root = new byte[32],
                        Note = "",
                        SignedAt = TimeProvider.System.GetUtcNow(),
                    }
                );
            }

            await db.SaveChangesAsync(Ct);
        }

        Assert.Equal(9, (await store.Log.CheckpointAsync(Ct))?.Size);
        Assert.Equal([4L, 2L], (await store.Log.EarlierAsync(16, Ct)).Select(c => c.Size));
    }

    private static async Task AppendAsync(TestStore store, int count)
    {
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        for (var i = 0; i < count; i++)
        {
            db.Append(TestStore.Fact($"thing-{i}", "thing.made"), Actor.Host, TimeProvider.System.GetUtcNow());
        }

        await db.SaveChangesAsync(Ct);
    }
}
