using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Identity;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// The portal is killed at random moments while people sign, request and push. Afterwards every answered write is there, nothing is half
/// written, the log verifies and no two checkpoints contradict each other. In every run RepeatedAnswersTests loses the answers of writes
/// that were done, without a process that dies.
/// </summary>
/// <param name="kind">The database.</param>
public abstract class CrashTests(DatabaseKind kind)
{
    private const int Kills = 300;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected async Task KillAsync()
    {
        var folder = Directory.CreateTempSubdirectory("governance-crash-").FullName;
        var database = TestDatabase.Create(kind, folder);
        try
        {
            await RunAsync(database, folder);
        }
        finally
        {
            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RunAsync(TestDatabase database, string folder)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = database.ConnectionString,
            ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            // One key works for everyone here, and at the end asks for everything that was answered.
            ["RateLimits__RequestsPerSecond"] = "1000000",
        };
        var key = await PrepareAsync(settings);
        await using var services = Services(database);
        var bank = new CrashBank(Ct) { Key = key, Databases = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>() };
        var random = new Random(20261120);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var portal = await PortalProcess.StartAsync(settings, Ct);
            if (kill == 0)
            {
                using var client = Client(portal.Address, key);
                using var made = await client.PostAsJsonAsync(
                    "/api/v1/models",
                    new JsonObject
                    {
                        ["name"] = "scorer",
                        ["owner"] = "owner@test.example",
                        ["riskClass"] = "minimal",
                    },
                    Ct
                );
                Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
                await bank.SignInAsync(portal.Address);
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var work = bank.WorkAsync(portal.Address, stop.Token);
            if (kill % 5 is 1 or 3)
            {
                // Two of five die at work, however slow the machine: a portal that never came to answer has nothing to lose. What takes
                // longest, a signature, is waited for as often as what is quick.
                await (kill % 5 == 1 ? bank.SignedAsync : bank.PushedAsync).WaitAsync(TimeSpan.FromMinutes(2), Ct);
            }

            // The moment is the test's matter, not a wait for something.
            await Task.Delay(random.Next(100, 1_500), Ct);
            await portal.KillAsync();
            await stop.CancelAsync();
            await work;
            if (File.Exists(Path.Combine(folder, "keys", "last-checkpoint")))
            {
                bank.Checkpoints[await File.ReadAllTextAsync(Path.Combine(folder, "keys", "last-checkpoint"), Ct)] = true;
            }
        }

        await using (var portal = await PortalProcess.StartAsync(settings, Ct))
        {
            using var sender = Client(portal.Address, key);
            await bank.FinishAsync(sender);
            await EverythingAnsweredIsThereAsync(bank, portal.Address);
        }

        Assert.Empty(bank.Surprises);

        var check = await PortalProcess.RunAsync(settings, null, Ct, "db", "check");
        Assert.True(check.Code == 0, check.Output + check.Errors);
        var entries = await NothingIsHalfWrittenAsync(database, bank);
        Soak.Report(
            $"{Kills} kills, {kind}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bank.SignOffs.Count} sign-offs, {bank.Promotions.Count} promotions, {bank.Comments.Count} comments, "
                    + $"{bank.Versions.Count} versions and {bank.Decisions.Count} decisions answered and all there; "
                    + $"{entries} log entries verify; {bank.Checkpoints.Count} checkpoints, none contradicts another"
            )
        );
    }

    // In this process: a host command for every account would take longer than the kills.
    private async Task<string> PrepareAsync(Dictionary<string, string> settings)
    {
        await using var portal = new PortalFactory(kind);
        foreach (var (name, value) in settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
        {
            portal.Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        foreach (
            var (name, role) in new[] { ("security", Roles.SecurityReviewer), ("legal", Roles.LegalReviewer), ("owner", Roles.ModelOwner) }
        )
        {
            await portal.CreateUserAsync($"{name}@test.example", role);
            await portal.SetUpAppAsync($"{name}@test.example");
        }

        var engineer = await portal.CreateUserAsync("engineer@test.example", Roles.Engineer, Roles.Auditor);
        using var client = await portal.CreateKeyClientAsync(engineer, "registry:write", "audit:read", "decisions:write");
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    private static async Task EverythingAnsweredIsThereAsync(CrashBank bank, Uri address)
    {
        using var client = Client(address, bank.Key);
        var signed = bank.SignOffs.ToLookup(s => s.Value, s => s.Key, StringComparer.Ordinal);
        foreach (var (id, version) in bank.Promotions)
        {
            var promotion = await client.GetFromJsonAsync<JsonObject>($"/api/v1/promotions/{id}", Ct);
            Assert.Equal(version, (string?)promotion!["version"]);
            Assert.Superset(
                signed[id].ToHashSet(StringComparer.Ordinal),
                promotion["signOffs"]!.AsArray().Select(s => (string)s!["id"]!).ToHashSet(StringComparer.Ordinal)
            );
        }

        foreach (var version in bank.Versions.Keys)
        {
            var bytes = await client.GetByteArrayAsync($"/api/v1/models/scorer/versions/{version}/artifact", Ct);
            Assert.Equal(2_000, bytes.Length);
        }
    }

    private static ServiceProvider Services(TestDatabase database) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(database.ConnectionString, Path.GetTempPath())
            .BuildServiceProvider();

    private static async Task<long> NothingIsHalfWrittenAsync(TestDatabase database, CrashBank bank)
    {
        await using var services = Services(database);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        async Task<int> LoggedAsync(string action) => await db.AuditEntries.CountAsync(e => e.Action == action && !e.Refused, Ct);
        Assert.Equal(await db.SignOffs.CountAsync(Ct), await LoggedAsync("promotion.signed"));
        Assert.Equal(await db.Promotions.CountAsync(Ct), await LoggedAsync("promotion.requested"));
        var comments = (await db.Comments.AsNoTracking().ToListAsync(Ct)).ToDictionary(
            c => c.Text.Text!,
            c => c.Subject,
            StringComparer.Ordinal
        );
        Assert.Equal(comments.Count, await LoggedAsync("promotion.commented"));
        Assert.All(bank.Comments, answered => Assert.Equal(answered.Value, comments.GetValueOrDefault(answered.Key)));
        Assert.Equal(await db.Versions.CountAsync(Ct), await LoggedAsync("version.registered"));
        Assert.Equal(await db.Versions.CountAsync(v => v.ArtifactStoredAt != null, Ct), await LoggedAsync("artifact.stored"));

        Assert.Equal(await db.DecisionBatches.CountAsync(Ct), await LoggedAsync("decisions.stored"));
        Assert.Equal(await db.DecisionBatches.SumAsync(b => b.Count, Ct), await db.Decisions.CountAsync(Ct));
        var stored = await db.Decisions.Select(d => d.Id).ToListAsync(Ct);
        Assert.Equal(
            stored.ToHashSet(StringComparer.Ordinal),
            (await db.DecisionIds.Select(k => k.Id).ToListAsync(Ct)).ToHashSet(StringComparer.Ordinal)
        );
        Assert.NotEmpty(bank.Decisions);
        Assert.Superset(bank.Decisions.Keys.ToHashSet(StringComparer.Ordinal), stored.ToHashSet(StringComparer.Ordinal));

        var log = services.GetRequiredService<LogReader>();
        var notes = bank
            .Checkpoints.Keys.Select(text =>
                SignedNote.TryParse(text, out var note) && Checkpoint.TryParse(note.Text, out var checkpoint)
                    ? checkpoint
                    : throw new FormatException(text)
            )
            .ToList();
        Assert.NotEmpty(notes);
        foreach (var checkpoint in notes)
        {
            Assert.Equal(await log.RootAsync(checkpoint.Size, Ct), checkpoint.Root);
        }

        return await log.SizeAsync(Ct);
    }

    private static HttpClient Client(Uri address, string key)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
