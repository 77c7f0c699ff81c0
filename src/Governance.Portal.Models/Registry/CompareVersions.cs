using Governance.Data;
using Governance.Domain;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Compares two versions of a model as they were registered.</summary>
public sealed class CompareVersions(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Compares them; <paramref name="before"/> is the older or reference one.</summary>
    public async Task<Result<VersionComparison>> RunAsync(string model, string before, string after, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var a = await VersionLookup.FindAsync(db, db.Versions.AsNoTracking(), model, before, ct);
        if (a.Refusal is { } unknown)
        {
            return unknown;
        }

        var b = await VersionLookup.FindAsync(db, db.Versions.AsNoTracking(), model, after, ct);
        return b.Refusal is { } refusal ? refusal : VersionComparison.Of(a.Value.ReadManifest(), b.Value.ReadManifest());
    }
}
