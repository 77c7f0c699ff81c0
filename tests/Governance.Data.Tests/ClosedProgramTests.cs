using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Data.Tests;

/// <summary>What a program leaves behind that ends in order.</summary>
public sealed class ClosedProgramTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OnSqlite_TheFileIsWhole_AndNothingWaitsBesideIt()
    {
        var folder = Directory.CreateTempSubdirectory("governance-tests-").FullName;
        try
        {
            await UseAsync(TestDatabase.Create(DatabaseKind.Sqlite, folder));

            Assert.Equal(["governance.db"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task OnPostgres_NoSessionIsLeftOpen()
    {
        var database = TestDatabase.Create(DatabaseKind.Postgres, "");
        await UseAsync(database);

        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        var name = server.Database;
        server.Database = "postgres";
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Ct);
        // Refused by the server, after it has waited some seconds, while anyone is still connected.
#pragma warning disable CA2100 // The name of a database cannot be a parameter; this one is the test's own.
        await using var drop = new NpgsqlCommand($"DROP DATABASE {name}", connection);
#pragma warning restore CA2100
        await drop.ExecuteNonQueryAsync(Ct);
    }

    private static async Task UseAsync(TestDatabase database)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(database.ConnectionString, Path.GetTempPath())
            .BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        await db.NextIdAsync<UserId>(Ct);
        await transaction.CommitAsync(Ct);
    }
}
