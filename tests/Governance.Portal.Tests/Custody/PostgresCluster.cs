using System.Diagnostics;
using System.Globalization;
using Governance.Testing;
using Npgsql;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// A PostgreSQL cluster on loopback, as deploy/patroni has it: three members with Patroni, etcd, and HAProxy, whose address leads to the
/// primary.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly string s_script = Path.Combine(Root(), "eng", "cluster.sh");

    private readonly string _folder;

    private PostgresCluster(string folder, string connection) => (_folder, Connection) = (folder, connection);

    /// <summary>Leads to the primary, as a superuser.</summary>
    public string Connection { get; }

    public static async Task<PostgresCluster> StartAsync(bool isAsynchronous, CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"governance-cluster-{Guid.NewGuid():N}"[..32]);
        string[] more = isAsynchronous ? ["--asynchronous"] : [];
        var (code, output, errors) = await RunAsync("bash", [s_script, "up", folder, .. more], ct);
        if (code != 0)
        {
            await RunAsync("bash", [s_script, "down", folder], CancellationToken.None);
            Assert.Fail(output + errors);
        }

        return new PostgresCluster(folder, output.Trim());
    }

    /// <summary>Makes a database on the primary.</summary>
    /// <returns>Where a portal finds it.</returns>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync(ct);
#pragma warning disable CA2100 // The name of a database is no parameter; it is the test's own.
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
        return new NpgsqlConnectionStringBuilder(Connection) { Database = name }.ConnectionString;
    }

    public async Task<IReadOnlyList<Member>> MembersAsync(CancellationToken ct)
    {
        var (code, output, errors) = await RunAsync("bash", [s_script, "status", _folder], ct);
        Assert.True(code == 0, errors);
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' '))
                .Select(w => new Member(w[0], w[1], Number(w[3]), Number(w[4]))),
        ];
    }

    /// <summary>Waits until there is a primary and, beside it, another member in a role.</summary>
    public Task BecomesAsync(string role, TimeSpan patience, CancellationToken ct) =>
        Until.HoldsAsync(
            $"there is a primary and a {role} member",
            patience,
            async now =>
            {
                var members = await MembersAsync(now);
                return members.Any(m => m.Role == "primary") && members.Any(m => m.Role == role);
            },
            ct
        );

    /// <summary>Kills a member's server, and with <paramref name="withPatroni"/> all that a host would take with it.</summary>
    public static async Task KillAsync(Member member, bool withPatroni, CancellationToken ct)
    {
        if (withPatroni)
        {
            await SignalAsync("KILL", [-member.Patroni], ct);
        }

        await SignalAsync("KILL", await FamilyAsync(member.Server, ct), ct);
    }

    /// <summary>Stops a member's server where it is, or lets it go on.</summary>
    public static async Task FreezeAsync(Member member, bool isFrozen, CancellationToken ct) =>
        await SignalAsync(isFrozen ? "STOP" : "CONT", await FamilyAsync(member.Server, ct), ct);

    /// <summary>From now on nothing reaches the standbys: not even what lies in a socket's buffer arrives later.</summary>
    public async Task CutOffAsync(IEnumerable<Member> standbys, CancellationToken ct)
    {
        List<int> senders = [];
        await using (var connection = new NpgsqlConnection(Connection + ";Pooling=false"))
        {
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walsender'", connection);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                senders.Add(reader.GetInt32(0));
            }
        }

        await SignalAsync("STOP", senders, ct);
        foreach (var standby in standbys)
        {
            await FreezeAsync(standby, isFrozen: true, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in await MembersAsync(CancellationToken.None))
        {
            await FreezeAsync(member, isFrozen: false, CancellationToken.None);
        }

        await RunAsync("bash", [s_script, "down", _folder], CancellationToken.None);
    }

    private static async Task<int[]> FamilyAsync(int server, CancellationToken ct)
    {
        var (_, output, _) = await RunAsync("pgrep", ["--parent", server.ToString(CultureInfo.InvariantCulture)], ct);
        return [server, .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Number)];
    }

    private static async Task SignalAsync(string signal, IEnumerable<int> processes, CancellationToken ct) =>
        await RunAsync("kill", [$"-{signal}", "--", .. processes.Select(p => p.ToString(CultureInfo.InvariantCulture))], ct);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string program, string[] arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output, await errors);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("This test runs from a checkout.");
        }

        return folder.FullName;
    }

    /// <param name="Name">As Patroni knows it.</param>
    /// <param name="Role">primary, synchronous, replica or away.</param>
    /// <param name="Server">Process of PostgreSQL.</param>
    /// <param name="Patroni">Process of Patroni, which leads its group.</param>
    internal sealed record Member(string Name, string Role, int Server, int Patroni);
}
