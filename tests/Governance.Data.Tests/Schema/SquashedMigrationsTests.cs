using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests.Schema;

/// <summary>
/// One migration stands for the seven of before. Databases that applied all of them are at its schema; one that applied only some is
/// refused as it is, because the one migration would make what is there already.
/// </summary>
public sealed class SquashedMigrationsTests
{
    private const string Whole = "20261122082000_HoldsAndKeys";

    private static readonly string[] s_before =
    [
        "20261120000000_Initial",
        "20261120000001_LogGuards",
        "20261120000300_DecisionTables",
        "20261121180000_Trust",
        "20261121235900_AccessConfirmed",
        "20261122000400_PartiesOfBefore",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Database_ThatAppliedThemAll_IsUpToDate(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        // The store is at the schema of today: what came after the one migration is applied, too.
        string[] applied = [.. s_before, Whole, .. db.Database.GetMigrations().Where(m => string.CompareOrdinal(m, Whole) > 0)];
        await WriteHistoryAsync(db, applied);

        await SchemaVersions.MigrateAsync(db, Ct);
        var (missing, unknown) = await SchemaVersions.CompareAsync(db, Ct);

        Assert.Empty(missing);
        Assert.Empty(unknown);
        Assert.Equal(applied, await db.Database.GetAppliedMigrationsAsync(Ct));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, 1)]
    [InlineData(DatabaseKind.Sqlite, 6)]
    [InlineData(DatabaseKind.Postgres, 1)]
    [InlineData(DatabaseKind.Postgres, 6)]
    public async Task Database_ThatAppliedSomeOfThem_IsRefusedAsItIs(DatabaseKind kind, int applied)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        await WriteHistoryAsync(db, s_before[..applied]);

        var refused = await Assert.ThrowsAsync<SchemaTooOldException>(() => SchemaVersions.MigrateAsync(db, Ct));

        Assert.Contains(s_before[applied - 1], refused.Message);
        Assert.Contains(Whole, refused.Message);
        Assert.Equal(s_before[..applied], await db.Database.GetAppliedMigrationsAsync(Ct));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Database_OfANewerProgram_IsRefusedAsItIs(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        string[] applied = [.. s_before, Whole, "29990101000000_Later"];
        await WriteHistoryAsync(db, applied);

        var refused = await Assert.ThrowsAsync<SchemaTooNewException>(() => SchemaVersions.MigrateAsync(db, Ct));

        Assert.Contains("29990101000000_Later", refused.Message);
        Assert.Equal(applied, await db.Database.GetAppliedMigrationsAsync(Ct));
    }

    private static async Task WriteHistoryAsync(GovernanceDbContext db, IReadOnlyList<string> applied)
    {
        await db.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsHistory" """, Ct);
        foreach (var id in applied)
        {
            await db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ({id}, '10.0.14')""",
                Ct
            );
        }
    }
}
