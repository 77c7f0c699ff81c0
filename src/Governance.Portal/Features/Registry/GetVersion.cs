using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Registry;

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
        VersionLookup.FindAsync(db, db.Versions.AsNoTracking(), model, version, ct);
}

/// <summary>Finds a version by its names, and says which of the two is unknown.</summary>
internal static class VersionLookup
{
    public static Task<Result<ModelVersion>> FindAsync(GovernanceDbContext db, string model, string version, CancellationToken ct) =>
        FindAsync(db, db.Versions, model, version, ct);

    public static async Task<Result<ModelVersion>> FindAsync(
        GovernanceDbContext db,
        IQueryable<ModelVersion> versions,
        string model,
        string version,
        CancellationToken ct
    )
    {
        // Names of another form are in no database, and NUL would not even reach one.
        if (!ModelName.IsModel(model))
        {
            return ModelRefusals.NotFound(model);
        }

        if (
            ModelName.IsVersion(version)
            && await versions.SingleOrDefaultAsync(v => v.Model == model && v.Version == version, ct) is { } found
        )
        {
            return found;
        }

        return await db.Models.AnyAsync(m => m.Name == model, ct)
            ? ModelRefusals.VersionNotFound(model, version)
            : ModelRefusals.NotFound(model);
    }

    /// <summary>The readable id for the log, also of a name that is none.</summary>
    public static string Subject(string? model, string? version) =>
        (ModelName.IsModel(model), ModelName.IsVersion(version)) switch
        {
            (true, true) => ModelName.Of(model!, version!),
            (true, false) => model!,
            _ => "model",
        };
}
