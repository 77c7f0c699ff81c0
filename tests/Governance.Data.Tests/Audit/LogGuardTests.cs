using System.Data.Common;
using System.Globalization;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Data.Tests.Audit;

/// <summary>What the database itself refuses, with the guard in the program out of the way.</summary>
public sealed class LogGuardTests
{
    public static TheoryData<DatabaseKind, string> Statements
    {
        get
        {
            var data = new TheoryData<DatabaseKind, string>();
            foreach (var kind in new[] { DatabaseKind.Sqlite, DatabaseKind.Postgres })
            {
                data.Add(kind, """UPDATE "AuditEntries" SET "Subject" = 'another' WHERE "Index" = 0""");
                data.Add(kind, """UPDATE "AuditNodes" SET "Hash" = "Hash" """);
                data.Add(kind, """UPDATE "Checkpoints" SET "Note" = 'another' """);
                data.Add(kind, """DELETE FROM "AuditEntries" WHERE "Index" = 1""");
                data.Add(kind, """DELETE FROM "AuditNodes" """);
                data.Add(kind, """DELETE FROM "Checkpoints" """);
            }

            data.Add(DatabaseKind.Sqlite, """INSERT OR REPLACE INTO "AuditNodes" ("Position", "Hash") VALUES (1, zeroblob(32))""");
            data.Add(DatabaseKind.Sqlite, """INSERT OR REPLACE INTO "AuditEntries" SELECT * FROM "AuditEntries" WHERE "Index" = 1""");
            data.Add(DatabaseKind.Sqlite, """INSERT OR REPLACE INTO "Checkpoints" SELECT * FROM "Checkpoints" """);
            data.Add(DatabaseKind.Postgres, """TRUNCATE "AuditEntries" """);
            data.Add(DatabaseKind.Postgres, """TRUNCATE "AuditNodes", "Checkpoints" CASCADE""");
            data.Add(DatabaseKind.Postgres, """SET session_replication_role = replica; DELETE FROM "AuditEntries" """);
            return data;
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Statement_ThatWouldChangeTheLog_IsRefusedByTheDatabase(DatabaseKind kind, string statement)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await FillAsync(store);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);

        var refused = await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(db, statement));

