using System.Reflection;
using Governance.Data.Postgres;
using Governance.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Governance.Data.Tests.Schema;

/// <summary>No one forgets a migration: those of each provider make the database that the model describes.</summary>
public sealed class PendingMigrationTests
{
    [Fact]
    public void Migrations_OfSqlite_FollowTheModel()
    {
        using var context = new SqliteGovernanceDbContext(
            new DbContextOptionsBuilder<SqliteGovernanceDbContext>()
                .UseSqlite("Data Source=never-opened.db", SqliteGovernanceDbContext.WithMigrations)
                .Options
        );

        Assert.False(context.Database.HasPendingModelChanges(), "dotnet ef migrations add NAME --project src/Governance.Data.Sqlite");
    }

    [Fact]
    public void Migrations_OfPostgres_FollowTheModel()
    {
        using var context = new PostgresGovernanceDbContext(
            new DbContextOptionsBuilder<PostgresGovernanceDbContext>()
                .UseNpgsql("Host=never-opened;Database=never", PostgresGovernanceDbContext.WithMigrations)
                .Options
        );

        Assert.False(context.Database.HasPendingModelChanges(), "dotnet ef migrations add NAME --project src/Governance.Data.Postgres");
    }

    [Theory]
    [InlineData("Governance.Data.Sqlite")]
    [InlineData("Governance.Data.Postgres")]
    public void Migrations_NameEveryTypeThemselves_AndCarryNoModel(string assembly)
    {
        var migrations = Assembly.Load(assembly).GetTypes().Where(t => t.IsSubclassOf(typeof(Migration))).ToList();

        Assert.NotEmpty(migrations);
        Assert.DoesNotContain(
            migrations,
            m => m.GetMethod("BuildTargetModel", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null
        );
    }

    [Theory]
    [InlineData("Governance.Data.Sqlite")]
    [InlineData("Governance.Data.Postgres")]
    public void Migrations_ThatTheEarlierProgramWorksBeside_LeaveEveryTableAsItIs(string assembly)
    {
        var beside = Assembly
            .Load(assembly)
            .GetTypes()
            .Where(t => t.IsSubclassOf(typeof(Migration)))
            .Where(t => SchemaVersions.IsBeside(t.GetCustomAttribute<MigrationAttribute>()!.Id))
            .Select(t => (Migration)Activator.CreateInstance(t)!)
            .ToList();

        Assert.NotEmpty(beside);
        // Nodes of the earlier program work beside it, so rows have to stay as that one knows them.
        Assert.All(beside.SelectMany(m => m.UpOperations), o => Assert.True(LeavesTables(o), $"{o}"));
    }

    private static bool LeavesTables(MigrationOperation operation) =>
        operation is CreateTableOperation or CreateIndexOperation or DropIndexOperation
        || (operation is SqlOperation statement && statement.Sql.StartsWith("CREATE INDEX CONCURRENTLY", StringComparison.Ordinal));
}
