using System.Reflection;
using Governance.Data.Postgres;
using Governance.Data.Postgres.Migrations;
using Governance.Data.Sqlite;
using Governance.Data.Sqlite.Migrations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
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

        Assert.False(
            Differs(context, new SqliteGovernanceDbContextModelSnapshot()),
            "dotnet ef migrations add NAME --project src/Governance.Data.Sqlite"
        );
    }

    [Fact]
    public void Migrations_OfPostgres_FollowTheModel()
    {
        using var context = new PostgresGovernanceDbContext(
            new DbContextOptionsBuilder<PostgresGovernanceDbContext>()
                .UseNpgsql("Host=never-opened;Database=never", PostgresGovernanceDbContext.WithMigrations)
                .Options
        );

        Assert.False(
            Differs(context, new PostgresGovernanceDbContextModelSnapshot()),
            "dotnet ef migrations add NAME --project src/Governance.Data.Postgres"
        );
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

    // As HasPendingModelChanges does it, whose programs have the snapshot in them.
    private static bool Differs(DbContext context, ModelSnapshot snapshot)
    {
        var made = context.GetService<IModelRuntimeInitializer>().Initialize(snapshot.Model, designTime: true, validationLogger: null);
        var model = context.GetService<IDesignTimeModel>().Model;
        return context.GetService<IMigrationsModelDiffer>().HasDifferences(made.GetRelationalModel(), model.GetRelationalModel());
    }

    private static bool LeavesTables(MigrationOperation operation) =>
        operation is CreateTableOperation or CreateIndexOperation or DropIndexOperation
        || (operation is SqlOperation statement && statement.Sql.StartsWith("CREATE INDEX CONCURRENTLY", StringComparison.Ordinal));
}