        Assert.Matches("never|only ever added", refused.Message);
        Assert.Equal(2, await db.AuditEntries.CountAsync(Ct));
        Assert.Equal(1, await db.AuditNodes.CountAsync(Ct));
        Assert.Equal(1, await db.Checkpoints.CountAsync(Ct));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, "UPDATE \"{0}\" SET \"{1}\" = \"{1}\"")]
    [InlineData(DatabaseKind.Sqlite, "DELETE FROM \"{0}\"")]
    [InlineData(DatabaseKind.Sqlite, "INSERT OR REPLACE INTO \"{0}\" SELECT * FROM \"{0}\"")]
    [InlineData(DatabaseKind.Postgres, "UPDATE \"{0}\" SET \"{1}\" = \"{1}\"")]
    [InlineData(DatabaseKind.Postgres, "DELETE FROM \"{0}\"")]
    [InlineData(DatabaseKind.Postgres, "TRUNCATE \"{0}\" CASCADE")]
    public async Task Statement_ThatWouldChangeASignature_IsRefusedByTheDatabase(DatabaseKind kind, string statement)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        await ExecuteAsync(
            db,
            kind is DatabaseKind.Sqlite
                ? """
                PRAGMA foreign_keys = OFF;
                INSERT INTO "SignedStatements" ("SignOff", "Envelope") VALUES (1, x'7B7D');
                INSERT INTO "ModelSignatures" (
                    "Model", "Version", "Sha256", "Bundle", "Format", "ArtifactSha256", "KeySha256", "KeyName", "VerifiedAt", "StoredBy"
                )
                VALUES ('m', '1', 's', x'7B7D', 'f', 'a', 'k', 'n', 1, 'host');
                """
                : """
                SET session_replication_role = replica;
                INSERT INTO "SignedStatements" ("SignOff", "Envelope") VALUES (1, '{}');
                INSERT INTO "ModelSignatures" (
                    "Model", "Version", "Sha256", "Bundle", "Format", "ArtifactSha256", "KeySha256", "KeyName", "VerifiedAt", "StoredBy"
                )
                VALUES ('m', '1', 's', '{}', 'f', 'a', 'k', 'n', 1, 'host');
                """
        );

        foreach (var (table, column) in new[] { ("SignedStatements", "Envelope"), ("ModelSignatures", "Bundle") })
        {
            var refused = await Assert.ThrowsAnyAsync<DbException>(() =>
                ExecuteAsync(db, string.Format(CultureInfo.InvariantCulture, statement, table, column))
            );
            Assert.Matches("never|only ever added", refused.Message);
        }
    }

    [Fact]
    public async Task RolesOfTheScript_OnPostgres_LetTheServiceWorkButNotTouchTheLog()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres);
        await FillAsync(store);
        var suffix = Guid.NewGuid().ToString("N")[..8];
        var script = (await File.ReadAllTextAsync(Path.Combine(Root(), "eng", "postgres-roles.sql"), Ct))
            .Replace("governance_owner", $"owner_{suffix}", StringComparison.Ordinal)
            .Replace("governance_runtime", $"runtime_{suffix}", StringComparison.Ordinal);
        await using (var db = await store.Databases.CreateDbContextAsync(Ct))
        {
            try
            {
                await ExecuteAsync(db, script);
                await ExecuteAsync(db, script); // may be repeated

                // The service does what it does.
                await using (var runtime = As(store, $"runtime_{suffix}"))
                {
                    Assert.Empty(await runtime.Database.GetPendingMigrationsAsync(Ct));
                    runtime.Append(TestStore.Fact("third"), Domain.Identity.Actor.Host, TimeProvider.System.GetUtcNow());
                    await using var transaction = await runtime.Database.BeginTransactionAsync(Ct);
                    _ = await runtime.NextIdAsync<Domain.Approvals.PromotionId>(Ct);
                    await runtime.SaveChangesAsync(Ct);
                    await transaction.CommitAsync(Ct);
                }

                foreach (var table in LogTables.Guarded)
                {
                    foreach (
                        var statement in new[]
                        {
                            $"""DELETE FROM "{table}" """,
                            $"""TRUNCATE "{table}" """,
                            $"""DROP TABLE "{table}" """,
                            $"""ALTER TABLE "{table}" DISABLE TRIGGER ALL""",
                        }
                    )
                    {
                        await using var runtime = As(store, $"runtime_{suffix}");
                        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(runtime, statement));
                        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
                        // The privilege, before the trigger.
                        Assert.DoesNotContain("only ever added", refused.MessageText, StringComparison.Ordinal);
                    }
                }

                // The owner can migrate, and is still refused by the triggers.
                await using var owner = As(store, $"owner_{suffix}");
                await owner.Database.MigrateAsync(Ct);
                Assert.Contains(
                    "only ever added",
                    (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(owner, """DELETE FROM "AuditEntries" """))).MessageText,
                    StringComparison.Ordinal
                );
                Assert.Equal(3, await db.AuditEntries.CountAsync(Ct));
            }
            finally
            {
                await ExecuteAsync(
                    db,
                    $"DROP OWNED BY runtime_{suffix} CASCADE; DROP ROLE runtime_{suffix}; "
                        + $"REASSIGN OWNED BY owner_{suffix} TO CURRENT_USER; DROP OWNED BY owner_{suffix} CASCADE; "
                        + $"DROP ROLE owner_{suffix}"
                );
            }
        }
    }

    private static async Task FillAsync(TestStore store)
    {
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        db.Append(TestStore.Fact("one"), Domain.Identity.Actor.Host, TimeProvider.System.GetUtcNow());
        db.Append(TestStore.Fact("two"), Domain.Identity.Actor.Host, TimeProvider.System.GetUtcNow());
        db.Checkpoints.Add(
            new StoredCheckpoint
            {
                Size = 2,
                Origin = "test",
                Root = MerkleHash.Empty,
                Note = "",
                SignedAt = TimeProvider.System.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(Ct);
    }

    private static PostgresGovernanceDbContext As(TestStore store, string role)
    {
        var connection = new NpgsqlConnectionStringBuilder(store.ConnectionString) { Username = role, Pooling = false }.ConnectionString;
        return new(
            new DbContextOptionsBuilder<PostgresGovernanceDbContext>()
                .UseNpgsql(connection, PostgresGovernanceDbContext.WithMigrations)
                .Options
        );
    }

    private static async Task ExecuteAsync(GovernanceDbContext db, string statement)
    {
        await db.Database.OpenConnectionAsync(Ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Statements of this test.
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Governance.Portal.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
