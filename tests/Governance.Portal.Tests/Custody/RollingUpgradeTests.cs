using System.Diagnostics;
using System.Globalization;
using System.Net;
using Governance.Data;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// Three nodes of the last landed release are replaced by today's, one after the other, as docs/operations.md says, while programs and
/// people work through the load balancer. Every run has single steps instead: ShutdownTests drains a node, HealthTests has one that is
/// older than its database, FirstSchemaTests goes on with a database of an earlier release.
/// </summary>
[Collection(nameof(Alone))]
public sealed class RollingUpgradeTests
{
    private const int Nodes = 3;
    private const int Writers = 6;
    private const int Between = 40;
    private const string Password = "a few words are good";

    // A call of a program, or a page: what a client that tries again within half a second or so does not notice.
    private const int Budget = 5;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    // Where migrations make the last release unready, nothing is written until the first new node is there.
    private const int PatientBudget = 600;
    private static readonly TimeSpan s_longestMigration = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task LastRelease_ReplacedNodeByNodeUnderLoad_LosesNothing_AndBothReadEachOther()
    {
        LoadBalancer.Need();
        var program = LastRelease.Program;
        var folder = Directory.CreateTempSubdirectory("governance-upgrade-").FullName;
        var database = TestDatabase.Create(DatabaseKind.Postgres, folder);
        try
        {
            var key = await InstallAsync(database, folder);
            var ports = LoadBalancer.FreePorts(Nodes);
            await using var balancer = await LoadBalancer.StartAsync(ports, Ct);
            var nodes = await Task.WhenAll(ports.Select(p => PortalProcess.StartAsync(program, Settings(database, folder, p), Ct)));
            var party = new UpgradeParty(key, Password, Ct);
            await party.RegisterAsync(nodes[0].Address);
            await party.SignInAsync(nodes[0].Address);
            var (load, readers) = (new NodeWriters(key, _ => balancer.Address), new NodeReaders(balancer.Address, key, party.Session));
            var signed = new List<string>();
            var gaps = new List<TimeSpan>();
            var besides = true;
            try
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
                var work = Task.WhenAll([
                    .. Enumerable.Range(0, Writers).Select(w => load.WriteAsync(w % 2, stop.Token, Ct)),
                    readers.BrowseAsync(stop.Token, Ct),
                    readers.BrowseAsync(stop.Token, Ct),
                    readers.ReadAsync(stop.Token, Ct),
                    readers.ReadAsync(stop.Token, Ct),
                ]);
                await AnswersAsync(load);
                besides = await MigrateBesideAsync(Settings(database, folder, 0), nodes[0].Address);
                for (var node = 0; node < Nodes; node++)
                {
                    var from = Stopwatch.GetTimestamp();
                    await nodes[node].SignalAsync("TERM", Ct);
                    Assert.Equal(0, await nodes[node].EndAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct));
                    await nodes[node].DisposeAsync();
                    nodes[node] = await PortalProcess.StartAsync(Settings(database, folder, ports[node]), Ct);
                    await ReadyAsync(nodes[node].Address);
                    await AnswersAsync(load);
                    gaps.Add(TimeSpan.FromTicks(Math.Min(load.LongestGap(0, from).Ticks, load.LongestGap(1, from).Ticks)));
                    if (node < Nodes - 1 && besides)
                    {
                        signed.Add(await GoOnAsync(party, begun: nodes[node + 1].Address, signed: nodes[node].Address, $"2.{node}.0"));
                        signed.Add(await GoOnAsync(party, begun: nodes[node].Address, signed: nodes[node + 1].Address, $"3.{node}.0"));
                    }
                }

                await stop.CancelAsync();
                await work.WaitAsync(s_patience, Ct);
                await load.FinishAsync(Ct);
                await StandAsync(party, nodes[0].Address, signed);
            }
            finally
            {
                foreach (var node in nodes)
                {
                    await node.DisposeAsync();
                }
            }

