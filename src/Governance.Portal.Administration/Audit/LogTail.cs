using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// Whether the log's end is where the last checkpoints say, in O(log n) reads: the key folder's, the table's, and the newest entries. With
/// what the last whole verification and the signer know, it decides whether anything may be written.
/// </summary>
internal sealed class LogTail(IDbContextFactory<GovernanceDbContext> dbFactory, LogSelfCheck check, LogKey key, LogHealth health)
    : IVitalCheck
{
    private const int Newest = 8;

    public string Reason => "log-damaged";

    public bool IsShared => true;

    public async Task<string?> FindFaultAsync(CancellationToken ct)
    {
        if (health.Found is { } known)
        {
            return known;
        }

        // What is found here counts for the next write too, and not only for the load balancer.
        return health.Tail = await FindAsync(ct);
    }

    private async Task<string?> FindAsync(CancellationToken ct)
    {
        try
        {
            // The file is read before the database, which may have grown since, but never shrunk.
            var trusted = (await check.TrustAsync(ct)).Last;
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            var stored = await LogReader.NewestFirst(db).FirstOrDefaultAsync(ct);
            var newest = await db
                .AuditEntries.AsNoTracking()
                .OrderByDescending(e => e.Index)
                .Take(Newest)
                .Select(e => new
                {
                    e.Index,
                    e.Leaf,
                    e.LeafHash,
                })
                .ToListAsync(ct);
            foreach (var entry in newest)
            {
                if (!MerkleHash.Leaf(entry.Leaf).AsSpan().SequenceEqual(entry.LeafHash))
                {
                    return $"Log entry {entry.Index} was changed: its bytes do not hash to its leaf hash.";
                }
            }

            var size = newest.Count == 0 ? 0 : newest[0].Index + 1;
            var root = await LogProofs.RootAsync(db, size, ct);
            if (stored is not null)
            {
                if (CheckpointSeal.Fault(stored, key.All) is { } fault)
                {
                    return fault;
                }

                await LogProofs.ProveAsync(
                    db,
                    new Checkpoint(stored.Origin, stored.Size, stored.Root),
                    size,
                    root,
                    "the last stored checkpoint",
                    ct
                );
            }

            if (trusted is not null)
            {
                await LogProofs.ProveAsync(db, trusted, size, root, "the last signed checkpoint in the key folder", ct);
            }

            return null;
        }
        catch (LogDamagedException e)
        {
            return e.Message;
        }
        catch (SigningKeyException)
        {
            // Without the key folder no one can tell: what was known stays, and KeyFolderFault says that nothing is written.
            return health.Tail;
        }
    }
}

/// <summary>
/// The key folder of a portal that runs is gone. Nodes share it, so none of them can prove the log and write; reading goes on.
/// </summary>
internal sealed class KeyFolderFault(KeyFolder keys) : IVitalCheck
{
    public string Reason => "keys";

    public bool IsShared => true;

    public Task<string?> FindFaultAsync(CancellationToken ct) => Task.FromResult(keys.Away);
}

/// <summary>A stored record that is not what the log states. What would rely on it is refused; everything else goes on.</summary>
internal sealed class RecordsFault(LogHealth health) : IVitalCheck
{
    public string Reason => "record-altered";

    public bool IsShared => true;

    public bool StopsWrites => false;

    public Task<string?> FindFaultAsync(CancellationToken ct) => Task.FromResult(health.Records);
}

/// <summary>No node signs checkpoints. The log goes on unsigned, and only what needs a signature at once is refused.</summary>
internal sealed class SigningKeyFault(LogHealth health) : IVitalCheck
{
    public string Reason => "signing-key-away";

    public bool IsShared => true;

    public bool StopsWrites => false;

    public Task<string?> FindFaultAsync(CancellationToken ct) => Task.FromResult(health.KeyAway);
}
