using Governance.Data;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Hosting;

/// <summary>The schema of the database beside the one this program was built for.</summary>
internal static class SchemaVersions
{
    /// <summary>The newest schema this program knows.</summary>
    public static string Newest(GovernanceDbContext db) => db.Database.GetMigrations().Last();

    /// <summary>Compares the two.</summary>
    /// <returns>Migrations the database lacks, and those it has that this program does not know; oldest first.</returns>
    public static async Task<(IReadOnlyList<string> Missing, IReadOnlyList<string> Unknown)> CompareAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
        return ([.. known.Except(applied, StringComparer.Ordinal)], [.. applied.Except(known, StringComparer.Ordinal)]);
    }
}
