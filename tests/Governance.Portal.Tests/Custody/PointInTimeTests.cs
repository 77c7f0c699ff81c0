using System.Diagnostics;
using System.Globalization;
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

    private readonly string _folder = Path.Combine("/tmp", $"governance-point-{Guid.NewGuid():N}"[..30]);
    private readonly int[] _ports = LoadBalancer.FreePorts(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Binaries is not null, "Install PostgreSQL's server to run this test.");
        Directory.CreateDirectory(_folder);
        await ShellAsync(
            // As it is installed on a host: where the server's account can read it.
            $"""
            mkdir wal bases scripts
            cp {Checkout.Path("deploy", "postgres")}/*.sh scripts/
            sed 's|/opt/governance/postgres|{_folder}/scripts|' {Checkout.Path("deploy", "postgres", "archive.conf")} >archive.conf
            [ "$(id -u)" -ne 0 ] || chown -R postgres: .
            chmod 755 .
            """,
            asServer: false
        );
        await ShellAsync(
            $"""
            initdb -D data -A trust -U postgres -N --no-locale -E UTF8 >/dev/null
            printf '%s\n' "include = '{_folder}/archive.conf'" "port = {_ports[
                0
            ]}" "unix_socket_directories = ''" "max_connections = 60" >>data/postgresql.conf
            pg_ctl -D data -w -l log start >/dev/null
            """
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            await ShellAsync("for d in data restored; do [ ! -d $d ] || pg_ctl -D $d -m immediate stop >/dev/null 2>&1 || true; done");
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task PointInTime_IsRestoredBesideTheServer_WithAllUntilThen_AndNothingAfter_AndTheDrillSaysSo()
    {
        await ExecuteAsync(_ports[0], "postgres", "CREATE DATABASE governance");
        using var installation = new StoppedInstallation(Connection(_ports[0]));
        var mark = Path.Combine(_folder, "database-mark");
        installation.Settings["Backup:Database"] = nameof(BackedUpDatabase.External);
        installation.Settings["Backup:DatabaseMark"] = mark;
        await installation.WorkAsync(3, "before.base");
        var taken = await ShellAsync($"GOVERNANCE_DATABASE_MARK={mark} scripts/base-backup.sh {_folder}/bases");
        Assert.True(File.Exists(mark), "The mark was not touched.");
        Assert.Equal(HostCommandExit.Done, await installation.RunAsync(new BackupCreateCommand(), installation.At("backup")));
        await installation.WorkAsync(5, "before.point");
        var point = (string)(await ScalarAsync(_ports[0], "SELECT clock_timestamp()::text"))!;
        await installation.WorkAsync(4, "after.point");
        await ArchivedAsync();

        await ShellAsync($"scripts/restore-to.sh {taken} {_folder}/restored '{point}'");
        await ShellAsync($"pg_ctl -D restored -w -o '-p {_ports[1]}' -l restored.log start >/dev/null");
        await Until.HoldsAsync(
            "the point in time is reached",
            s_patience,
            async _ => await ScalarAsync(_ports[1], "SELECT pg_is_in_recovery()") is false,
            Ct
        );

        Assert.Equal(
            HostCommandExit.Done,
            await installation.RunAsync(new BackupDrillCommand(), installation.At("backup"), "--database", Connection(_ports[1]))
        );
        Assert.Equal(5L, await CountAsync(_ports[1], "before.point"));
        Assert.Equal(0L, await CountAsync(_ports[1], "after.point"));
        await using (var portal = installation.Build())
        {
            var (_, drill) = await portal.Services.GetRequiredService<BackupRecords>().ReadAsync(Ct);
            Assert.Null(drill!.Wrong);
            Assert.NotNull(drill.GoodAt);
        }

        // The portal's own database is no rehearsal, and a new folder is never laid over one that is there.
        Assert.Equal(
            HostCommandExit.Wrong,
            await installation.RunAsync(new BackupDrillCommand(), installation.At("backup"), "--database", Connection(_ports[0]))
        );
        var (code, said, _) = await TryAsync($"scripts/restore-to.sh {taken} {_folder}/restored '{point}'", asServer: true);
        Assert.True(code == 1 && said.Contains("Nothing was changed", StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task Archive_TakesAFileTwice_AndNeverWritesOverAnother()
    {
        await ShellAsync(
            "printf one >one; printf two >two; export GOVERNANCE_WAL=wal; scripts/archive-wal.sh one F; scripts/archive-wal.sh one F"
        );

        var (code, said, _) = await TryAsync("GOVERNANCE_WAL=wal scripts/archive-wal.sh two F", asServer: true);

        Assert.True(code == 1 && said.Contains("does another server archive", StringComparison.Ordinal), said);
        Assert.Equal("one", await ShellAsync("cat wal/F"));
    }

    private static string? Binaries { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(d => Path.Combine(d, "bin"))
                .Where(b => File.Exists(Path.Combine(b, "initdb")))
                .Max()
            : null;

    private static string Connection(int port) => $"Host=127.0.0.1;Port={port};Username=postgres;Database=governance;Pooling=false";

    private async Task ArchivedAsync()
    {
        var last = (string)(await ScalarAsync(_ports[0], "SELECT pg_walfile_name(pg_switch_wal())"))!;
        await Until.HoldsAsync(
            "the write-ahead log is archived",
            s_patience,
            _ => Task.FromResult(File.Exists(Path.Combine(_folder, "wal", last))),
            Ct
        );
    }

    private static async Task<long> CountAsync(int port, string action) =>
        (long)(await ScalarAsync(port, $"SELECT COUNT(*) FROM \"AuditEntries\" WHERE \"Action\" = '{action}'"))!;

    private static Task<object?> ExecuteAsync(int port, string database, string sql) => ScalarAsync(port, sql, database);

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

    private async Task<string> ShellAsync(string script, bool asServer = true)
    {
        var (code, said, output) = await TryAsync(script, asServer);
        Assert.True(code == 0, said);
        return output.Trim();
    }

    // PostgreSQL runs under no account that may do everything.
    private async Task<(int Code, string Said, string Output)> TryAsync(string script, bool asServer)
    {
        string[] account =
            asServer && Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        string[] command = [.. account, "bash", "-c", $"set -euo pipefail; {script}"];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Binaries}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["GOVERNANCE_WAL"] = Path.Combine(_folder, "wal");
        start.Environment["PGHOST"] = "127.0.0.1";
        start.Environment["PGPORT"] = _ports[0].ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = "postgres";
        using var process = Process.Start(start)!;
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(CancellationToken.None),
            process.StandardError.ReadToEndAsync(CancellationToken.None)
        );
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, await output + await errors, await output);
    }
}
