using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Integrations.Formats;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Tests.Notifications;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// Three nodes behind HAProxy, on the PostgreSQL cluster of deploy/patroni, with programs that write, people who read, and receivers that
/// are called, while nodes are killed, paused, drained and cut off from their database, and the primary is killed: nothing that was
/// answered is lost or there twice, writes go on within seconds, and pages come back.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ClusterTests
{
    private const int Nodes = 3;
    private const int Writers = 6;
    private const int Between = 12;
    private const string Secret = "a secret of at least thirty-two characters";

    private static readonly string[] s_told = ["model.registered", "risk.raised"];
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_paused = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_cut = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-cluster-").FullName;
    private readonly ConcurrentQueue<PortalProcess> _started = [];
    private readonly ConcurrentDictionary<string, bool> _checkpoints = new(StringComparer.Ordinal);
    private readonly List<(Blow Blow, TimeSpan Blind, TimeSpan Page)> _events = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private enum Blow
    {
        Kill,
        Primary,
        Pause,
        Cut,
        Drain,
        Silence,
    }

    [WholeFact]
    public async Task ThreeNodesOnPatroni_UnderLoadAndBlows_LoseNothing_DoNothingTwice_AndComeBackWithinSeconds()
    {
        LoadBalancer.Need();
        Assert.SkipWhen(Rsyslog.Program is null, "Install rsyslog to run this test.");
        await using var cluster = await PostgresCluster.StartAsync(isAsynchronous: false, Ct);
        await using var hub = await Receiver.StartAsync();
        await using var pipeline = await Receiver.StartAsync();
        await using var mail = await MailServer.StartAsync(Ct);
        await using var syslog = await Rsyslog.StartAsync(null, Ct);
        var database = await cluster.CreateDatabaseAsync("governance", Ct);
        var settings = Settings(database, pipeline, mail);
        var key = await PrepareAsync(settings, hub, syslog);
        var writers = await FireAsync(cluster, settings, key);

        await Aftermath.LeaseNothingAsync(database, Ct);
        await using (await PortalProcess.StartAsync(settings, Ct))
        {
            await Aftermath.EveryoneWasToldAsync(database, s_patience * 2, Ct);
        }

        var check = await PortalProcess.RunAsync(settings, null, Ct, "db", "check");
        Assert.True(check.Code == 0, check.Output + check.Errors);
        await Aftermath.EverythingIsThereOnceAsync(database, writers, Ct);
        await CheckpointsAgreeAsync(database);
        var twice = await Aftermath.EveryoneKnowsItOnceAsync(database, s_told, hub, pipeline, Ct);
        var (lines, linesTwice) = await SyslogKnowsItOnceAsync(database, syslog);
        var (mails, unsure) = await MailCameOnceAsync(database, mail);
        // Of what a node was sending when it went, the answers are lost: at most a round of events and one call for each blow.
        Assert.InRange(twice, 0, _events.Count * 17);
        Assert.InRange(linesTwice, 0, _events.Count * 16);
        Soak.Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Three nodes behind HAProxy on Patroni, {Soak.Minutes(30)} minutes, {Writers} writers, {_events.Count} blows"
            ),
            string.Join(
                "",
                Words($"{writers.Answered.Count} writes answered, 0 lost, 0 twice ({writers.SentAgain} sent again without an answer); "),
                Words(
                    $"of {hub.Taken.Count + pipeline.Sent.Count} calls to receivers {twice} and of {lines} lines of syslog {linesTwice} "
                ),
                Words($"came twice, with the same id; {mails} mails, none twice, {unsure} marked as unsure; the log verifies, "),
                Words($"{_checkpoints.Count} checkpoints, none contradicts another. Longest time without an answered write, and until a "),
                $"page was shown: {string.Join(", ", Figures())}"
            )
        );
        Assert.All(_events, e => Assert.True(e.Blind <= s_longest, string.Join("; ", Figures())));
        Directory.Delete(_folder, recursive: true);
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private IEnumerable<string> Figures() =>
        _events
            .GroupBy(e => e.Blow)
            .Select(g =>
                Words($"{g.Key} ({g.Count()}) {g.Max(e => e.Blind).TotalSeconds:F1} s and {g.Max(e => e.Page).TotalSeconds:F1} s")
            );

    private async Task<NodeWriters> FireAsync(PostgresCluster cluster, Dictionary<string, string> settings, string key)
    {
        var port = new NpgsqlConnectionStringBuilder(settings["ConnectionStrings__Governance"]).Port;
        var links = Enumerable.Range(0, Nodes).Select(_ => new CuttableLink(port)).ToArray();
        var ports = LoadBalancer.FreePorts(Nodes);
        await using var balancer = await LoadBalancer.StartAsync(ports, Ct);
        Task<PortalProcess> Start(int node) => StartAsync(settings, ports[node], links[node]);
        var nodes = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(Start));
        try
        {
            await BalancedAsync(balancer.Address);
            var writers = new NodeWriters(key, _ => balancer.Address)
            {
                Kinds = [NodeWriters.Kind.Model, NodeWriters.Kind.Risk, NodeWriters.Kind.Decisions, NodeWriters.Kind.Comment],
                Level = 5,
                Talk = await MakeSubjectsAsync(balancer.Address, key),
                Pause = TimeSpan.FromMilliseconds(150),
            };
            using var reader = await PageReader.SignInAsync(balancer.Address, "engineer@test.example", Ct);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var work = Task.WhenAll([
                .. Enumerable.Range(0, Writers).Select(w => writers.WriteAsync(w % 2, stop.Token, Ct)),
                reader.ReadAsync("/models", stop.Token, Ct),
                WatchAsync(balancer.Address, key, stop.Token),
            ]);
            var (began, length) = (Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(Soak.Minutes(30)));
            for (var number = 0; Stopwatch.GetElapsedTime(began) < length; number++)
            {
                var (blow, hit) = (Enum.GetValues<Blow>()[number % Enum.GetValues<Blow>().Length], number % Nodes);
                await cluster.BecomesAsync("synchronous", s_patience, Ct);
                await AnswersAsync(writers);
                var from = Stopwatch.GetTimestamp();
                nodes[hit] = await StrikeAsync(blow, nodes[hit], links[hit], cluster, () => Start(hit));
                await AnswersAsync(writers);
                _events.Add((blow, writers.LongestGap(from), await reader.ShowsAsync(from, s_patience, Ct)));
                NoSurprises(writers, reader);
            }

            await stop.CancelAsync();
            await work.WaitAsync(s_patience, Ct);
            await writers.FinishAsync(Ct);
            NoSurprises(writers, reader);
            foreach (var node in nodes)
            {
                await node.SignalAsync("TERM", Ct);
                Assert.Equal(0, await node.EndAsync(Ct).WaitAsync(s_patience, Ct));
            }

            return writers;
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }

            foreach (var link in links)
            {
                await link.DisposeAsync();
            }
        }
    }

    private void NoSurprises(NodeWriters writers, PageReader reader)
    {
        var surprises = writers.Surprises.Concat(reader.Surprises).Take(5).ToList();
        if (surprises.Count > 0)
        {
            var errors = _started.SelectMany(n => n.Lines).Where(l => l.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal));
            Assert.Fail(string.Join(Environment.NewLine, [.. surprises, .. Figures(), .. errors.TakeLast(5)]));
        }
    }

    private static async Task<PortalProcess> StrikeAsync(
        Blow blow,
        PortalProcess node,
        CuttableLink link,
        PostgresCluster cluster,
        Func<Task<PortalProcess>> startAgain
    )
    {
        switch (blow)
        {
            case Blow.Primary:
                await PostgresCluster.KillAsync((await cluster.MembersAsync(Ct)).Single(m => m.Role == "primary"), withPatroni: false, Ct);
                return node;
            // How long something is away is the test's matter, not a wait for something.
            case Blow.Pause:
                await node.SignalAsync("STOP", Ct);
                await Task.Delay(s_paused, Ct);
                await node.SignalAsync("CONT", Ct);
                return node;
            case Blow.Cut:
                link.Break();
                await Task.Delay(s_cut, Ct);
                link.Restore();
                return node;
            case Blow.Silence:
                link.Silence();
                await Task.Delay(s_cut, Ct);
                link.Restore();
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

    private static Task AnswersAsync(NodeWriters writers) =>
        Task.WhenAll(writers.AnswersAsync(0, Between, Ct), writers.AnswersAsync(1, Between, Ct)).WaitAsync(s_patience, Ct);

    private async Task<PortalProcess> StartAsync(Dictionary<string, string> settings, int port, CuttableLink link)
    {
        var own = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ConnectionStrings__Governance"] = new NpgsqlConnectionStringBuilder(settings["ConnectionStrings__Governance"])
            {
                Port = link.Port,
            }.ConnectionString,
        };
        var node = await PortalProcess.StartAsync(own, Ct);
        _started.Enqueue(node);
        return node;
    }

    private Dictionary<string, string> Settings(string database, Receiver pipeline, MailServer mail) =>
        new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = database,
            ["Storage__ArtifactPath"] = Path.Combine(_folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(_folder, "keys"),
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["RateLimits__RequestsPerSecond"] = "1000000",
            // Longer than HAProxy takes to notice.
            ["Shutdown__DrainSeconds"] = "3",
            ["Notifications__PublicAddress"] = "https://governance.example",
            ["Notifications__Smtp__Host"] = "127.0.0.1",
            ["Notifications__Smtp__Port"] = mail.Port.ToString(CultureInfo.InvariantCulture),
            ["Notifications__Smtp__Security"] = "None",
            ["Notifications__Smtp__From"] = "governance@portal.example",
            ["Outbound__PrivateHosts__0"] = "127.0.0.1",
            ["Outbound__PrivateHosts__1"] = pipeline.Url.Authority,
            ["Monitoring__RetrainHooks__0__Model"] = "scorer",
            ["Monitoring__RetrainHooks__0__Address"] = pipeline.Url.AbsoluteUri,
            ["Monitoring__RetrainHooks__0__Secret"] = Secret,
        };

    private static async Task<string> PrepareAsync(Dictionary<string, string> settings, Receiver hub, Rsyslog syslog)
    {
        await using var portal = new PortalFactory { RunsJobs = false };
        foreach (var (name, value) in settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
        {
            portal.Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        await portal.CreateUserAsync("owner@test.example", Roles.ModelOwner);
        // Of risks above appetite the program's own person is not told; another officer gets mail.
        await portal.CreateUserAsync("officer@test.example", Roles.RiskOfficer);
        var administrator = await portal.CreateUserAsync("admin@test.example", Roles.Administrator);
        DestinationBody[] destinations =
        [
            new("Hub", hub.Url.AbsoluteUri, "structured", s_told),
            new("Collector", $"syslog://127.0.0.1:{syslog.Port}", "ecs", s_told),
        ];
        foreach (var destination in destinations)
        {
            var made = await portal
                .Get<ChangeDestination>()
                .CreateAsync(await portal.ProvenAsync(administrator, Roles.Administrator), destination, Ct);
            Assert.True(made.IsDone, made.Refusal?.Message);
        }

        await Aftermath.AskForTrainingAsync(portal, Soak.Minutes(30) * 60, Ct);
        var engineer = await portal.CreateUserAsync("engineer@test.example", Roles.Engineer, Roles.RiskOfficer, Roles.Auditor);
        using var client = await portal.CreateKeyClientAsync(
            engineer,
            "registry:write",
            "registers:read",
            "registers:write",
            "decisions:write",
            "audit:read"
        );
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    private static Task BalancedAsync(Uri balancer) =>
        Until.HoldsAsync(
            "HAProxy leads to a node",
            s_patience,
            async ct =>
            {
                using var client = new HttpClient { BaseAddress = balancer };
                using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), ct);
                return answer.IsSuccessStatusCode;
            },
            Ct
        );

    /// <returns>The risk that comments are about.</returns>
    private static async Task<string> MakeSubjectsAsync(Uri portal, string key)
    {
        using var client = new HttpClient { BaseAddress = portal };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await NodesUnderFireTests.MakeModelAsync(client);
        using var answer = await client.PostAsJsonAsync(
            new Uri("/api/v1/risks", UriKind.Relative),
            new JsonObject
            {
                ["title"] = Aftermath.Talk,
                ["category"] = "drift",
                ["inherent"] = new JsonObject { ["likelihood"] = 1, ["impact"] = 1 },
                ["owner"] = "owner@test.example",
            },
            Ct
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["id"]!;
    }

    // Every checkpoint that is given out, while nodes come and go.
    private async Task WatchAsync(Uri portal, string key, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = portal, Timeout = TimeSpan.FromSeconds(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (!stop.IsCancellationRequested && await ticks.WaitForNextTickAsync(Ct))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/api/v1/audit/checkpoint", UriKind.Relative), Ct);
                if (answer.StatusCode is HttpStatusCode.OK)
                {
                    _checkpoints[await answer.Content.ReadAsStringAsync(Ct)] = true;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !Ct.IsCancellationRequested)
            {
                // The node that was asked went, or stands still.
            }
        }
    }

    private async Task CheckpointsAgreeAsync(string database)
    {
        _checkpoints[await File.ReadAllTextAsync(Path.Combine(_folder, "keys", "last-checkpoint"), Ct)] = true;
        await using var services = Aftermath.Services(database);
        var log = services.GetRequiredService<LogReader>();
        Assert.True(_checkpoints.Count > 1, "no checkpoint was given out");
        foreach (var text in _checkpoints.Keys)
        {
            Assert.True(SignedNote.TryParse(text, out var note), text);
            Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint), text);
            Assert.Equal(await log.RootAsync(checkpoint.Size, Ct), checkpoint.Root);
        }
    }

    /// <returns>How many lines arrived, and how many of them a second time.</returns>
    private static async Task<(int Lines, int Twice)> SyslogKnowsItOnceAsync(string database, Rsyslog syslog)
    {
        await using var services = Aftermath.Services(database);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        var entries = await db
            .AuditEntries.Where(e => s_told.Contains(e.Action) && !e.Refused)
            .Select(e => new { e.Index, e.LeafHash })
            .ToListAsync(Ct);
        var expected = entries.ConvertAll(e => OutboundEvent.IdOf(e.Index, Convert.ToHexStringLower(e.LeafHash)));
        static HashSet<string> Ids(IReadOnlyList<string> lines) => lines.Select(l => l.Split('\t')[0]).ToHashSet(StringComparer.Ordinal);
        var lines = await syslog.LinesAsync(lines => Ids(lines).Count >= expected.Count, Ct);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Ids(lines).Order(StringComparer.Ordinal));
        return (lines.Count, lines.Count - expected.Count);
    }

    /// <returns>How many mails arrived, and how many may have been sent by a node that went meanwhile.</returns>
    private static async Task<(int Mails, int Unsure)> MailCameOnceAsync(string database, MailServer mail)
    {
        await using var services = Aftermath.Services(database);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        var states = (await db.Dispatches.AsNoTracking().Select(d => d.State).ToListAsync(Ct)).ToLookup(s => s);
        var ids = mail
            .Mails.Select(m => m.Split('\n').First(l => l.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase)).Trim())
            .ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        var (sent, unsure) = (states[DispatchState.Sent].Count(), states[DispatchState.Unsure].Count());
        Assert.InRange(ids.Count, sent, sent + unsure);
        Assert.Empty(states[DispatchState.Failed]);
        Assert.True(sent > 0, "No mail was sent.");
        return (ids.Count, unsure);
    }
}
