using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// The database fails over under two nodes and their writers, on the cluster that deploy/patroni describes. Every run has single steps
/// instead: DatabaseFaultsTests says what counts as away, and LogHealthTests what happens to a log that was cut off.
/// </summary>
[Collection(nameof(Alone))]
public sealed class FailOverTests
{
    private const int Writers = 8;
    private const int Between = 40;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // A server that died is replaced at once; a host that is gone, when its lock is over (ttl, 20 s).
    private static readonly TimeSpan s_longestServer = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_longestHost = TimeSpan.FromSeconds(35);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task Synchronous_PrimaryKilledUnderLoad_LosesNothingThatWasAnswered()
    {
        var folder = Directory.CreateTempSubdirectory("governance-failover-").FullName;
        await using var cluster = await PostgresCluster.StartAsync(isAsynchronous: false, Ct);
        var settings = Settings(folder, await cluster.CreateDatabaseAsync("governance", Ct));
        var key = await PrepareAsync(settings);
        var nodes = new[] { await PortalProcess.StartAsync(settings, Ct), await PortalProcess.StartAsync(settings, Ct) };
        List<TimeSpan> gaps = [];
        var writers = new NodeWriters(key, node => nodes[node].Address);
        try
        {
            await MakeScorerAsync(nodes[0].Address, key);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var work = Task.WhenAll(Enumerable.Range(0, Writers).Select(w => writers.WriteAsync(w % nodes.Length, stop.Token, Ct)));
            foreach (var withHost in new[] { false, false, true })
            {
                await BothAnswerAsync(writers);
                await cluster.BecomesAsync("synchronous", s_patience, Ct);
                var primary = (await cluster.MembersAsync(Ct)).Single(m => m.Role == "primary");
                var from = Stopwatch.GetTimestamp();
                await PostgresCluster.KillAsync(primary, withHost, Ct);
                await BothAnswerAsync(writers);
                gaps.Add(TimeSpan.FromTicks(Math.Max(writers.LongestGap(0, from).Ticks, writers.LongestGap(1, from).Ticks)));
            }

            await stop.CancelAsync();
            await work.WaitAsync(s_patience, Ct);
            await writers.FinishAsync(Ct);
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }

        Assert.True(writers.Surprises.IsEmpty, string.Join(Environment.NewLine, writers.Surprises.Take(5)));
        await EverythingIsThereOnceAsync(settings, writers);
        var check = await PortalProcess.RunAsync(settings, null, Ct, "db", "check");
        Assert.True(check.Code == HostCommandExit.Done, check.Output + check.Errors);
        Assert.All(gaps[..2], gap => Assert.True(gap <= s_longestServer, string.Join(", ", gaps)));
        Assert.True(gaps[2] <= s_longestHost, string.Join(", ", gaps));
        Soak.Report(
            "Fail-over on Patroni, synchronous",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{writers.Answered.Count} writes answered, 0 lost, 0 twice; nothing was written for {gaps[0].TotalSeconds:F1} s and "
            )
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{gaps[1].TotalSeconds:F1} s after its server was killed, {gaps[2].TotalSeconds:F1} s after its host was gone"
                )
        );
        Directory.Delete(folder, recursive: true);
    }

    [WholeFact]
    public async Task Synchronous_NoStandbyAnswers_NothingIsAnsweredAsDone_NotEvenToARepeat()
    {
        var folder = Directory.CreateTempSubdirectory("governance-failover-").FullName;
        await using var cluster = await PostgresCluster.StartAsync(isAsynchronous: false, Ct);
        // Shorter than the callers wait: a commit outlasts what a command may take.
        var settings = Settings(folder, await cluster.CreateDatabaseAsync("governance", Ct) + ";Command Timeout=3");
        var key = await PrepareAsync(settings);
        await using (var node = await PortalProcess.StartAsync(settings, Ct))
        {
            using (var first = Client(node.Address, key, s_patience))
            {
                await DoneAsync(first, "with-a-standby");
            }

            using var client = Client(node.Address, key, TimeSpan.FromSeconds(5));
            var members = await cluster.MembersAsync(Ct);
            var standbys = members.Where(m => m.Role != "primary").ToList();
            foreach (var standby in standbys)
            {
                await PostgresCluster.FreezeAsync(standby, isFrozen: true, Ct);
            }

            // The caller goes away again and again, and asks once more with its key: what only the primary has is no answer.
            for (var tries = 0; tries < 4; tries++)
            {
                Assert.False(await IsDoneAsync(client, "only-here"), "answered as done although no standby has it");
            }

            foreach (var standby in standbys)
            {
                await PostgresCluster.FreezeAsync(standby, isFrozen: false, Ct);
            }

            await Until.HoldsAsync("the write is done once a standby has it", s_patience, _ => IsDoneAsync(client, "only-here"), Ct);
        }

        await using var services = Services(settings);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.Action == "model.registered" && !e.Refused, Ct));
        Directory.Delete(folder, recursive: true);
    }

    [WholeFact]
    public async Task Asynchronous_PrimaryGoneWithItsLastMoments_IsNoticedAndNamed_AndGoesOnWhenAccepted()
    {
        var folder = Directory.CreateTempSubdirectory("governance-failover-").FullName;
        await using var cluster = await PostgresCluster.StartAsync(isAsynchronous: true, Ct);
        var settings = Settings(folder, await cluster.CreateDatabaseAsync("governance", Ct));
        var key = await PrepareAsync(settings);
        var lost = 0;
        await using (var node = await PortalProcess.StartAsync(settings, Ct))
        {
            using var client = Client(node.Address, key, s_patience);
            await DoneAsync(client, "before");
            var members = await cluster.MembersAsync(Ct);
            var standbys = members.Where(m => m.Role != "primary").ToList();
            // Let what was written so far arrive; what follows does not.
            await AreEvenAsync(cluster);
            await cluster.CutOffAsync(standbys, Ct);
            for (; lost < 20; lost++)
            {
                await DoneAsync(client, string.Create(CultureInfo.InvariantCulture, $"lost-{lost}"));
            }

            await SignedAsync(settings);
            await PostgresCluster.KillAsync(members.Single(m => m.Role == "primary"), withPatroni: true, Ct);
            foreach (var standby in standbys)
            {
                await PostgresCluster.FreezeAsync(standby, isFrozen: false, Ct);
            }

            await Until.HoldsAsync(
                "the node says that the log is cut off",
                s_patience,
                async ct =>
                {
                    using var answer = await TryPostAsync(client, "after", ct);
                    return answer is { StatusCode: HttpStatusCode.ServiceUnavailable }
                        && (await answer.Content.ReadAsStringAsync(ct)).Contains("audit.damaged", StringComparison.Ordinal);
                },
                Ct
            );
            using var ready = await client.GetAsync(new Uri("/readyz", UriKind.Relative), Ct);
            using var writes = await client.GetAsync(new Uri("/writez", UriKind.Relative), Ct);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (ready.StatusCode, writes.StatusCode));
        }

        var check = await PortalProcess.RunAsync(settings, null, Ct, "db", "check");
        Assert.Equal(HostCommandExit.Failed, check.Code);
        Assert.Contains("checkpoint", check.Output + check.Errors, StringComparison.OrdinalIgnoreCase);
        var accepted = await PortalProcess.RunAsync(settings, null, Ct, "db", "restore", "--accept-loss", "fail-over to the standby");
        Assert.True(accepted.Code == HostCommandExit.Done, accepted.Output + accepted.Errors);
        await using (var node = await PortalProcess.StartAsync(settings, Ct))
        {
            using var client = Client(node.Address, key, s_patience);
            await Until.HoldsAsync("it is written again", s_patience, _ => IsDoneAsync(client, "after"), Ct);
        }

        var after = await PortalProcess.RunAsync(settings, null, Ct, "db", "check");
        Assert.True(after.Code == HostCommandExit.Done, after.Output + after.Errors);
        Soak.Report(
            "Fail-over on Patroni, asynchronous",
            string.Create(
                CultureInfo.InvariantCulture,
                $"the last {lost} answered writes never reached the standby: noticed, and nothing written into the shorter log; "
            ) + "it continues after db restore --accept-loss"
        );
        Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<string, string> Settings(string folder, string connection) =>
        new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = connection,
            ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["RateLimits__RequestsPerSecond"] = "1000000",
        };

    private static async Task<string> PrepareAsync(Dictionary<string, string> settings)
    {
        await using var portal = new PortalFactory();
        foreach (var (name, value) in settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
        {
            portal.Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        await portal.CreateUserAsync("owner@test.example", Roles.ModelOwner);
        var engineer = await portal.CreateUserAsync("engineer@test.example", Roles.Engineer, Roles.RiskOfficer);
        using var client = await portal.CreateKeyClientAsync(engineer, "registry:write", "registers:write", "decisions:write");
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    private static HttpClient Client(Uri node, string key, TimeSpan patience)
    {
        var client = new HttpClient { BaseAddress = node, Timeout = patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task<bool> IsDoneAsync(HttpClient client, string name)
    {
        using var answer = await TryPostAsync(client, name, Ct);
        // No answer, or one that says to ask again; never that something failed on our side.
        Assert.NotEqual(HttpStatusCode.InternalServerError, answer?.StatusCode);
        return answer?.IsSuccessStatusCode is true;
    }

    private static async Task DoneAsync(HttpClient client, string name)
    {
        using var answer = await TryPostAsync(client, name, Ct);
        Assert.True(answer?.IsSuccessStatusCode is true, answer is null ? "no answer" : await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<HttpResponseMessage?> TryPostAsync(HttpClient client, string name, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/models")
        {
            Content = JsonContent.Create(
                new JsonObject
                {
                    ["name"] = name,
                    ["owner"] = "owner@test.example",
                    ["riskClass"] = "minimal",
                }
            ),
            Headers = { { "Idempotency-Key", name } },
        };
        try
        {
            return await client.SendAsync(request, ct);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task MakeScorerAsync(Uri node, string key)
    {
        using var client = Client(node, key, s_patience);
        await DoneAsync(client, "scorer");
        using var version = await client.PostAsJsonAsync(
            "/api/v1/models/scorer/versions",
            new JsonObject
            {
                ["version"] = "1.0.0",
                ["artifact"] = new JsonObject
                {
                    ["sha256"] = new string('a', 64),
                    ["sizeBytes"] = 1,
                    ["mediaType"] = "application/octet-stream",
                },
            },
            Ct
        );
        Assert.True(version.IsSuccessStatusCode, await version.Content.ReadAsStringAsync(Ct));
    }

    private static Task BothAnswerAsync(NodeWriters writers) =>
        Task.WhenAll(writers.AnswersAsync(0, Between, Ct), writers.AnswersAsync(1, Between, Ct)).WaitAsync(s_patience, Ct);

    // Every standby has all that the primary wrote.
    private static async Task AreEvenAsync(PostgresCluster cluster)
    {
        await using var connection = new Npgsql.NpgsqlConnection(cluster.Connection + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await Until.HoldsAsync(
            "both standbys have what was written",
            s_patience,
            async ct =>
            {
                await using var command = new Npgsql.NpgsqlCommand(
                    "SELECT count(*) = 2 AND bool_and(replay_lsn = pg_current_wal_lsn()) FROM pg_stat_replication",
                    connection
                );
                return await command.ExecuteScalarAsync(ct) is true;
            },
            Ct
        );
    }

    // The key folder knows of everything that is in the log.
    private static async Task SignedAsync(Dictionary<string, string> settings)
    {
        await using var services = Services(settings);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        await Until.HoldsAsync(
            "the log is signed to its end",
            s_patience,
            async ct => await db.Checkpoints.MaxAsync(c => (long?)c.Size, ct) == await db.AuditEntries.LongCountAsync(ct),
            Ct
        );
    }

    private static async Task EverythingIsThereOnceAsync(Dictionary<string, string> settings, NodeWriters writers)
    {
        await using var services = Services(settings);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        List<string> Sent(NodeWriters.Kind kind) =>
            [.. writers.Answered.Keys.Where(k => k.Kind == kind).Select(k => k.Name).Order(StringComparer.Ordinal)];

        var models = await db.Models.Where(m => m.Name != "scorer").Select(m => m.Name).ToListAsync(Ct);
        Assert.Equal(Sent(NodeWriters.Kind.Model), models.Order(StringComparer.Ordinal));
        var risks = await db.Risks.Select(r => r.Title).ToListAsync(Ct);
        Assert.Equal(Sent(NodeWriters.Kind.Risk), risks.Order(StringComparer.Ordinal));
        Assert.Equal(risks.Count, await db.AuditEntries.CountAsync(e => e.Action == "risk.raised" && !e.Refused, Ct));
        Assert.Equal(
            Sent(NodeWriters.Kind.Decisions).Count,
            await db.AuditEntries.CountAsync(e => e.Action == "decisions.stored" && !e.Refused, Ct)
        );
        Assert.Equal(Sent(NodeWriters.Kind.Decisions).Count * NodeWriters.BatchLines, await db.Decisions.CountAsync(Ct));
    }

    private static ServiceProvider Services(Dictionary<string, string> settings) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(settings["ConnectionStrings__Governance"], settings["Storage__ArtifactPath"])
            .BuildServiceProvider();
}
