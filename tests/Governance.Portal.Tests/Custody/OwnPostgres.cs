using System.Diagnostics;
using System.Globalization;
using Governance.Testing;
using Npgsql;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// A PostgreSQL server of a test's own, as deploy/postgres sets one up: its write-ahead log is archived, and base backups are taken by the
/// shipped scripts. It can be killed, and brought back at a moment.
/// </summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private OwnPostgres(string folder, int port) => (Folder, Port) = (folder, port);

    /// <summary>Where everything of it lies.</summary>
    public string Folder { get; }

    public int Port { get; }

    /// <summary>The file that a base backup touches.</summary>
    public string Mark => Path.Combine(Folder, "database-mark");

    private static string? Binaries { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(d => Path.Combine(d, "bin"))
                .Where(b => File.Exists(Path.Combine(b, "initdb")))
                .Max()
            : null;

    public static async Task<OwnPostgres> StartAsync(CancellationToken ct)
    {
        Assert.SkipUnless(Binaries is not null, "Install PostgreSQL's server to run this test.");
        var server = new OwnPostgres(Path.Combine("/tmp", $"governance-own-{Guid.NewGuid():N}"[..28]), LoadBalancer.FreePorts(1)[0]);
        Directory.CreateDirectory(server.Folder);
        await server.ShellAsync(
            // As it is installed on a host: where the server's account can read it.
            $"""
            mkdir wal bases scripts
            cp {Checkout.Path("deploy", "postgres")}/*.sh scripts/
            sed 's|/opt/governance/postgres|{server.Folder}/scripts|' {Checkout.Path("deploy", "postgres", "archive.conf")} >archive.conf
            [ "$(id -u)" -ne 0 ] || chown -R postgres: .
            chmod 755 .
            """,
            ct,
            asServer: false
        );
        await server.ShellAsync(
            $"""
            initdb -D data -A trust -U postgres -N --no-locale -E UTF8 >/dev/null
            printf '%s\n' "include = '{server.Folder}/archive.conf'" "port = {server.Port}" "unix_socket_directories = ''" \
              "max_connections = 120" >>data/postgresql.conf
            """,
            ct
        );
        await server.GoOnAsync(ct);
        await server.ExecuteAsync("postgres", "CREATE DATABASE governance", ct);
        return server;
    }

    public string ConnectionTo(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}");

    /// <summary>It ends at once, as when its host loses power.</summary>
    public Task CrashAsync(CancellationToken ct) => ShellAsync("pg_ctl -D data -m immediate stop >/dev/null", ct);

    public Task GoOnAsync(CancellationToken ct) => ShellAsync("pg_ctl -D data -w -l server.log start >/dev/null", ct);

    /// <summary>A base backup by the shipped script.</summary>
    /// <returns>Where it lies.</returns>
    public Task<string> BaseBackupAsync(CancellationToken ct) =>
        ShellAsync($"GOVERNANCE_DATABASE_MARK={Mark} scripts/base-backup.sh {Folder}/bases", ct);

    /// <summary>The server's state at a moment takes the place of what there is.</summary>
    public async Task GoBackAsync(string backup, string moment, CancellationToken ct)
    {
        await ShellAsync(
            $"""
            pg_ctl -D data -m fast -w stop >/dev/null
            mv data damaged
            scripts/restore-to.sh {backup} {Folder}/data '{moment}' >/dev/null
            """,
            ct
        );
        await GoOnAsync(ct);
        await Until.HoldsAsync(
            "the moment is reached",
            TimeSpan.FromMinutes(2),
            async now => await ExecuteAsync("governance", "SELECT pg_is_in_recovery()", now) is false,
            ct
        );
    }

    public async Task<object?> ExecuteAsync(string database, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionTo(database)};Pooling=false");
        await connection.OpenAsync(ct);
#pragma warning disable CA2100 // The test's own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await ShellAsync("pg_ctl -D data -m immediate stop >/dev/null 2>&1 || true", CancellationToken.None);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs lines of a shell in its folder, which have to succeed.</summary>
    /// <returns>What they printed.</returns>
    public async Task<string> ShellAsync(string script, CancellationToken ct, bool asServer = true)
    {
        var (code, said, output) = await TryAsync(script, ct, asServer);
        Assert.True(code == 0, said);
        return output.Trim();
    }

    /// <summary>Runs lines of a shell in its folder. PostgreSQL runs under no account that may do everything.</summary>
    /// <returns>The exit code, everything that was printed, and that of it which is output.</returns>
    public async Task<(int Code, string Said, string Output)> TryAsync(string script, CancellationToken ct, bool asServer = true)
    {
        string[] account =
            asServer && Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        string[] command = [.. account, "bash", "-c", $"set -euo pipefail; {script}"];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Binaries}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["GOVERNANCE_WAL"] = Path.Combine(Folder, "wal");
        start.Environment["PGHOST"] = "127.0.0.1";
        start.Environment["PGPORT"] = Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = "postgres";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await errors, await output);
    }
}
