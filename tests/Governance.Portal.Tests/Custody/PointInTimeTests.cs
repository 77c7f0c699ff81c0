using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Administration.Audit.Commands;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// deploy/postgres on a server of its own: its write-ahead log is archived by the shipped command, a base backup taken by the shipped
/// script, a point in time restored beside it, and what was restored verified by <c>backup drill --database</c>.
/// </summary>
[Trait("Needs", "Postgres")]
public sealed class PointInTimeTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly int _other = LoadBalancer.FreePorts(1)[0];
    private OwnPostgres _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await OwnPostgres.StartAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.ShellAsync(
                "[ ! -d restored ] || pg_ctl -D restored -m immediate stop >/dev/null 2>&1 || true",
                CancellationToken.None
            );
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task PointInTime_IsRestoredBesideTheServer_WithAllUntilThen_AndNothingAfter_AndTheDrillSaysSo()
    {
        using var installation = new StoppedInstallation(Connection(_server.Port));
        installation.Settings["Backup:Database"] = nameof(BackedUpDatabase.External);
        installation.Settings["Backup:DatabaseMark"] = _server.Mark;
        await installation.WorkAsync(3, "before.base");
        var taken = await _server.BaseBackupAsync(Ct);
        Assert.True(File.Exists(_server.Mark), "The mark was not touched.");
        Assert.Equal(HostCommandExit.Done, await installation.RunAsync(new BackupCreateCommand(), installation.At("backup")));
        await installation.WorkAsync(5, "before.point");
        var point = (string)(await ScalarAsync(_server.Port, "SELECT clock_timestamp()::text"))!;
        await installation.WorkAsync(4, "after.point");
        await ArchivedAsync();

        await ShellAsync($"scripts/restore-to.sh {taken} {_server.Folder}/restored '{point}'");
        await ShellAsync($"pg_ctl -D restored -w -o '-p {_other}' -l restored.log start >/dev/null");
        await Until.HoldsAsync(
            "the point in time is reached",
            s_patience,
            async _ => await ScalarAsync(_other, "SELECT pg_is_in_recovery()") is false,
            Ct
        );

        Assert.Equal(
            HostCommandExit.Done,
            await installation.RunAsync(new BackupDrillCommand(), installation.At("backup"), "--database", Connection(_other))
        );
        Assert.Equal(5L, await CountAsync(_other, "before.point"));
        Assert.Equal(0L, await CountAsync(_other, "after.point"));
        await using (var portal = installation.Build())
        {
            var (_, drill) = await portal.Services.GetRequiredService<BackupRecords>().ReadAsync(Ct);
            Assert.Null(drill!.Wrong);
            Assert.NotNull(drill.GoodAt);
        }

        // The portal's own database is no rehearsal, and a new folder is never laid over one that is there.
        Assert.Equal(
            HostCommandExit.Wrong,
            await installation.RunAsync(new BackupDrillCommand(), installation.At("backup"), "--database", Connection(_server.Port))
        );
        var (code, said, _) = await _server.TryAsync($"scripts/restore-to.sh {taken} {_server.Folder}/restored '{point}'", Ct);
        Assert.True(code == 1 && said.Contains("Nothing was changed", StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task Archive_TakesAFileTwice_AndNeverWritesOverAnother()
    {
        await ShellAsync(
            "printf one >one; printf two >two; export GOVERNANCE_WAL=wal; scripts/archive-wal.sh one F; scripts/archive-wal.sh one F"
        );

        var (code, said, _) = await _server.TryAsync("GOVERNANCE_WAL=wal scripts/archive-wal.sh two F", Ct);

        Assert.True(code == 1 && said.Contains("does another server archive", StringComparison.Ordinal), said);
        Assert.Equal("one", await ShellAsync("cat wal/F"));
    }

    private static string Connection(int port) => $"Host=127.0.0.1;Port={port};Username=postgres;Database=governance;Pooling=false";

    private async Task ArchivedAsync()
    {
        var last = (string)(await ScalarAsync(_server.Port, "SELECT pg_walfile_name(pg_switch_wal())"))!;
        await Until.HoldsAsync(
            "the write-ahead log is archived",
            s_patience,
            _ => Task.FromResult(File.Exists(Path.Combine(_server.Folder, "wal", last))),
            Ct
        );
    }

    private static async Task<long> CountAsync(int port, string action) =>
        (long)(await ScalarAsync(port, $"SELECT COUNT(*) FROM \"AuditEntries\" WHERE \"Action\" = '{action}'"))!;

    private static async Task<object?> ScalarAsync(int port, string sql, string database = "governance")
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Connection(port)) { Database = database }.ConnectionString
        );
        await connection.OpenAsync(Ct);
#pragma warning disable CA2100 // The test's own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Ct);
    }

    private Task<string> ShellAsync(string script) => _server.ShellAsync(script, Ct);
}
