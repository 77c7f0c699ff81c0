using Governance.Data;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Names of models, here and elsewhere: two that differ by capitals alone are one name.</summary>
internal static class ModelNames
{
    /// <summary>True when a name is another model's, here or elsewhere.</summary>
    /// <param name="db">The database.</param>
    /// <param name="name">The name.</param>
    /// <param name="except">A model whose own names do not count, or null.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<bool> IsTakenAsync(GovernanceDbContext db, string name, string? except, CancellationToken ct) =>
        (await LikeAsync(db.Models.AsNoTracking().Where(m => m.Name != except), name, ct)).Count > 0;

    /// <summary>
    /// The model with a name: that elsewhere as it is spelt, else that here, else the one whose names differ by capitals alone.
    /// </summary>
    public static async Task<Model?> FindAsync(IQueryable<Model> models, string name, CancellationToken ct)
    {
        if (
            await models
                .Where(m => m.ExternalName == name || m.Name == name)
                .OrderBy(m => m.ExternalName == name ? 0 : 1)
                .Take(1)
                .ToListAsync(ct)
            is [var exact]
        )
        {
            return exact;
        }

        // Two may differ by capitals alone from a time before this was refused: then neither is meant for certain.
        return await LikeAsync(models, name, ct) is [var only] ? await models.SingleOrDefaultAsync(m => m.Name == only, ct) : null;
    }

    // Databases fold the letters of ASCII alike; other letters are compared here.
    private static async Task<List<string>> LikeAsync(IQueryable<Model> models, string name, CancellationToken ct)
    {
        var lower = name.ToLowerInvariant();
        if (System.Text.Ascii.IsValid(name))
        {
#pragma warning disable CA1862 // A query: the database compares, and knows no StringComparison.
            return await models
                .Where(m => m.Name == lower || m.ExternalName!.ToLower() == lower)
                .Select(m => m.Name)
                .OrderBy(n => n)
                .Take(2)
                .ToListAsync(ct);
#pragma warning restore CA1862
        }

        var known = await models.Where(m => m.ExternalName != null).Select(m => new { m.Name, m.ExternalName }).ToListAsync(ct);
        return [.. known.Where(m => string.Equals(m.ExternalName, name, StringComparison.OrdinalIgnoreCase)).Select(m => m.Name)];
    }
}
