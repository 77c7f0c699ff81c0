using Governance.Data;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Decisions;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Portal.Tests.Hosting;

/// <summary>The portal as eng/postgres-roles.sql has it run: as a role that owns nothing.</summary>
public sealed class PostgresRolesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Portal_AsTheRuntimeRole_ApprovesAndTakesDecisionsOfANewMonthIn()
    {
        // A database without a portal: a second one would sign its log with a key of its own.
        var database = TestDatabase.Create(DatabaseKind.Postgres, "");
        var connection = database.ConnectionString;
        var suffix = Guid.NewGuid().ToString("N")[..8];
        await ExecuteAsync(
            connection,
            (await File.ReadAllTextAsync(Path.Combine(Root(), "eng", "postgres-roles.sql"), Ct))
                .Replace("governance_owner", $"owner_{suffix}", StringComparison.Ordinal)
                .Replace("governance_runtime", $"runtime_{suffix}", StringComparison.Ordinal)
        );
        try
        {
            var runtime = new NpgsqlConnectionStringBuilder(connection)
            {
                Username = $"runtime_{suffix}",
                Pooling = false,
            }.ConnectionString;
            await using (
                var registry = await RegistryFixture.CreateAsync(
                    DatabaseKind.Postgres,
                    settings => settings["ConnectionStrings:Governance"] = runtime
                )
            )
            {
                await WorkAsync(registry);
            }

            Assert.Equal(
                $"owner_{suffix}",
                await AskAsync(
                    connection,
                    """SELECT DISTINCT pg_get_userbyid(c.relowner)::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid """
                        + """WHERE i.inhparent = '"Decisions"'::regclass"""
                )
            );
        }
        finally
        {
            await ExecuteAsync(
                connection,
                $"DROP OWNED BY runtime_{suffix} CASCADE; DROP ROLE runtime_{suffix}; REASSIGN OWNED BY owner_{suffix} TO CURRENT_USER; "
                    + $"DROP OWNED BY owner_{suffix} CASCADE; DROP ROLE owner_{suffix}"
            );
            database.Drop();
        }
    }

    private static async Task WorkAsync(RegistryFixture registry)
    {
        await registry.WithVersionsAsync("1.0.0");
        await registry.ApproveAsync("1.0.0", Stage.Production);
        using var sender = await DecisionLines.KeyAsync(registry.Portal);
        await DecisionLines.PushedAsync(sender, DecisionLines.Batch(20, start: registry.Clock.GetUtcNow()));
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(20, await db.Decisions.CountAsync(Ct));
        Assert.All(await db.Promotions.ToListAsync(Ct), p => Assert.Equal(Domain.Approvals.PromotionState.Approved, p.State));
        foreach (
            var check in registry
                .Portal.Services.GetServices<IInstallationCheck>()
                .Where(c => c.Subject is "the log" or "signatures" or "the decisions")
        )
        {
            Assert.Empty(await check.FindAsync(Ct).ToListAsync(Ct));
        }

        foreach (
            var statement in new[]
            {
                """UPDATE "SignedStatements" SET "Envelope" = '' """,
                """DELETE FROM "ModelSignatures" """,
                """CREATE TABLE "Mine" ("Id" integer)""",
            }
        )
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync(statement, Ct));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private static async Task ExecuteAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Ct);
#pragma warning disable CA2100 // Statements of this test.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<string?> AskAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Ct);
#pragma warning disable CA2100 // Statements of this test.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        return (string?)await command.ExecuteScalarAsync(Ct);
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
