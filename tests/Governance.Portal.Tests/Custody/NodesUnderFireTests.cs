using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Integrations;
using Governance.Testing;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// Two nodes on one database and 16 programs that write to them, while nodes are killed, frozen and ended: the node that is left goes on
/// within seconds, what was answered is there once, and receivers hear of everything and can tell what they hear twice. Every run has the
/// single steps instead: IdempotencyTests, NodesWithOtherClocksTests and FrozenNodeTests.
/// </summary>
[Collection(nameof(Alone))]
public sealed class NodesUnderFireTests
{
    private const int Writers = 16;
    private const int Blows = 60;
    private const int Between = 40;
    private const string Secret = "a secret of at least thirty-two characters";

    private static readonly string[] s_told = ["model.registered", "risk.raised"];
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_frozen = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private enum Blow
    {
        Kill,
        Freeze,
        End,
    }

    [WholeFact]
    public async Task TwoNodes_KilledFrozenAndEndedUnderLoad_LoseNothingAndDoNothingTwice()
    {
        var folder = Directory.CreateTempSubdirectory("governance-fire-").FullName;
        var database = TestDatabase.Create(DatabaseKind.Postgres, folder);
        try
        {
            await using var hub = await Receiver.StartAsync();
            await using var pipeline = await Receiver.StartAsync();
            var settings = Settings(database, folder, pipeline);
            var key = await PrepareAsync(settings, hub);
            var (writers, gaps) = await FireAsync(settings, key);

            await Aftermath.LeaseNothingAsync(database.ConnectionString, Ct);
            await using (await PortalProcess.StartAsync(settings, Ct))
            {
                await Aftermath.EveryoneWasToldAsync(database.ConnectionString, s_patience, Ct);
            }

            Assert.True(writers.Surprises.IsEmpty, string.Join(Environment.NewLine, writers.Surprises.Take(5)));
            Assert.All(gaps, gap => Assert.True(gap.Longest <= s_longest, string.Join(", ", gaps)));
            var check = await PortalProcess.RunAsync(settings, null, Ct, "db", "check");
            Assert.True(check.Code == 0, check.Output + check.Errors);
            await Aftermath.EverythingIsThereOnceAsync(database.ConnectionString, writers, Ct);
            var twice = await Aftermath.EveryoneKnowsItOnceAsync(database.ConnectionString, s_told, hub, pipeline, Ct);
            // Of what a node was sending when it went, the answers are lost: at most a round of events and one call for each blow.
            Assert.InRange(twice, 0, Blows * 17);
            Soak.Report(
                $"Two nodes, {Writers} writers, {Blows} kills, freezes of {s_frozen.TotalSeconds:F0} s and ends",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{writers.Answered.Count} writes answered and all there once ({writers.SentAgain} sent again without an answer, "
                )
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"{writers.Repeated} answers repeated alike by the other node); longest pause of the node that was left "
                    )
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"{gaps.Max(g => g.Longest).TotalSeconds:F1} s; of {hub.Taken.Count + pipeline.Sent.Count} calls to receivers "
                            + $"{twice} came twice, with the same id; the log verifies"
                    )
            );
        }
        finally
        {
            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, string> Settings(TestDatabase database, string folder, Receiver pipeline) =>
        new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = database.ConnectionString,
            ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["RateLimits__RequestsPerSecond"] = "1000000",
            ["Outbound__PrivateHosts__0"] = "127.0.0.1",
            ["Outbound__PrivateHosts__1"] = pipeline.Url.Authority,
            ["Monitoring__RetrainHooks__0__Model"] = "scorer",
            ["Monitoring__RetrainHooks__0__Address"] = pipeline.Url.AbsoluteUri,
            ["Monitoring__RetrainHooks__0__Secret"] = Secret,
        };

    private static async Task<(NodeWriters Writers, List<(Blow Blow, TimeSpan Longest)> Gaps)> FireAsync(
        Dictionary<string, string> settings,
        string key
    )
    {
        var nodes = new[] { await PortalProcess.StartAsync(settings, Ct), await PortalProcess.StartAsync(settings, Ct) };
        var gaps = new List<(Blow, TimeSpan)>();
        try
        {
            await MakeModelAsync(nodes[0].Address, key);
            var writers = new NodeWriters(key, node => Volatile.Read(ref nodes[node]).Address);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var work = Task.WhenAll(Enumerable.Range(0, Writers).Select(w => writers.WriteAsync(w % nodes.Length, stop.Token, Ct)));
            for (var blow = 0; blow < Blows; blow++)
            {
                var (kind, hit) = ((Blow)(blow % Enum.GetValues<Blow>().Length), blow / Enum.GetValues<Blow>().Length % nodes.Length);
                await Task.WhenAll(writers.AnswersAsync(0, Between, Ct), writers.AnswersAsync(1, Between, Ct)).WaitAsync(s_patience, Ct);
                var from = Stopwatch.GetTimestamp();
                Volatile.Write(ref nodes[hit], await StrikeAsync(nodes[hit], kind, settings));
                gaps.Add((kind, writers.LongestGap(1 - hit, from)));
            }

            await Task.WhenAll(writers.AnswersAsync(0, Between, Ct), writers.AnswersAsync(1, Between, Ct)).WaitAsync(s_patience, Ct);
            await stop.CancelAsync();
            await work.WaitAsync(s_patience, Ct);
            await writers.FinishAsync(Ct);
            // Told to end, they end what they began.
            foreach (var node in nodes)
            {
                await node.SignalAsync("TERM", Ct);
                Assert.Equal(0, await node.EndAsync(Ct));
            }

            return (writers, gaps);
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static async Task<PortalProcess> StrikeAsync(PortalProcess node, Blow blow, Dictionary<string, string> settings)
    {
        switch (blow)
        {
            case Blow.Freeze:
                await node.SignalAsync("STOP", Ct);
                // How long it is frozen is the test's matter.
                await Task.Delay(s_frozen, Ct);
                await node.SignalAsync("CONT", Ct);
                return node;
            case Blow.End:
                await node.SignalAsync("TERM", Ct);
                Assert.Equal(0, await node.EndAsync(Ct));
                break;
            case Blow.Kill:
                await node.KillAsync();
                break;
        }

        await node.DisposeAsync();
        return await PortalProcess.StartAsync(settings, Ct);
    }

    private static async Task<string> PrepareAsync(Dictionary<string, string> settings, Receiver hub)
    {
        await using var portal = new PortalFactory();
        foreach (var (name, value) in settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
        {
            portal.Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        await portal.CreateUserAsync("owner@test.example", Roles.ModelOwner);
        var administrator = await portal.CreateUserAsync("admin@test.example", Roles.Administrator);
        var made = await portal
            .Get<ChangeDestination>()
            .CreateAsync(
                await portal.ProvenAsync(administrator, Roles.Administrator),
                new DestinationBody("Hub", hub.Url.AbsoluteUri, "structured", s_told),
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        await Aftermath.AskForTrainingAsync(portal, Blows * 10, Ct);
        var engineer = await portal.CreateUserAsync("engineer@test.example", Roles.Engineer, Roles.RiskOfficer);
        using var client = await portal.CreateKeyClientAsync(engineer, "registry:write", "registers:write", "decisions:write");
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    private static async Task MakeModelAsync(Uri node, string key)
    {
        using var client = new HttpClient { BaseAddress = node };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await MakeModelAsync(client);
    }

    /// <summary>The model that decisions are about, with a version.</summary>
    internal static async Task MakeModelAsync(HttpClient client)
    {
        async Task PostAsync(string path, JsonObject body)
        {
            using var answer = await client.PostAsJsonAsync(path, body, Ct);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }

        await PostAsync(
            "/api/v1/models",
            new JsonObject
            {
                ["name"] = "scorer",
                ["owner"] = "owner@test.example",
                ["riskClass"] = "minimal",
            }
        );
        await PostAsync(
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
            }
        );
    }
}