            Assert.True(load.Surprises.IsEmpty, string.Join(Environment.NewLine, load.Surprises.Take(5)));
            Assert.True(readers.Surprises.IsEmpty, string.Join(Environment.NewLine, readers.Surprises.Take(5)));
            Assert.InRange(load.MostTries, 1, besides ? Budget : PatientBudget);
            Assert.InRange(readers.MostTries, 1, besides ? Budget : PatientBudget);
            Assert.All(gaps, gap => Assert.True(gap <= (besides ? s_longest : s_longestMigration), string.Join(", ", gaps)));
            await EverythingIsThereOnceAsync(database, load);
            // What the last release wrote is read by today's, entry by entry and row by row.
            var check = await PortalProcess.RunAsync(Settings(database, folder, 0), null, Ct, "db", "check");
            Assert.True(check.Code == HostCommandExit.Done, check.Output + check.Errors);
            Report(load, readers, gaps, besides);
        }
        finally
        {
            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    // The last release installs itself, with its own commands, on an empty database.
    private static async Task<string> InstallAsync(TestDatabase database, string folder)
    {
        await using (var services = Services(database))
        await using (var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public", Ct);
        }

        var settings = Settings(database, folder, 0);
        await LastRelease.DoneAsync(settings, null, Ct, "db", "migrate");
        foreach (var (name, role) in UpgradeParty.Signers.Append(("engineer", "Engineer,RiskOfficer,Auditor")))
        {
            string[] user = ["admin", "create-user", "--email", $"{name}@test.example", "--role", role, "--password-stdin"];
            await LastRelease.DoneAsync(settings, Password, Ct, user);
        }

        string[] key = ["admin", "create-key", "--name", "pipeline", "--owner", "engineer@test.example", "--expires", "1"];
        var made = await LastRelease.DoneAsync(
            settings,
            null,
            Ct,
            [.. key, "--scopes", "registry:write,registers:write,decisions:write,registry:read,registers:read,audit:read"]
        );
        return made.Trim().Split('\n')[^1].Trim();
    }

    // As the manual has it: what is missing is asked first, and applied beside the nodes that run.
    // Returns whether the last release goes on working on the schema of today.
    private static async Task<bool> MigrateBesideAsync(Dictionary<string, string> settings, Uri old)
    {
        var asked = await PortalProcess.RunAsync(settings, null, Ct, "db", "migrate", "--check");
        Assert.True(asked.Code is HostCommandExit.Done or HostCommandExit.Failed, asked.Output + asked.Errors);
        var done = await PortalProcess.RunAsync(settings, null, Ct, "db", "migrate");
        Assert.True(done.Code == HostCommandExit.Done, done.Output + done.Errors);
        if (asked.Code == HostCommandExit.Done)
        {
            return true;
        }

        // What it answers is kept for a second.
        await Task.Delay(TimeSpan.FromSeconds(3), Ct);
        return await IsReadyAsync(old, Ct);
    }

    // A version that one node registered is signed at the other, at the first and at the other again; both say the same of it.
    private static async Task<string> GoOnAsync(UpgradeParty party, Uri begun, Uri signed, string version)
    {
        var promotion = await party.RequestAsync(begun, version);
        Assert.Equal("open", await party.SignAsync(signed, promotion, "security"));
        Assert.Equal("open", await party.SignAsync(begun, promotion, "legal"));
        Assert.Equal("approved", await party.SignAsync(signed, promotion, "owner"));
        var entries = await party.EntriesAsync(begun, promotion);
        Assert.NotEmpty(entries);
        Assert.Equal(entries, await party.EntriesAsync(signed, promotion));
        return promotion;
    }

    private static async Task StandAsync(UpgradeParty party, Uri node, List<string> promotions)
    {
        foreach (var promotion in promotions)
        {
            Assert.Equal("approved", await party.StateAsync(node, promotion));
        }
    }

    private static Task ReadyAsync(Uri node) => Until.HoldsAsync("the new node is ready", s_patience, ct => IsReadyAsync(node, ct), Ct);

    private static async Task<bool> IsReadyAsync(Uri node, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = node };
        using var answer = await client.GetAsync("/readyz", ct);
        return answer.StatusCode is HttpStatusCode.OK;
    }

    private static Task AnswersAsync(NodeWriters load) =>
        Task.WhenAll(load.AnswersAsync(0, Between, Ct), load.AnswersAsync(1, Between, Ct)).WaitAsync(s_patience, Ct);

    private static Dictionary<string, string> Settings(TestDatabase database, string folder, int port) =>
        new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = database.ConnectionString,
            ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["RateLimits__RequestsPerSecond"] = "1000000",
            // Longer than HAProxy takes to notice.
            ["Shutdown__DrainSeconds"] = "3",
        };

    private static async Task EverythingIsThereOnceAsync(TestDatabase database, NodeWriters load)
    {
        await using var services = Services(database);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        string[] Sent(NodeWriters.Kind kind) =>
            [.. load.Answered.Keys.Where(k => k.Kind == kind).Select(k => k.Name).Order(StringComparer.Ordinal)];

        var models = await db.Models.Where(m => m.Name != "scorer").Select(m => m.Name).ToListAsync(Ct);
        Assert.Equal(Sent(NodeWriters.Kind.Model), models.Order(StringComparer.Ordinal));
        var risks = await db.Risks.Select(r => r.Title).ToListAsync(Ct);
        Assert.Equal(Sent(NodeWriters.Kind.Risk), risks.Order(StringComparer.Ordinal));
        Assert.Equal(risks.Count, await db.AuditEntries.CountAsync(e => e.Action == "risk.raised" && !e.Refused, Ct));
        var batches = Sent(NodeWriters.Kind.Decisions).Length;
        Assert.Equal(batches * NodeWriters.BatchLines, await db.Decisions.Select(d => d.Id).Distinct().CountAsync(Ct));
        Assert.Equal(batches, await db.AuditEntries.CountAsync(e => e.Action == "decisions.stored" && !e.Refused, Ct));
    }

    private static void Report(NodeWriters load, NodeReaders readers, List<TimeSpan> gaps, bool besides)
    {
        string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        Soak.Report(
            $"{Nodes} nodes of the last release replaced one by one behind HAProxy, {Writers} writers",
            Said(
                $"{load.Answered.Count} writes answered and all there once ({load.SentAgain} sent again, {load.MostTries} tries at most), "
            )
                + Said($"{readers.Answered} pages and lists ({readers.AskedAgain} asked for again, {readers.MostTries} tries at most), ")
                + Said($"no other error; longest pause {gaps.Max().TotalSeconds:F1} s; ")
                + (besides ? "both builds signed what the other registered" : "the last release wrote nothing once the schema was newer")
                + "; the log verifies"
        );
    }

    private static ServiceProvider Services(TestDatabase database) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(database.ConnectionString, Path.GetTempPath())
            .BuildServiceProvider();
}
