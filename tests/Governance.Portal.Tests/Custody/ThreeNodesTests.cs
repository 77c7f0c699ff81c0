using System.Diagnostics;
using System.Globalization;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// Three nodes behind HAProxy, and programs that write through it while a node is drained, killed and frozen: nothing that was answered is
/// lost or there twice, and writes go on within seconds.
/// </summary>
public sealed class ThreeNodesTests
{
    private const int Nodes = 3;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_frozen = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private enum Blow
    {
        Drain,
        Kill,
        Freeze,
    }

    [WholeFact]
    public async Task ThreeNodes_DrainedKilledAndFrozenUnderLoad_LoseNothing_AndAnswerWithinSeconds()
    {
        LoadBalancer.Need();
        var (writers, blows, between) = (Soak.Size(4, 12), Soak.Size(2, 45), Soak.Size(10, 40));
        var folder = Directory.CreateTempSubdirectory("governance-three-").FullName;
        var database = TestDatabase.Create(DatabaseKind.Postgres, folder);
        try
        {
            var ports = LoadBalancer.FreePorts(Nodes);
            var key = await PrepareAsync(database, folder);
            await using var balancer = await LoadBalancer.StartAsync(ports, Ct);
            var nodes = await Task.WhenAll(ports.Select(port => StartAsync(database, folder, port)));
            var gaps = new List<(Blow, TimeSpan)>();
            var load = new NodeWriters(key, _ => balancer.Address);
            try
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
                var work = Task.WhenAll(Enumerable.Range(0, writers).Select(w => load.WriteAsync(w % 2, stop.Token, Ct)));
                for (var blow = 0; blow < blows; blow++)
                {
                    var (kind, hit) = ((Blow)(blow % 3), blow % Nodes);
                    await AnswersAsync(load, between);
                    var from = Stopwatch.GetTimestamp();
                    nodes[hit] = await StrikeAsync(nodes[hit], kind, () => StartAsync(database, folder, ports[hit]));
                    gaps.Add((kind, TimeSpan.FromTicks(Math.Min(load.LongestGap(0, from).Ticks, load.LongestGap(1, from).Ticks))));
                }

                await AnswersAsync(load, between);
                await stop.CancelAsync();
                await work.WaitAsync(s_patience, Ct);
                await load.FinishAsync(Ct);
            }
            finally
            {
                foreach (var node in nodes)
                {
                    await node.DisposeAsync();
                }
            }

            Assert.True(load.Surprises.IsEmpty, string.Join(Environment.NewLine, load.Surprises.Take(5)));
            Assert.All(gaps, gap => Assert.True(gap.Item2 <= s_longest, string.Join(", ", gaps)));
            await EverythingIsThereOnceAsync(database, load);
            Soak.Report(
                $"Three nodes behind HAProxy, {writers} writers, {blows} drains, kills and freezes of {s_frozen.TotalSeconds:F0} s",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{load.Answered.Count} writes answered and all there once ({load.SentAgain} sent again without an answer); "
                ) + string.Create(CultureInfo.InvariantCulture, $"longest pause {gaps.Max(g => g.Item2).TotalSeconds:F1} s")
            );
        }
        finally
        {
            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task AnswersAsync(NodeWriters load, int count) =>
        Task.WhenAll(load.AnswersAsync(0, count, Ct), load.AnswersAsync(1, count, Ct)).WaitAsync(s_patience, Ct);

    private static async Task<PortalProcess> StrikeAsync(PortalProcess node, Blow blow, Func<Task<PortalProcess>> startAgain)
    {
        switch (blow)
        {
            case Blow.Freeze:
                await node.SignalAsync("STOP", Ct);
                // How long it is frozen is the test's matter.
                await Task.Delay(s_frozen, Ct);
                await node.SignalAsync("CONT", Ct);
                return node;
            case Blow.Drain:
                await node.SignalAsync("TERM", Ct);
                Assert.Equal(0, await node.EndAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct));
                break;
            case Blow.Kill:
                await node.KillAsync();
                break;
        }

        await node.DisposeAsync();
        return await startAgain();
    }

    private static Task<PortalProcess> StartAsync(TestDatabase database, string folder, int port) =>
        PortalProcess.StartAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__Governance"] = database.ConnectionString,
                ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
                ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["RateLimits__RequestsPerSecond"] = "1000000",
                ["Security__SecondFactorRoles"] = "none",
                // Longer than HAProxy takes to notice.
                ["Shutdown__DrainSeconds"] = "3",
            },
            Ct
        );

    private static async Task<string> PrepareAsync(TestDatabase database, string folder)
    {
        await using var portal = new PortalFactory { RunsJobs = false };
        portal.Settings["ConnectionStrings:Governance"] = database.ConnectionString;
        portal.Settings["Storage:ArtifactPath"] = Path.Combine(folder, "artifacts");
        portal.Settings["Storage:KeyPath"] = Path.Combine(folder, "keys");
        await portal.CreateUserAsync("owner@test.example", Roles.ModelOwner);
        var engineer = await portal.CreateUserAsync("engineer@test.example", Roles.Engineer, Roles.RiskOfficer);
        using var client = await portal.CreateKeyClientAsync(engineer, "registry:write", "registers:write", "decisions:write");
        var key = client.DefaultRequestHeaders.Authorization!.Parameter!;
        await NodesUnderFireTests.MakeModelAsync(client);
        return key;
    }

    private static async Task EverythingIsThereOnceAsync(TestDatabase database, NodeWriters load)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(database.ConnectionString, Path.GetTempPath())
            .BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        string[] Sent(NodeWriters.Kind kind) =>
            [.. load.Answered.Keys.Where(k => k.Kind == kind).Select(k => k.Name).Order(StringComparer.Ordinal)];

        var models = await db.Models.Where(m => m.Name != "scorer").Select(m => m.Name).ToListAsync(Ct);
        Assert.Equal(Sent(NodeWriters.Kind.Model), models.Order(StringComparer.Ordinal));
        var risks = await db.Risks.Select(r => r.Title).ToListAsync(Ct);
        Assert.Equal(Sent(NodeWriters.Kind.Risk), risks.Order(StringComparer.Ordinal));
        Assert.Equal(risks.Count, await db.AuditEntries.CountAsync(e => e.Action == "risk.raised" && !e.Refused, Ct));
        Assert.Equal(
            Sent(NodeWriters.Kind.Decisions).Length * NodeWriters.BatchLines,
            await db.Decisions.Select(d => d.Id).Distinct().CountAsync(Ct)
        );
    }
}
