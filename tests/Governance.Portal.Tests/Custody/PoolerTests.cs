using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Governance.Data;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Testing;
using Npgsql;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// PgBouncer between portal and PostgreSQL: it works where locks hold, and the start says in one sentence what is wrong where they do not.
/// In every run each start looks at its sessions, without a pooler.
/// </summary>
public sealed class PoolerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [WholeData("session", "extra_float_digits", false, "refuses the start parameter")]
    [WholeData("session", "extra_float_digits, options", false, "drops the start parameter")]
    [WholeData("session", "extra_float_digits, options", true, null)]
    [WholeData("transaction", "extra_float_digits, options", true, "gives a session to others between two transactions")]
    public async Task Start_ThroughPgBouncer_WorksOrSaysWhatToSet(string mode, string ignored, bool hasLimits, string? refused)
    {
        var folder = Directory.CreateTempSubdirectory("governance-pooler-").FullName;
        var database = TestDatabase.Create(DatabaseKind.Postgres, folder);
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        using var pooler = await StartAsync(folder, mode, ignored, server, hasLimits);
        try
        {
            var behind = new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Port = pooler.Port,
                Database = server.Database,
                Username = server.Username,
            };
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__Governance"] = behind.ConnectionString,
                ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
                ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
            };
            var (code, output, errors) = await PortalProcess.RunAsync(settings, null, Ct, "db", "migrate");

            if (refused is null)
            {
                Assert.True(code == HostCommandExit.Done, output + errors);
                return;
            }

            Assert.Equal(HostCommandExit.Wrong, code);
            var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.StartsWith("ConnectionStrings__Governance connects through a pooler", line, StringComparison.Ordinal);
            Assert.Contains(refused, line, StringComparison.Ordinal);
        }
        finally
        {
            pooler.Process.Kill();
            await pooler.Process.WaitForExitAsync(CancellationToken.None);
            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Pooler> StartAsync(
        string folder,
        string mode,
        string ignored,
        NpgsqlConnectionStringBuilder server,
        bool hasLimits
    )
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        // As a role has them: of every session, and still there after DISCARD ALL.
        if (hasLimits)
        {
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync(Ct);
#pragma warning disable CA2100 // The name of a database is no parameter; it is the test's own.
            await using var command = new NpgsqlCommand(
                $"""
                ALTER DATABASE {server.Database} SET idle_in_transaction_session_timeout = '3s';
                ALTER DATABASE {server.Database} SET lock_timeout = '2500ms'
                """,
                connection
            );
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(Ct);
        }

        var file = Path.Combine(folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            file,
            $"""
            [databases]
            {server.Database} = host={server.Host} port={server.Port} dbname={server.Database} user={server.Username}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {mode}
            max_client_conn = 100
            server_reset_query = DISCARD ALL
            ignore_startup_parameters = {ignored}
            """,
            Ct
        );
        // It refuses to run as root.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        }

        string[] words = ["pgbouncer", file];
        if (Environment.IsPrivilegedProcess)
        {
            words = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", .. words];
        }

        var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await Until.HoldsAsync(
            "PgBouncer listens",
            TimeSpan.FromSeconds(20),
            async ct =>
            {
                using var client = new TcpClient();
                try
                {
                    await client.ConnectAsync(IPAddress.Loopback, port, ct);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            Ct
        );
        return new Pooler(process, port);
    }

    private sealed record Pooler(Process Process, int Port) : IDisposable
    {
        public void Dispose() => Process.Dispose();
    }
}
