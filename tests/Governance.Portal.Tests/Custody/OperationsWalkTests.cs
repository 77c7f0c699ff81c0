using System.Globalization;
using System.Net;
using Governance.Data;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Testing;
using Npgsql;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// docs/operations.md, walked from an empty folder by the commands that it has: one installation is made, upgraded, given new keys and
/// another store, restored from an encrypted backup, moved to PostgreSQL, given a second node, restored there, moved back, and a database
/// fails over. In every run single tests do parts of it: WholeBackupTests, DatabaseCopyTests and HostCommandsTests.
/// </summary>
[Collection(nameof(Alone))]
public sealed class OperationsWalkTests : IAsyncLifetime
{
    private const string Manual = "operations.md";
    private const string Password = "a few words are good";
    private const string Live = "/var/lib/governance";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-walk-").FullName;
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];
    private readonly List<string> _databases = [];
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private readonly ManualWalk _walk;
    private UpgradeParty? _party;
    private string _promotion = "";

    public OperationsWalkTests() => _walk = new ManualWalk(_settings);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await ServerAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        }

        await ServerAsync($"DROP ROLE IF EXISTS owner_{_suffix}");
        await ServerAsync($"DROP ROLE IF EXISTS runtime_{_suffix}");
        Directory.Delete(_folder, recursive: true);
    }

    [WholeFact]
    public async Task Operations_WalkedByTheCommandsOfTheManual_CanBeDoneToTheirEnd()
    {
        await PlacesAsync();
        await _walk.StepAsync("install", InstallAsync);
        await _walk.StepAsync("upgrade", UpgradeAsync);
        await _walk.StepAsync("rotate every key", RotateAsync);
        await _walk.StepAsync("move the store", MoveStoreAsync);
        await _walk.StepAsync("back up, SQLite", BackUpAsync);
        await _walk.StepAsync("a flipped byte is refused", FlipAsync);
        await _walk.StepAsync("restore over what is there", RestoreOverAsync);
        await _walk.StepAsync("restore onto an empty machine, SQLite", () => RestoreAsync(DatabaseKind.Sqlite));
        await _walk.StepAsync("lost keys", LostKeysAsync);
        await _walk.StepAsync("locked out", LockedOutAsync);
        await _walk.StepAsync("move the database to PostgreSQL", ToPostgresAsync);
        await _walk.StepAsync("add and remove a node", NodesAsync);
        await _walk.StepAsync("back up, PostgreSQL", BackUpAsync);
        await _walk.StepAsync("restore onto an empty machine, PostgreSQL", () => RestoreAsync(DatabaseKind.Postgres));
        await _walk.StepAsync("move the database back", ToSqliteAsync);
        await _walk.StepAsync("witness ahead", WitnessAheadAsync);
        await _walk.StepAsync("fail-over", FailOverAsync);

        Soak.Report(
            "docs/operations.md walked by its commands",
            string.Join(", ", _walk.Steps.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Step} {s.Took.TotalSeconds:F0} s")))
        );
    }

    private async Task PlacesAsync()
    {
        // The cluster's servers run as another user, who has to get to their folder.
        await _walk.DoneAsync([$"chmod 755 {_folder}"], Ct);
        Directory.CreateDirectory(Path.Combine(_folder, "root"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "root", "first-password"), Password + "\n", Ct);
        // Roles belong to the whole server, which other tests use too.
        var roles = await File.ReadAllTextAsync(Path.Combine(ManualWalk.Root, "eng", "postgres-roles.sql"), Ct);
        await File.WriteAllTextAsync(Path.Combine(_folder, "roles.sql"), Named(roles), Ct);
        _walk.Places["eng/postgres-roles.sql"] = Path.Combine(_folder, "roles.sql");
        _walk.Places["/secure/"] = Path.Combine(_folder, "root") + "/";
        _walk.Places["/mnt/store"] = Path.Combine(_folder, "store");
        _walk.Places["/tmp/cluster"] = Path.Combine(_folder, "cluster");
        _walk.Places["/backup/"] = Path.Combine(_folder, "backup-sqlite") + "/";
        _walk.Places[Live] = Path.Combine(_folder, "live");
        Directory.CreateDirectory(Path.Combine(_folder, "live"));
        Directory.CreateDirectory(Path.Combine(_folder, "backup-sqlite"));
        _settings["ConnectionStrings__Governance"] = $"Data Source={_folder}/live/governance.db";
        _settings["Storage__ArtifactPath"] = $"{_folder}/live/artifacts";
        _settings["Storage__KeyPath"] = $"{_folder}/live/keys";
        _settings["Backup__Recipient"] = $"{_folder}/root/recipient.pem";
        _settings["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        _settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        var server = new NpgsqlConnectionStringBuilder(System.Environment.GetEnvironmentVariable(TestDatabase.PostgresVariable));
        _walk.Environment["PGHOST"] = server.Host!;
        _walk.Environment["PGPORT"] = server.Port.ToString(CultureInfo.InvariantCulture);
        _walk.Environment["PGUSER"] = server.Username!;
        _walk.Environment["PGPASSWORD"] = server.Password ?? "";
        await _walk.DoneAsync(ManualWalk.Block(Manual, "## Backup and restore", "openssl req"), Ct);
    }

    private async Task InstallAsync()
    {
        await _walk.DoneAsync(ManualWalk.Block(Manual, "## Install", "admin create-user"), Ct);
        foreach (var (name, role) in UpgradeParty.Signers.Append(("engineer", "Engineer,RiskOfficer,Auditor")))
        {
            string[] user = ["admin", "create-user", "--email", $"{name}@test.example", "--role", role, "--password-stdin"];
            await HostAsync(Password, user);
        }

        string[] key = ["admin", "create-key", "--name", "walk", "--owner", "engineer@test.example", "--expires", "1"];
        var made = await HostAsync(null, [.. key, "--scopes", "registry:write,registry:read,registers:read,decisions:write,audit:read"]);
        _party = new UpgradeParty(made.Trim().Split('\n')[^1].Trim(), Password, Ct);
        await using var node = await PortalProcess.StartAsync(_settings, Ct);
        await ReadyAsync(node.Address);
        await _party.RegisterAsync(node.Address);
        await _party.SignInAsync(node.Address);
        _promotion = await ApproveAsync(node.Address, "2.0.0");
    }

    private async Task UpgradeAsync()
    {
        await _walk.DoneAsync(ManualWalk.Block(Manual, "## Upgrade", "--check"), Ct);
        await WorksAsync("2.1.0");
    }

    private async Task RotateAsync()
    {
        var before = await File.ReadAllTextAsync(Path.Combine(_folder, "live", "keys", "seals.pem"), Ct);
        await _walk.DoneAsync(ManualWalk.Block(Manual, "## Rotate every key", "rotate-key"), Ct);
        await WorksAsync("2.2.0");
        var after = await File.ReadAllTextAsync(Path.Combine(_folder, "live", "keys", "seals.pem"), Ct);
        Assert.StartsWith(before, after, StringComparison.Ordinal);
        Assert.True(after.Length > before.Length, "There is no new seal.");
        await CheckAsync();
    }

    private async Task MoveStoreAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "store"));
        await _walk.DoneAsync(ManualWalk.Block(Manual, "## Move the store", "cp -a"), Ct);
        Directory.Delete(Path.Combine(_folder, "live", "artifacts"), recursive: true);
        _settings["Storage__ArtifactPath"] = $"{_folder}/store";
        await WorksAsync("2.3.0");
        await CheckAsync();
    }

    private async Task BackUpAsync() => await _walk.DoneAsync(ManualWalk.Block(Manual, "## Backup and restore", "--previous"), Ct);

    private async Task FlipAsync()
    {
        var commands = ManualWalk.Block(Manual, "## Backup and restore", "--recipient-key");
        var backup = new DirectoryInfo(Path.Combine(_folder, "backup-sqlite", "tuesday"));
        var keys = backup.GetFiles("keys.cms", SearchOption.AllDirectories).Single().FullName;
        var bytes = await File.ReadAllBytesAsync(keys, Ct);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(keys, bytes, Ct);
        await OnEmptyMachineAsync("flipped");
        var said = await _walk.RefusedAsync(OfSqlite(commands), Ct);
        Assert.Contains("keys.cms", said, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "flipped", "governance.db")), "Something was restored.");
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(keys, bytes, Ct);
    }

    private async Task RestoreAsync(DatabaseKind kind)
    {
        var commands = ManualWalk.Block(Manual, "## Backup and restore", "--recipient-key");
        await OnEmptyMachineAsync($"empty-{kind}");
        if (kind is DatabaseKind.Sqlite)
        {
            await _walk.DoneAsync(OfSqlite(commands), Ct);
        }
        else
        {
            NewDatabase("restored");
            _settings["ConnectionStrings__Governance"] = Postgres("owner");
            await _walk.DoneAsync(commands, Ct);
            _settings["ConnectionStrings__Governance"] = Postgres("runtime");
        }

        await WorksAsync(kind is DatabaseKind.Sqlite ? "2.4.0" : "2.6.0");
        await CheckAsync();
    }

    // With and without an answer: what a host command entered since the backup is dropped only when that is said.
    private async Task RestoreOverAsync()
    {
        var commands = ManualWalk.Block(Manual, "## Backup and restore", "--yes");
        var said = await _walk.RefusedAsync(commands.Take(1).Select(l => l.Replace(" --yes", "", StringComparison.Ordinal)), Ct);
        Assert.Contains("backup.made", said, StringComparison.Ordinal);
        await _walk.DoneAsync(commands, Ct);
        await WorksAsync("2.3.1");
        await _walk.DoneAsync(["rm -r /backup/monday /backup/tuesday"], Ct);
        await BackUpAsync();
    }

    private async Task LostKeysAsync()
    {
        var keys = _settings["Storage__KeyPath"];
        Directory.Delete(keys, recursive: true);
        Directory.CreateDirectory(keys);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _walk.Places[Live] = Path.GetDirectoryName(keys)!;
        // The account of the service is not on this machine.
        var commands = ManualWalk.Block("disasters.md", "## Lost keys", "openssl cms");
        await _walk.DoneAsync(
            commands.Where(l => l.StartsWith("openssl", StringComparison.Ordinal) || l.Contains("db check", StringComparison.Ordinal)),
            Ct
        );
        await _walk.DoneAsync(ManualWalk.Block("disasters.md", "## Lost recipient key", "tar -t"), Ct);
        await WorksAsync("2.4.1");
    }

    private async Task LockedOutAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "root", "rescue-password"), Password + "\n", Ct);
        await _walk.DoneAsync(ManualWalk.Block("disasters.md", "## Locked out", "admin create-user"), Ct);
    }

    private async Task WitnessAheadAsync()
    {
        await _walk.DoneAsync(ManualWalk.Block("disasters.md", "## Witness ahead", "--witness-ahead"), Ct);
        await WorksAsync("2.8.0");
    }

    private async Task ToPostgresAsync()
    {
        // What is written first is where the installation is: here, after a restore.
        _walk.Places["Data Source=/var/lib/governance/governance.db"] = _settings["ConnectionStrings__Governance"];
        NewDatabase("moved");
        await _walk.DoneAsync(ManualWalk.Block(Manual, "## Move between SQLite and PostgreSQL", "createdb"), Ct);
        _settings["ConnectionStrings__Governance"] = Postgres("runtime");
        _walk.Places["/backup/"] = Path.Combine(_folder, "backup-postgres") + "/";
        Directory.CreateDirectory(Path.Combine(_folder, "backup-postgres"));
        await WorksAsync("2.5.0");
        await CheckAsync();
    }

    private async Task NodesAsync()
    {
        await using var first = await PortalProcess.StartAsync(_settings, Ct);
        var commands = ManualWalk.Block(Manual, "### Several nodes", "doctor");
        await _walk.DoneAsync(commands.Where(l => l.Contains("doctor", StringComparison.Ordinal)), Ct);
        await using (var second = await PortalProcess.StartAsync(_settings, Ct))
        {
            await ReadyAsync(second.Address);
            _walk.Places["127.0.0.1:8080"] = second.Address.Authority;
            await _walk.DoneAsync(commands.Where(l => l.StartsWith("curl", StringComparison.Ordinal)), Ct);
            await ApproveAsync(second.Address, "2.5.1", first.Address);
            await first.SignalAsync("TERM", Ct);
            Assert.Equal(0, await first.EndAsync(Ct).WaitAsync(s_patience, Ct));
            await ApproveAsync(second.Address, "2.5.2");
        }
    }

    private async Task ToSqliteAsync()
    {
        _walk.Places[Live] = Path.Combine(_folder, "live");
        await _walk.DoneAsync(ManualWalk.Block(Manual, "## Move between SQLite and PostgreSQL", "back.db"), Ct);
        _settings["ConnectionStrings__Governance"] = $"Data Source={_folder}/live/back.db";
        await WorksAsync("2.7.0");
        await CheckAsync();
    }

    private async Task FailOverAsync()
    {
        var commands = ManualWalk.Block("deployment.md", "### The database", "cluster.sh");
        var line = (string words) => commands.Where(l => l.Contains(words, StringComparison.Ordinal));
        var connection = (await _walk.DoneAsync(line("cluster.sh up"), Ct))
            .Split('\n')
            .Single(l => l.StartsWith("Host=", StringComparison.Ordinal));
        try
        {
            await OnEmptyMachineAsync("failover");
            _settings["ConnectionStrings__Governance"] = connection;
            await HostAsync(null, "db", "migrate");
            await using var node = await PortalProcess.StartAsync(_settings, Ct);
            await ReadyAsync(node.Address);
            var members = await MembersAsync();
            var primary = members.Single(m => m[1] == "primary");
            using (var kill = System.Diagnostics.Process.Start("kill", ["-QUIT", primary[3]]))
            {
                await kill.WaitForExitAsync(Ct);
            }

            await Until.HoldsAsync(
                "another member is the primary",
                s_patience,
                async _ => (await MembersAsync()).Exists(m => m[1] == "primary" && m[3] != primary[3]),
                Ct
            );
            await ReadyAsync(node.Address);
        }
        finally
        {
            await _walk.DoneAsync(line("cluster.sh down"), CancellationToken.None);
        }

        async Task<List<string[]>> MembersAsync() =>
            [
                .. (await _walk.DoneAsync(line("cluster.sh status"), Ct))
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(l => l.Split(' '))
                    .Where(l => l.Length == 5),
            ];
    }

    // A host with program and settings, and nothing else.
    private Task OnEmptyMachineAsync(string name)
    {
        var machine = Path.Combine(_folder, name);
        Directory.CreateDirectory(machine);
        _settings["ConnectionStrings__Governance"] = $"Data Source={machine}/governance.db";
        _settings["Storage__ArtifactPath"] = $"{machine}/artifacts";
        _settings["Storage__KeyPath"] = $"{machine}/keys";
        return Task.CompletedTask;
    }

    private void NewDatabase(string name)
    {
        var database = $"walk_{name}_{_suffix}";
        _databases.Add(database);
        _walk.Places["createdb governance"] = $"createdb {database}";
        _walk.Places["psql -d governance"] = $"psql -q -v ON_ERROR_STOP=1 -d {database}";
        _walk.Places["Host=db;Database=governance;Username=governance_owner"] = Postgres("owner");
    }

    private string Postgres(string role) =>
        new NpgsqlConnectionStringBuilder(System.Environment.GetEnvironmentVariable(TestDatabase.PostgresVariable))
        {
            Database = _databases[^1],
            Username = $"{role}_{_suffix}",
        }.ConnectionString;

    private string Named(string text) =>
        text.Replace("governance_owner", $"owner_{_suffix}", StringComparison.Ordinal)
            .Replace("governance_runtime", $"runtime_{_suffix}", StringComparison.Ordinal);

    private static IEnumerable<string> OfSqlite(IEnumerable<string> commands) =>
        commands.Where(l => l.StartsWith("dotnet ", StringComparison.Ordinal));

    // It serves: what was approved at the beginning is there, and another version is registered, signed and approved.
    private async Task WorksAsync(string version)
    {
        await using var node = await PortalProcess.StartAsync(_settings, Ct);
        await ReadyAsync(node.Address);
        Assert.Equal("approved", await _party!.StateAsync(node.Address, _promotion));
        await ApproveAsync(node.Address, version);
        await node.SignalAsync("TERM", Ct);
        Assert.Equal(0, await node.EndAsync(Ct).WaitAsync(s_patience, Ct));
    }

    private async Task<string> ApproveAsync(Uri node, string version, Uri? other = null)
    {
        var promotion = await _party!.RequestAsync(node, version);
        await _party.SignAsync(other ?? node, promotion, "security");
        await _party.SignAsync(node, promotion, "legal");
        Assert.Equal("approved", await _party.SignAsync(other ?? node, promotion, "owner"));
        return promotion;
    }

    private async Task CheckAsync() => await HostAsync(null, "db", "check");

    private async Task<string> HostAsync(string? input, params string[] command)
    {
        var (code, output, errors) = await PortalProcess.RunAsync(_settings, input, Ct, command);
        Assert.True(code == HostCommandExit.Done, $"{string.Join(' ', command)}: {code} {output} {errors}");
        return output;
    }

    private static Task ReadyAsync(Uri node) =>
        Until.HoldsAsync(
            "the node is ready",
            s_patience,
            async ct =>
            {
                using var client = new HttpClient { BaseAddress = node };
                using var answer = await client.GetAsync("/readyz", ct);
                return answer.StatusCode is HttpStatusCode.OK;
            },
            Ct
        );

    private static async Task ServerAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(
            System.Environment.GetEnvironmentVariable(TestDatabase.PostgresVariable) + ";Pooling=false"
        );
        await connection.OpenAsync(CancellationToken.None);
#pragma warning disable CA2100 // Names of databases and roles are no parameters; these are the test's own.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
