using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Governance.Data;
using Governance.Data.Copies;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Audit.Commands;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Audit;
using Governance.Portal.Tests.Decisions;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Governance.Portal.Tests.Custody;

/// <summary>What <c>db copy</c> moves from SQLite to PostgreSQL and back is the same installation: log, records, numbers.</summary>
public sealed class DatabaseCopyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-copy-").FullName;
    private readonly List<string> _databases = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Source => $"Data Source={Path.Combine(_folder, "governance.db")}";

    private string Back => $"Data Source={Path.Combine(_folder, "back.db")}";

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        foreach (var name in _databases)
        {
            Server($"DROP DATABASE {name} WITH (FORCE)");
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact, Trait(Soak.Trait, Soak.Value)]
    public async Task Copy_ToPostgresAndBack_IsTheSameInstallation_AlsoAfterAnInterruption()
    {
        var postgres = Empty();
        var (batches, decisions, entries) = Soak.Size((1, 30, 3), (25, 20_000, 50_000));
        var (export, receipt, index) = await FillAsync(batches, decisions, entries);
        // The copy's own entry is the last one: nothing else is added by it.
        var began = Stopwatch.GetTimestamp();
        Assert.Equal(HostCommandExit.Done, await RunAsync("--from", Source, "--to", postgres));
        var there = Stopwatch.GetElapsedTime(began);
        (long Size, string Log) moved;
        await using (var portal = Portal(postgres))
        {
            var after = await ExportAsync(portal);
            Assert.Equal(export, after);
            Assert.Equal(receipt, await ReceiptAsync(portal, index));
            await WorksAsync(portal, "moved");
            await portal.Get<CheckpointSigner>().SignAsync(Ct);
            (moved, receipt) = (await ExportAsync(portal), await ReceiptAsync(portal, index));
            Assert.NotEqual(export, moved);
        }

        NpgsqlConnection.ClearAllPools();

        // Stopped in the middle: no portal starts on the half of it, and the next run goes on.
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CopyAsync(postgres, Back, stop, "40 of "));
        }

        var half = await Assert.ThrowsAsync<SchemaTooNewException>(() => StartAsync(Back));
        Assert.Contains("db copy", half.Message, StringComparison.Ordinal);
        began = Stopwatch.GetTimestamp();
        var said = await CopyAsync(postgres, Back, null, null);
        var back = Stopwatch.GetElapsedTime(began);
        Assert.Empty(said.Findings);

        await using (var portal = Portal(Back))
        {
            Assert.Equal(moved, await ExportAsync(portal));
            Assert.Equal(receipt, await ReceiptAsync(portal, index));
            await using var db = await portal.Databases.CreateDbContextAsync(Ct);
            Assert.Equal(batches * decisions, await db.Decisions.CountAsync(Ct));
            Assert.True(await db.Models.AnyAsync(m => m.Name == "moved", Ct));
        }

        Soak.Report(
            "SQLite copied to PostgreSQL and back",
            string.Join(
                "",
                Words($"{batches * decisions} decisions and {entries} log entries: there in {there.TotalSeconds:F0} s, "),
                Words($"back after an interruption in {back.TotalSeconds:F0} s, both compared row by row; "),
                Words($"exports of {export.Size} and {moved.Size} bytes equal, the receipt holds")
            )
        );
    }

    [Fact]
    public async Task Copy_ThatIsNotTheSource_IsNamed_AndWhatIsServedOrFullIsRefused()
    {
        await FillAsync();
        var postgres = Empty();

        // Someone changes the target between two runs.
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CopyAsync(Source, postgres, stop, "Comparing"));
        }

        Execute(postgres, """UPDATE "Models" SET "Owner" = "Owner" + 1; DELETE FROM "DecisionIds" WHERE "Id" = 'd3' """);
        var found = await CopyAsync(Source, postgres, null, null);
        Assert.Contains("Models credit-default: the copy differs in Owner.", found.Findings);
        Assert.Contains(found.Findings, f => f.StartsWith("DecisionIds ", StringComparison.Ordinal) && f.Contains("only in the source"));
        await Assert.ThrowsAsync<SchemaTooNewException>(() => StartAsync(postgres));

        // A target with tables of its own, a source that is not there, and one that a portal serves.
        var taken = Empty();
        Execute(taken, "CREATE TABLE other (id integer)");
        Assert.Contains("not empty", (await Assert.ThrowsAsync<CopyException>(() => CopyAsync(Source, taken, null, null))).Message);
        Assert.Contains("cannot be opened", (await Assert.ThrowsAsync<CopyException>(() => CopyAsync(Gone(), Back, null, null))).Message);
        await using var portal = Portal(Source);
        await using var served = await portal.Databases.CreateDbContextAsync(Ct);
        await served.Database.OpenConnectionAsync(Ct);
        Assert.Equal(HostCommandExit.Wrong, await RunAsync("--from", Source, "--to", Empty()));
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async Task<CopyResult> CopyAsync(string from, string to, CancellationTokenSource? stop, string? at)
    {
        await using var source = Build(from);
        await using var target = Build(to);
        return await new InstallationCopy(Databases(source), Databases(target), from, to) { Batch = Soak.Size(7, 5_000) }.RunAsync(
            () => Task.CompletedTask,
            said =>
            {
                if (at is not null && said.StartsWith(at, StringComparison.Ordinal))
                {
                    stop!.Cancel();
                }

                return Task.CompletedTask;
            },
            stop?.Token ?? Ct
        );
    }

    private static IDbContextFactory<GovernanceDbContext> Databases(WebApplication portal) =>
        portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();

    private async Task StartAsync(string connection)
    {
        await using var portal = Build(connection);
        await Startup.PrepareAsync(portal.Services, Ct);
    }

    private Task<int> RunAsync(params string[] arguments) =>
        new CopyCommand().Make(new HostCommandRunner(() => Build(Source), Startup.PrepareAsync)).Parse(arguments).InvokeAsync(null, Ct);

    private WebApplication Build(string connection)
    {
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance={connection}",
            $"--Storage:ArtifactPath={Path.Combine(_folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(_folder, "keys")}",
        ]);
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private PortalFactory Portal(string connection)
    {
        var portal = new PortalFactory { Replace = services => services.RemoveAll<IHostedService>() };
        portal.Settings["ConnectionStrings:Governance"] = connection;
        portal.Settings["Storage:ArtifactPath"] = Path.Combine(_folder, "artifacts");
        portal.Settings["Storage:KeyPath"] = Path.Combine(_folder, "keys");
        return portal;
    }

    // A model, a version with its artifact, decisions of two months, a passkey-less person, a signed log and a receipt of it.
    private async Task<((long Size, string Log) Export, string Receipt, long Index)> FillAsync(
        int batches = 1,
        int decisions = 30,
        int entries = 3
    )
    {
        await using var portal = Portal(Source);
        var engineer = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer, Roles.ModelOwner);
        using var client = await portal.CreateKeyClientAsync(engineer, Scopes.RegistryWrite, Scopes.DecisionsWrite, Scopes.AuditRead);
        await WorksAsync(portal, "credit-default", client);
        using var version = await client.PostAsJsonAsync(
            "/api/v1/models/credit-default/versions",
            RegistryFixture.Version("2.0.0", new byte[10]),
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, version.StatusCode);
        for (var n = 0; n < batches; n++)
        {
            await DecisionLines.PushedAsync(client, DecisionLines.Batch(decisions, n == 0 ? "d" : $"{n}-"));
        }

        for (var left = entries; left > 0; left -= 500)
        {
            await LogNode.AppendAsync(portal, Math.Min(left, 500));
        }

        var signed = await portal.Get<CheckpointSigner>().SignAsync(Ct);
        var index = signed!.Size - 2;
        return (await ExportAsync(portal), await ReceiptAsync(portal, index), index);
    }

    private static async Task WorksAsync(PortalFactory portal, string model, HttpClient? key = null)
    {
        using var own = key is null ? await portal.CreateKeyClientAsync(new UserId(1), Scopes.RegistryWrite) : null;
        using var made = await (key ?? own!).PostAsJsonAsync(
            "/api/v1/models",
            new
            {
                name = model,
                owner = "ann@bank.example",
                riskClass = "minimal",
            },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    // What an export holds of the signed log: the same file, byte by byte, as long as nothing more was signed.
    private static async Task<(long Size, string Log)> ExportAsync(PortalFactory portal)
    {
        using var client = await portal.CreateKeyClientAsync(null, Scopes.AuditRead);
        var bytes = await client.GetByteArrayAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Ct);
        return (bytes.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
    }

    private static async Task<string> ReceiptAsync(PortalFactory portal, long index)
    {
        using var client = await portal.CreateKeyClientAsync(null, Scopes.AuditRead);
        return await client.GetStringAsync(new Uri($"/api/v1/audit/entries/{index}/receipt", UriKind.Relative), Ct);
    }

    private string Empty()
    {
        if (!TestDatabase.HasPostgres)
        {
            Assert.Skip($"Set {TestDatabase.PostgresVariable} to a PostgreSQL server to run this test.");
        }

        var name = $"governance_copy_{Guid.NewGuid():N}";
        Server($"CREATE DATABASE {name}");
        _databases.Add(name);
        return On(name);
    }

    private static string Gone() => On($"governance_gone_{Guid.NewGuid():N}");

    private static string On(string database) =>
        new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(TestDatabase.PostgresVariable))
        {
            Database = database,
        }.ConnectionString;

    private static void Server(string statement) => Execute(On("postgres"), statement);

    private static void Execute(string connectionString, string statement)
    {
        using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        connection.Open();
#pragma warning disable CA2100 // Statements of this test.
        using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
