using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Storage;

/// <summary>
/// Deletes stored bytes whose record let them go, after the commit that says so. The same bytes may be another record's too: then they
/// stay.
/// </summary>
public sealed class ReleaseContent(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store, DataScopeAccessor readers)
{
    /// <summary>Deletes the bytes of a digest unless a record needs them.</summary>
    /// <returns>True when nothing of this digest is stored any more.</returns>
    public async Task<bool> RunAsync(string sha256, CancellationToken ct)
    {
        // What is gone already costs no question, because the store itself says so.
        if (await store.HasAsync(sha256, ct))
        {
            // Every record counts, also those that the person who acts does not see.
            using var everything = readers.As(null);
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            if (await NeededContent.HasAsync(db, sha256, ct))
            {
                return false;
            }

            await store.DeleteAsync(sha256, ct);
        }

        return true;
    }
}
