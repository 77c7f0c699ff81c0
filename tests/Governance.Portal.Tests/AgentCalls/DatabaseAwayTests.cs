using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Custody;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Npgsql;

namespace Governance.Portal.Tests.AgentCalls;

/// <summary>
/// The database goes away under a portal that answers guards: nothing is allowed, whatever the portal still has in memory, but what a
/// signed bundle names; and when it is back, calls are decided again.
/// </summary>
public sealed class DatabaseAwayTests : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-away-").FullName;
    private TestDatabase? _database;
    private CuttableLink? _link;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Inbox => Path.Combine(_folder, "inbox");

    private string Outbox => Path.Combine(_folder, "out");

    private string Manifest => Path.Combine(_folder, "agent.json");

    private string Log => Path.Combine(_folder, "calls.jsonl");

    public async ValueTask DisposeAsync()
    {
        if (_link is not null)
        {
            await _link.DisposeAsync();
        }

        _database?.Drop();
        Directory.Delete(_folder, recursive: true);
    }

    [WholeFact]
    public async Task NothingIsAllowed_WhileTheDatabaseIsAway_ButWhatTheBundleNames()
    {
        NpmServers.Need();
        _database = TestDatabase.Create(DatabaseKind.Postgres, _folder);
        _link = new CuttableLink(new NpgsqlConnectionStringBuilder(_database.ConnectionString));
        await using var registry = await RegistryFixture.CreateAsync(
            settings: settings =>
                settings["ConnectionStrings:Governance"] = new NpgsqlConnectionStringBuilder(_database.ConnectionString)
                {
                    Host = "127.0.0.1",
                    Port = _link.Port,
                }.ConnectionString,
            kestrel: true
        );
        await AgentCallsTests.PutInProductionAsync(registry, await ManifestAsync());
        var key = await registry.Portal.CreateKeyAsync(registry.EngineerId, Scopes.AgentsDecide);
        using var asks = registry.Portal.ClientOf(key);
        var bundle = await BundleAsync();
        await using var plain = await GuardAsync(registry, key);
        await using var bundled = await GuardAsync(registry, key, bundle);

        // Twice each, so that the portal has in memory by what it decides.
        foreach (var guard in new[] { plain, bundled, plain, bundled })
        {
            Assert.Equal(("what the file says", false), await ReadAsync(guard));
            Assert.False((await WriteAsync(guard, "before.txt")).IsError);
        }

        _link.Break();

        for (var i = 0; i < 3; i++)
        {
            var read = await ReadAsync(plain);
            Assert.StartsWith("Not allowed. The portal does not answer, so nothing is allowed.", read.Text, StringComparison.Ordinal);
        }

        Assert.StartsWith("Not allowed.", (await WriteAsync(plain, "away.txt")).Text, StringComparison.Ordinal);
        using (var answer = await asks.PostAsJsonAsync(Decide, Call(), Ct))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.DoesNotContain("\"allow\"", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        Assert.Equal(("what the file says", false), await ReadAsync(bundled));
        var unnamed = await WriteAsync(bundled, "away.txt");
        Assert.Contains("the offline bundle does not name files.write_file.", unnamed.Text, StringComparison.Ordinal);
        Assert.StartsWith("Not allowed.", (await ReadAsync(bundled, Path.Combine(_folder, "secret.txt"))).Text, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Outbox, "away.txt")));

        // Back: the portal decides again, and knows nothing of what it was not asked.
        var stored = await CountAsync();
        _link.Restore();
        await Until.HoldsAsync("calls are decided again", s_patience, async _ => !(await ReadAsync(plain)).IsError, Ct);
        Assert.False((await WriteAsync(bundled, "after.txt")).IsError);
        Assert.Equal(stored + 2, await CountAsync());
        var offline = (await File.ReadAllLinesAsync(Log, Ct))
            .Select(line => JsonNode.Parse(line)!)
            .Where(l => (string?)l["event"] == "call" && l["call"] is null && (string?)l["decision"] == "allow");
        Assert.EndsWith("the offline bundle decided.", (string?)Assert.Single(offline)["reason"], StringComparison.Ordinal);
    }

    private static string Decide => $"/api/v1/agents/{AgentCallsTests.Agent}/calls:decide";

    private static JsonObject Call() =>
        new()
        {
            ["run"] = "run-2",
            ["server"] = "files",
            ["tool"] = "read_text_file",
        };

    // Past the link: the database itself never stopped.
    private async Task<int> CountAsync()
    {
        await using var connection = new NpgsqlConnection(_database!.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM \"AgentCalls\"", connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(Ct), CultureInfo.InvariantCulture);
    }

    private Task<(string Text, bool IsError)> ReadAsync(GuardProcess guard, string? path = null) =>
        guard.CallAsync("read_text_file", ("path", path ?? Path.Combine(Inbox, "a.txt")));

    private Task<(string Text, bool IsError)> WriteAsync(GuardProcess guard, string name) =>
        guard.CallAsync("write_file", ("path", Path.Combine(Outbox, name)), ("content", "x"));

    private Task<GuardProcess> GuardAsync(RegistryFixture registry, string key, params string[] options) =>
        GuardProcess.StartAsync(
            key,
            [
                "--manifest",
                Manifest,
                "--portal",
                "--agent",
                AgentCallsTests.Agent,
                "--run",
                "run-1",
                "--log",
                Log,
                "--server",
                registry.Portal.ClientOptions.BaseAddress.ToString(),
                .. options,
                "--",
                .. NpmServers.Files(_folder),
            ]
        );

    private async Task<string> ManifestAsync()
    {
        Directory.CreateDirectory(Inbox);
        Directory.CreateDirectory(Outbox);
        await File.WriteAllTextAsync(Path.Combine(Inbox, "a.txt"), "what the file says", Ct);
        await File.WriteAllTextAsync(Path.Combine(_folder, "secret.txt"), "what no one may read", Ct);
        var draft = Path.Combine(_folder, "agent.yaml");
        var server = string.Join(' ', NpmServers.Files(_folder));
        await GuardProcess.RunAsync("agent", "import", "--mcp-command", server, "--name", "files", "--accept-risks", "--out", draft);
        await File.AppendAllTextAsync(
            draft,
            $$"""
            purpose: Files invoices from the inbox
            autonomy: supervised
            owner: Accounts payable
            models: [{name: gpt-5, version: "2026-08-07", provider: openai}]
            data:
              - {scope: {{Inbox}}, access: read, personalData: false}
              - {scope: {{Outbox}}, access: write, personalData: false}

            """,
            Ct
        );
        await GuardProcess.RunAsync("agent", "digest", draft, "--out", Manifest);
        return await File.ReadAllTextAsync(draft, Ct);
    }

    // Names one tool of two.
    private async Task<string[]> BundleAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (secret, trusted, bundle) = (
            Path.Combine(_folder, "key.pem"),
            Path.Combine(_folder, "key.pub.pem"),
            Path.Combine(_folder, "b.json")
        );
        await File.WriteAllTextAsync(secret, key.ExportPkcs8PrivateKeyPem(), Ct);
        await File.WriteAllTextAsync(trusted, key.ExportSubjectPublicKeyInfoPem(), Ct);
        string[] named = ["--tool", "files.read_text_file", "--valid", "1h", "--key", secret, "--out", bundle];
        await GuardProcess.RunAsync(["agent", "bundle", "--manifest", Manifest, .. named]);
        return ["--offline-bundle", bundle, "--bundle-key", trusted];
    }
}
