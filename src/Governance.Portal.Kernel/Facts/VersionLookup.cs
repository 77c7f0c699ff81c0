using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Finds a version by its names, and says which of the two is unknown.</summary>
public static class VersionLookup
{
    /// <summary>Finds it, to be changed.</summary>
    public static Task<Result<ModelVersion>> FindAsync(GovernanceDbContext db, string model, string version, CancellationToken ct) =>
        FindAsync(db, db.Versions, model, version, ct);

    /// <summary>Finds it among some versions.</summary>
    public static async Task<Result<ModelVersion>> FindAsync(
        GovernanceDbContext db,
        IQueryable<ModelVersion> versions,
        string model,
        string version,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
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

    /// <summary>Finds it, to be read: once for all parts of a page.</summary>
    public static Task<Result<ModelVersion>> ReadAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.OncePerRequestAsync("version", (model, version), () => FindAsync(db, db.Versions.AsNoTracking(), model, version, ct));
    }

    /// <summary>True for the name of a registered model: asked once for all parts of a page.</summary>
    public static Task<bool> IsModelAsync(GovernanceDbContext db, string model, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return ModelName.IsModel(model)
            ? db.OncePerRequestAsync("is-model", model, () => db.Models.AnyAsync(m => m.Name == model, ct))
            : Task.FromResult(false);
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
