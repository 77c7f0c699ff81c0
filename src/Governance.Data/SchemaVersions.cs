using System.Collections.Concurrent;
using Governance.Data.Copies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <summary>The schema of the database beside the one this program was built for.</summary>
public static class SchemaVersions
{
    /// <summary>The first schema that is upgraded: the migration with this id stands for all before it (docs/adr/0025).</summary>
    public const string First = "20261122082000_HoldsAndKeys";

    /// <summary>
    /// How the id of a migration ends that leaves every table as it is: it adds tables, and makes and drops indexes. A program that does
    /// not know it reads and writes the same rows as before: it goes on, beside nodes of the newer one.
    /// </summary>
    public const string Beside = "Beside";

    private static readonly ConcurrentDictionary<Type, string> s_newest = new();

    // What the first migration of today stands for: databases that applied them one by one go on saying so.
    private static readonly string[] s_squashed =
    [
        "20261120000000_Initial",
        "20261120000001_LogGuards",
        "20261120000300_DecisionTables",
        "20261121180000_Trust",
        "20261121235900_AccessConfirmed",
        "20261122000400_PartiesOfBefore",
    ];

    /// <summary>The newest schema this program knows: the id of its last migration.</summary>
    public static string Newest(GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return s_newest.GetOrAdd(db.GetType(), static (_, context) => context.Database.GetMigrations().Last(), db);
    }

    /// <summary>Whether nodes of a program that does not know the migration go on working once it is applied.</summary>
    public static bool IsBeside(string migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        return migration.EndsWith(Beside, StringComparison.Ordinal);
    }

    /// <summary>Compares the two.</summary>
    /// <returns>
    /// Migrations the database lacks, and those it has that this program neither knows nor can work beside; oldest first.
    /// </returns>
    public static async Task<(IReadOnlyList<string> Missing, IReadOnlyList<string> Unknown)> CompareAsync(
        GovernanceDbContext db,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var known = db.Database.GetMigrations().ToList();
        var applied = await AppliedAsync(db, ct);
        var unknown = applied.Except([.. known, .. s_squashed], StringComparer.Ordinal).Where(m => !IsBeside(m));
        return ([.. known.Except(applied, StringComparer.Ordinal)], [.. unknown]);
    }

    /// <summary>Migrations that the database has, oldest first; none when it has no list of them yet.</summary>
    /// <remarks>
    /// The list is looked for first. EF Core's own way on PostgreSQL is to read it and see whether that fails, which the server's log and
    /// the portal's show as an error of each new installation.
    /// </remarks>
    public static async Task<IReadOnlyList<string>> AppliedAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.HasHistoryAsync(ct) ? [.. await db.Database.GetAppliedMigrationsAsync(ct)] : [];
    }

    /// <summary>Migrations of this program that the database lacks, oldest first.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return [.. db.Database.GetMigrations().Except(await AppliedAsync(db, ct), StringComparer.Ordinal)];
    }

    /// <summary>Brings the database to the newest schema, or refuses before anything is changed.</summary>
    /// <param name="db">A context of the database.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="progress">Is told of each migration of an upgrade before it is applied.</param>
    /// <exception cref="SchemaTooNewException">The database has migrations that this program does not know.</exception>
    /// <exception cref="SchemaTooOldException">It stands before the first schema that is upgraded.</exception>
    /// <exception cref="SchemaRightsException">Migrations are missing that this role may not apply.</exception>
    public static async Task MigrateAsync(GovernanceDbContext db, CancellationToken ct, IProgress<MigrationStep>? progress = null)
    {
        await db.EnsureDatabaseAsync(ct);
        await EnsureUpgradableAsync(db, ct);
        // Asked first: the service's own role on PostgreSQL may read the list of migrations, not apply them (eng/postgres-roles.sql).
        var pending = await PendingAsync(db, ct);
        if (pending.Count == 0)
        {
            return;
        }

        await db.EnsureMayMigrateAsync(pending.Count, ct);

        // A new database has nothing in it that could take long. And to go to a migration is to take back what was applied after it: where
        // one was left out, the whole list is applied at once, which takes nothing back.
        var newest = (await AppliedAsync(db, ct)).Max(StringComparer.Ordinal);
        if (progress is null || newest is null || string.CompareOrdinal(pending[0], newest) <= 0)
        {
            await db.Database.MigrateAsync(ct);
            return;
        }

        for (var i = 0; i < pending.Count; i++)
        {
            progress.Report(new MigrationStep(pending[i], i + 1, pending.Count));
            await db.Database.MigrateAsync(pending[i], ct);
        }
    }

    /// <summary>Refuses a database that a newer program changed, and one that is too old to be upgraded. Changes nothing.</summary>
    /// <exception cref="SchemaTooNewException">The database has migrations that this program does not know.</exception>
    /// <exception cref="SchemaTooOldException">It stands before the first schema that is upgraded.</exception>
    public static async Task EnsureUpgradableAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        // A database that is not there yet is made by the migrations.
        if (!await db.Database.CanConnectAsync(ct))
        {
            return;
        }

        var (missing, unknown) = await CompareAsync(db, ct);
        if (unknown.Count > 0)
        {
            throw TooNew(db, unknown[^1]);
        }

        if (missing.Contains(First, StringComparer.Ordinal) && await AppliedAsync(db, ct) is [.., var last])
        {
            throw new SchemaTooOldException(
                $"The database has the schema {last}; this program upgrades databases from the schema {First} on. "
                    + $"Run \"db migrate\" of the release whose newest schema is {First} first (docs/operations.md)."
            );
        }
    }

    /// <summary>Refuses to go on where a newer program has changed the schema: what this one wrote would not be whole.</summary>
    /// <param name="db">A context of the database.</param>
    /// <param name="applied">The database's last migration that is not one <see cref="Beside"/> the earlier program.</param>
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
            applied == CopySide.Marker
                ? "A copy into this database is unfinished: run db copy again until it completes."
                : $"The database has schema {applied}; the newest that this program knows is {Newest(db)}. "
                    + "Start the newer program, or restore a backup made before the upgrade (docs/operations.md)."
        );
}
