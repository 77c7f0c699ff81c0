using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <summary>The schema of the database beside the one this program was built for.</summary>
public static class SchemaVersions
{
    private static readonly ConcurrentDictionary<Type, string> s_newest = new();

    /// <summary>The newest schema this program knows: the id of its last migration.</summary>
    public static string Newest(GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return s_newest.GetOrAdd(db.GetType(), static (_, context) => context.Database.GetMigrations().Last(), db);
    }

    /// <summary>Compares the two.</summary>
    /// <returns>Migrations the database lacks, and those it has that this program does not know; oldest first.</returns>
    public static async Task<(IReadOnlyList<string> Missing, IReadOnlyList<string> Unknown)> CompareAsync(
        GovernanceDbContext db,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
        return ([.. known.Except(applied, StringComparer.Ordinal)], [.. applied.Except(known, StringComparer.Ordinal)]);
    }

    /// <summary>Refuses to go on where a newer program has changed the schema: what this one wrote would not be whole.</summary>
    /// <param name="db">A context of the database.</param>
    /// <param name="applied">The database's last migration.</param>
    /// <exception cref="SchemaTooNewException">It is later than the newest this program knows.</exception>
    public static void Refuse(GovernanceDbContext db, string applied)
    {
        // Ids begin with their time, so the later one is the greater one.
        if (string.CompareOrdinal(applied, Newest(db)) > 0)
        {
            throw TooNew(db, applied);
        }
    }

    /// <summary>What is thrown for a schema that this program does not know.</summary>
    public static SchemaTooNewException TooNew(GovernanceDbContext db, string applied) =>
        new(
            $"The database has the schema {applied}; this program knows {Newest(db)} as the newest. "
                + "Start the newer program, or restore a backup made before the upgrade (docs/operations.md)."
        );
}
