using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Reads one version.</summary>
public sealed class GetVersion(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The version, or that there is none.</summary>
    public async Task<Result<VersionView>> RunAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await FindAsync(db, model, version, ct);
        return found.IsDone
            ? VersionView.Of(found.Value) with
            {
                Signatures = await StoreSignature.ListAsync(db, model, version, ct),
            }
            : found.Refusal;
    }

    /// <summary>The exact bytes of the version as registered; their SHA-256 is <c>versionSha256</c>.</summary>
    public async Task<Result<byte[]>> ManifestAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await FindAsync(db, model, version, ct);
        return found.Match<Result<byte[]>>(v => v.ManifestBytes, refusal => refusal);
    }

    private static Task<Result<ModelVersion>> FindAsync(GovernanceDbContext db, string model, string version, CancellationToken ct) =>
        VersionLookup.ReadAsync(db, model, version, ct);
}
