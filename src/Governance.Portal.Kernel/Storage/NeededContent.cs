using Governance.Data;
using Governance.Data.Artifacts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Storage;

/// <summary>Which content records name, so that it has to be in the store.</summary>
public static class NeededContent
{
    /// <summary>Tells a folder whether it has to be one that content was kept in.</summary>
    public static async Task ExpectAsync(ContentStore store, GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(db);
        if (store.Shelf is FolderShelf { IsMarked: false } folder)
        {
            folder.Expect(await HasAnyAsync(db, ct));
        }
    }

    /// <summary>
    /// Whether a folder with nothing in it, not even its mark, lies where records name content: another one than content was kept in.
    /// </summary>
    public static async Task<bool> IsMisplacedAsync(ContentStore store, GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(db);
        return store.Shelf is FolderShelf { IsMarked: false, HasContent: false } && await HasAnyAsync(db, ct);
    }

    /// <summary>Whether a record names this digest.</summary>
    internal static Task<bool> HasAsync(GovernanceDbContext db, string sha256, CancellationToken ct) =>
        AnyAsync(db, q => q.Where(named => named == sha256), ct);

    /// <summary>Whether a record names any content at all.</summary>
    private static Task<bool> HasAnyAsync(GovernanceDbContext db, CancellationToken ct) => AnyAsync(db, q => q, ct);

    private static async Task<bool> AnyAsync(
        GovernanceDbContext db,
        Func<IQueryable<string?>, IQueryable<string?>> those,
        CancellationToken ct
    )
    {
        IQueryable<string?>[] named =
        [
            db.Versions.Where(v => v.ArtifactStoredAt != null && v.ArtifactErasedAt == null).Select(v => v.ArtifactSha256),
            db.Evidence.Select(e => e.Sha256),
            db.Reports.Select(r => r.Sha256),
            db.Reports.Select(r => r.TwinSha256),
            db.CommentAttachments.Select(a => a.Sha256),
            db.AllWindows.Select(w => w.DataSha256),
            db.AllWindows.Select(w => w.ProfileSha256),
            db.StreamParts.Select(p => p.Sha256),
            db.AllLabelBatches.Select(l => l.DataSha256),
            db.HeldOutSets.Where(s => s.RemovedAt == null).Select(s => s.Sha256),
        ];
        foreach (var digests in named)
        {
            if (await those(digests.Where(d => d != null)).AnyAsync(ct))
            {
                return true;
            }
        }

        return false;
    }
}
