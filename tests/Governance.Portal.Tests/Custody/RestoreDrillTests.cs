using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Tests.Audit;
using Governance.Portal.Tests.Decisions;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// The commands that docs/operations.md names for backup and restore, run as they stand there, with what they refuse besides. In every
/// run BackupTests has both, without processes.
/// </summary>
public sealed partial class RestoreDrillTests
{
    private const string Program = "dotnet Governance.Portal.dll ";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [WholeData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Drill_WithTheCommandsOfTheManual_RestoresADamagedDatabase_AndNothingIsLostUnsaid(DatabaseKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("governance-drill-").FullName;
        var database = TestDatabase.Create(kind, folder);
        var suffix = Guid.NewGuid().ToString("N")[..8];
        try
        {
            var (service, owner) = (Settings(folder, database.ConnectionString), Settings(folder, database.ConnectionString));
            if (kind is DatabaseKind.Postgres)
            {
                // As eng/postgres-roles.sql has it: the service's role copies, the role that migrates restores.
                await ExecuteAsync(
                    database.ConnectionString,
                    (await File.ReadAllTextAsync(Path.Combine(Root(), "eng", "postgres-roles.sql"), Ct))
                        .Replace("governance_owner", $"owner_{suffix}", StringComparison.Ordinal)
                        .Replace("governance_runtime", $"runtime_{suffix}", StringComparison.Ordinal)
                );
                service["ConnectionStrings__Governance"] = As(database.ConnectionString, $"runtime_{suffix}");
                owner["ConnectionStrings__Governance"] = As(database.ConnectionString, $"owner_{suffix}");
            }

            await RunAsync(kind, database, folder, service, owner);
        }
        finally
        {
            if (kind is DatabaseKind.Postgres)
            {
                await ExecuteAsync(
                    database.ConnectionString,
                    $"DROP OWNED BY runtime_{suffix} CASCADE; DROP ROLE runtime_{suffix}; "
                        + $"REASSIGN OWNED BY owner_{suffix} TO CURRENT_USER; DROP OWNED BY owner_{suffix} CASCADE; "
                        + $"DROP ROLE owner_{suffix}"
                );
            }

            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(
        DatabaseKind kind,
        TestDatabase database,
        string folder,
        Dictionary<string, string> service,
        Dictionary<string, string> owner
    )
    {
        var commands = Manual(folder);
        Assert.Equal(["backup", "restore", "check"], commands.Select(c => c[1]));
        var (backup, restore, check) = (commands[0], commands[1], commands[2]);
        var before = await WorkAsync(service, decisions: 20);

        await DoneAsync(service, backup);
        await DamageAsync(kind, database);
        await DoneAsync(owner, restore);
        await DoneAsync(service, check);
        var after = await WorkAsync(service, decisions: 0);
        Assert.Equal(before.Decisions, after.Decisions);
        // Both entries of the commands, and the work since.
        Assert.True(after.Size > before.Size, $"{after} {before}");

        // Older than what was signed: refused without a reason, and then nothing is changed.
        var refused = await PortalProcess.RunAsync(owner, null, Ct, restore);
        Assert.True(refused.Code == HostCommandExit.Wrong, refused.Output + refused.Errors);
        Assert.Contains("Nothing was changed", refused.Errors, StringComparison.Ordinal);
        await DoneAsync(service, check);
        var needless = await PortalProcess.RunAsync(owner, null, Ct, "db", "restore", "--accept-loss", "to be sure");
        Assert.True(needless.Code == HostCommandExit.Wrong, needless.Output + needless.Errors);
        Assert.Contains("no loss to accept", needless.Errors, StringComparison.Ordinal);

        await DoneAsync(owner, [.. restore, "--accept-loss", "the disk of node 2 failed"]);
        await DoneAsync(service, check);
        Assert.Equal(before.Decisions, (await WorkAsync(service, decisions: 0)).Decisions);
    }

    // A portal that works for a while and is stopped.
    private static async Task<(int Decisions, long Size)> WorkAsync(Dictionary<string, string> settings, int decisions)
    {
        await using var portal = new PortalFactory();
        foreach (var (name, value) in settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
        {
            portal.Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        if (decisions > 0)
        {
            var engineer = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer, Roles.ModelOwner);
            using var client = await portal.CreateKeyClientAsync(engineer, Scopes.RegistryWrite, Scopes.DecisionsWrite);
            using var model = await client.PostAsJsonAsync(
                "/api/v1/models",
                new
                {
                    name = "credit-default",
                    owner = "ann@bank.example",
                    riskClass = "minimal",
                },
                Ct
            );
            using var version = await client.PostAsJsonAsync(
                "/api/v1/models/credit-default/versions",
                RegistryFixture.Version("2.0.0", new byte[10]),
                Ct
            );
            Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (model.StatusCode, version.StatusCode));
            await DecisionLines.PushedAsync(client, DecisionLines.Batch(decisions));
        }

        await LogNode.AppendAsync(portal, 3);
        var signed = await portal.Get<CheckpointSigner>().SignAsync(Ct);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var count = await db.Decisions.CountAsync(Ct);
        await portal.DisposeAsync();
        NpgsqlConnection.ClearAllPools(); // a stopped service has no sessions
        SqliteConnection.ClearAllPools();
        return (count, signed!.Size);
    }

    private static async Task DoneAsync(Dictionary<string, string> settings, string[] command)
    {
        var (code, output, errors) = await PortalProcess.RunAsync(settings, null, Ct, command);
        Assert.True(code == HostCommandExit.Done, $"{string.Join(' ', command)}: {code} {output} {errors}");
    }

    private static async Task DamageAsync(DatabaseKind kind, TestDatabase database)
    {
        if (kind is DatabaseKind.Sqlite)
        {
            foreach (var part in new[] { "", "-wal", "-shm" })
            {
                File.Delete(DataServices.FileOf(database.ConnectionString) + part);
            }

            return;
        }

        await ExecuteAsync(
            database.ConnectionString,
            """DROP TABLE "Models" CASCADE; ALTER TABLE "AuditEntries" DISABLE TRIGGER "AuditEntries_guard"; DELETE FROM "AuditEntries" """
        );
    }

    private static Dictionary<string, string> Settings(string folder, string connectionString) =>
        new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = connectionString,
            ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        };

    private static string As(string connectionString, string role) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = role }.ConnectionString;

    // The lines of the chapter that can be typed as they are, with a folder of this test for /backup.
    private static string[][] Manual(string folder)
    {
        var chapter = Chapter().Match(File.ReadAllText(Path.Combine(Root(), "docs", "operations.md"))).Value;
        return
        [
            .. chapter
                .Split('\n')
                .Where(line => line.StartsWith(Program, StringComparison.Ordinal))
                .Select(line =>
                    line[Program.Length..].Split('#')[0].Trim().Replace("/backup/", folder + "/", StringComparison.Ordinal).Split(' ')
                ),
        ];
    }

    private static async Task ExecuteAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Ct);
#pragma warning disable CA2100 // Statements of this test.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
        NpgsqlConnection.ClearPool(connection);
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

    [GeneratedRegex(
        @"^### The database alone\n.*?(?=^### )",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Chapter();
}
