using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Audit.Commands;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Audit;

/// <summary>What <c>db backup</c> copies, <c>db restore</c> puts back; what was signed since is not lost in silence.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-backup-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Copy => Path.Combine(_folder, "copy.db");

    private string Database => Path.Combine(_folder, "governance.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Copy_OfAllThatWasSigned_RestoresALostDatabaseWithoutLoss()
    {
        var before = await LogAsync(5);
        Assert.Equal(HostCommandExit.Done, await RunAsync(new BackupCommand(), Copy));
        Assert.Equal(HostCommandExit.Wrong, await RunAsync(new BackupCommand(), Copy)); // never written over
        SqliteConnection.ClearAllPools();
        File.Delete(Database);

        Assert.Equal(HostCommandExit.Done, await RunAsync(new RestoreCommand(), Copy));

        var (origin, actions) = await StateAsync();
        Assert.Equal(before.Origin, origin);
        Assert.Equal(["database.backed-up", "database.restored"], actions[^2..]);
        Assert.Empty(await CheckAsync());
        Assert.True((await LogAsync(1)).Size > before.Size); // and it goes on being signed
    }

    [Fact]
    public async Task Copy_OlderThanTheLastCheckpoint_IsRefused_AndWithAReasonGoesOnUnderANewName()
    {
        await LogAsync(5);
        Assert.Equal(HostCommandExit.Done, await RunAsync(new BackupCommand(), Copy));
        var lost = await LogAsync(7);

        Assert.Equal(HostCommandExit.Wrong, await RunAsync(new RestoreCommand(), Copy));
        Assert.Equal((lost.Origin, lost.Size), ((await StateAsync()).Origin, (await StateAsync()).Actions.Count));

        Assert.Equal(HostCommandExit.Done, await RunAsync(new RestoreCommand(), Copy, "--accept-loss", "The disk of node 2 failed"));

        var (origin, actions) = await StateAsync();
        Assert.StartsWith($"{lost.Origin}/from-", origin, StringComparison.Ordinal);
        Assert.Equal("log.continued", actions[^1]);
        Assert.True(actions.Count < lost.Size);
        Assert.Equal(origin, (await LogAsync(1)).Origin);
        Assert.Empty(await CheckAsync());
    }

    [Fact]
    public async Task Copy_ThatSomebodyChanged_IsRefused_WhateverTheReason()
    {
        var before = await LogAsync(5);
        Assert.Equal(HostCommandExit.Done, await RunAsync(new BackupCommand(), Copy));
        await using (var connection = new SqliteConnection($"Data Source={Copy};Pooling=False"))
        {
            await connection.OpenAsync(Ct);
            await using var command = connection.CreateCommand();
            command.CommandText =
                """DROP TRIGGER "AuditEntries_no_update"; UPDATE "AuditEntries" SET "Subject" = 'another' WHERE "Index" = 1""";
            await command.ExecuteNonQueryAsync(Ct);
        }

        Assert.Equal(HostCommandExit.Failed, await RunAsync(new RestoreCommand(), Copy, "--accept-loss", "It must be right"));

        Assert.Equal(before.Origin, (await StateAsync()).Origin);
        Assert.Empty(await CheckAsync());
    }

    [Theory]
    [InlineData("20261121180000_Trust")]
    [InlineData("29990101000000_Later")]
    public async Task Copy_OfASchemaThatIsNotUpgraded_IsRefused_AndTheDatabaseStays(string schema)
    {
        var before = await LogAsync(5);
        Assert.Equal(HostCommandExit.Done, await RunAsync(new BackupCommand(), Copy));
        await using (var connection = new SqliteConnection($"Data Source={Copy};Pooling=False"))
        {
            await connection.OpenAsync(Ct);
            await using var command = connection.CreateCommand();
            command.CommandText = """UPDATE "__EFMigrationsHistory" SET "MigrationId" = $schema WHERE "MigrationId" = $first""";
            command.Parameters.AddWithValue("$schema", schema);
            command.Parameters.AddWithValue("$first", SchemaVersions.First);
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
        }

        Assert.Equal(HostCommandExit.Failed, await RunAsync(new RestoreCommand(), Copy, "--accept-loss", "It must be right"));

        Assert.Equal(before.Origin, (await StateAsync()).Origin);
        Assert.Empty(await CheckAsync());
    }

    [Fact]
    public async Task Migrate_OfADatabaseBeforeTheFirstSchema_Exits2_AndChangesNothing()
    {
        await LogAsync(1);
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = """DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" > '20261122082000_HoldsAndKeys'""";
        await command.ExecuteNonQueryAsync(Ct);
        command.CommandText = """UPDATE "__EFMigrationsHistory" SET "MigrationId" = '20261121180000_Trust'""";
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));

        Assert.Equal(HostCommandExit.Wrong, await RunAsync(new MigrateCommand()));

        command.CommandText = """SELECT group_concat("MigrationId") FROM "__EFMigrationsHistory" """;
        Assert.Equal("20261121180000_Trust", await command.ExecuteScalarAsync(Ct));
    }

    private WebApplication Build()
    {
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance=Data Source={Database}",
            $"--Storage:ArtifactPath={Path.Combine(_folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(_folder, "keys")}",
        ]);
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private Task<int> RunAsync(IHostCommand command, params string[] arguments) =>
        command.Make(new HostCommandRunner(Build, Startup.PrepareAsync)).Parse(arguments).InvokeAsync(null, Ct);

    // A portal that works for a while and is stopped.
    private async Task<StoredCheckpoint> LogAsync(int entries)
    {
        await using var portal = Build();
        await Startup.PrepareAsync(portal.Services, Ct);
        await using (var db = await portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct))
        {
            for (var i = 0; i < entries; i++)
            {
                db.Append(
                    new AuditEvent("test.written", "test", new JsonObject { ["n"] = i }),
                    Actor.Host,
                    TimeProvider.System.GetUtcNow()
                );
            }

            await db.SaveChangesAsync(Ct);
        }

        return (await portal.Services.GetRequiredService<CheckpointSigner>().SignAsync(Ct))!;
    }

    private async Task<(string Origin, List<string> Actions)> StateAsync()
    {
        await using var portal = Build();
        await Startup.PrepareAsync(portal.Services, Ct);
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        return (
            portal.Services.GetRequiredService<LogKey>().Origin,
            await db.AuditEntries.OrderBy(e => e.Index).Select(e => e.Action).ToListAsync(Ct)
        );
    }

    private async Task<List<string>> CheckAsync()
    {
        await using var portal = Build();
        await Startup.PrepareAsync(portal.Services, Ct);
        var found = new List<string>();
        foreach (var check in portal.Services.GetServices<IInstallationCheck>())
        {
            found.AddRange(await check.FindAsync(Ct).ToListAsync(Ct));
        }

        return found;
    }
}
