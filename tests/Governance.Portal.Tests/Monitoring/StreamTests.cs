using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Decisions;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Operations.Monitoring.Streams;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Approvals.ApprovalsScene;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Data that stops coming is a finding: from the last window to the alert, and back when data comes again.</summary>
public sealed class StreamTests
{
    private const string Fraud = ApprovalsScene.ModelName;

    private static readonly DateTimeOffset s_last = new(2026, 11, 8, 0, 0, 0, TimeSpan.Zero);

    private int _windows;
    private int _batches;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task WeeklyWindows_ThatStop_RaiseOneAlertThatEndsWhenDataComes(DatabaseKind kind)
    {
        await using var scene = await InProductionAsync(kind);
        await WatchAsync(scene, MonitorKind.Drift, null);
        await SendWeeksAsync(scene, 8);

        // Ten days and a half after the last window the next is late: on 18 November at noon. It is the 20th.
        await RoundAsync(scene);
        var raised = Assert.Single(await AlertsAsync(scene));
        Assert.Equal((AlertRule.LateData, "windows", AlertState.Open), (raised.Rule, raised.Field, raised.State));
        Assert.Equal((s_last.AddDays(10.5), s_last, "1.4.0"), (raised.BeganAt, raised.SeenThrough, raised.Version));
        Assert.Equal(scene.Owner.User, raised.Owner);

        await RoundAsync(scene);
        Assert.Equal(1, Assert.Single(await AlertsAsync(scene)).Count);

        var seen = Assert.Single(await scene.Get<ListStreams>().RunAsync(Fraud, Ct));
        Assert.Equal(
            ("windows", 168.0, false, s_last, s_last.AddDays(10.5), raised.Id),
            (seen.Stream, seen.EveryHours, seen.Declared, seen.LastSeen, seen.LateSince, seen.Alert)
        );

        await SendAsync(scene, s_last.AddDays(7));
        await RoundAsync(scene);
        Assert.Equal(AlertState.Resolved, Assert.Single(await AlertsAsync(scene)).State);
        Assert.Null(Assert.Single(await scene.Get<ListStreams>().RunAsync(Fraud, Ct)).LateSince);
        Assert.Equal(
            ["alert.raised", "alert.resolved"],
            (await scene.LogAsync(subject: raised.Id.ToString())).Select(e => (string?)e["action"])
        );
    }

    [Fact]
    public async Task WindowsInTheirRhythm_AlertNoOne_NorDoModelsThatAreNotInProduction()
    {
        await using var scene = await CreateAsync();
        await WatchAsync(scene, MonitorKind.Quality, null);
        await SendWeeksAsync(scene, 8);
        await RoundAsync(scene);
        Assert.Empty(await AlertsAsync(scene));
        Assert.Null(Assert.Single(await scene.Get<ListStreams>().RunAsync(Fraud, Ct)).LateFrom);

        await DeployAsync(scene, s_last);
        await SendAsync(scene, s_last.AddDays(7));
        await RoundAsync(scene);
        Assert.Empty(await AlertsAsync(scene));
    }

    [Fact]
    public async Task DeclaredRhythm_CountsFromTheFirstDay_AndNeedsNoProduction()
    {
        await using var scene = await CreateAsync();
        await WatchAsync(scene, MonitorKind.Drift, null);
        await WatchAsync(scene, MonitorKind.Quality, 24);
        await RoundAsync(scene);
        Assert.Empty(await AlertsAsync(scene));

        scene.Clock.Advance(TimeSpan.FromHours(37));
        await RoundAsync(scene);
        Assert.Equal("windows", Assert.Single(await AlertsAsync(scene)).Field);
        Assert.True(Assert.Single(await scene.Get<ListStreams>().RunAsync(Fraud, Ct)).Declared);

        // No one watches windows any more: no one waits.
        await scene.DoAsync(
            "monitor.changed",
            "MON-0002",
            async context =>
            {
                var monitor = await context.Db.Monitors.SingleAsync(m => m.Id == new MonitorId(2), Ct);
                Assert.Null(monitor.Change(Terms(null), isEnabled: true));
            }
        );
        await RoundAsync(scene);
        Assert.Equal(AlertState.Resolved, Assert.Single(await AlertsAsync(scene)).State);
    }

    [Fact]
    public async Task PersonWhoSaysThatItIsOver_IsNotCalledAgainForTheSameSilence()
    {
        await using var scene = await InProductionAsync();
        await WatchAsync(scene, MonitorKind.Drift, null);
        await SendWeeksAsync(scene, 8);
        await RoundAsync(scene);
        var raised = Assert.Single(await AlertsAsync(scene));
        Assert.Null(
            (await scene.Get<ResolveAlert>().RunAsync(scene.Owner, raised.Id, "The feed moves to another system", null, Ct)).Refusal
        );

        await RoundAsync(scene);
        Assert.Single(await AlertsAsync(scene));

        await SendAsync(scene, s_last.AddDays(7));
        scene.Clock.Advance(TimeSpan.FromDays(30));
        await RoundAsync(scene);
        Assert.Equal([AlertState.Open, AlertState.Resolved], (await AlertsAsync(scene)).Select(a => a.State).Order());
    }

    [Fact]
    public async Task ARhythmThatIsDeclaredLater_DoesNotEndASilenceThatARuleReads_UnlessTheSecondLineDeclaresIt()
    {
        await using var scene = await InProductionAsync();
        var terms = new MonitorSettings(Upper: 0.2) { ExpectedEveryHours = 24 * 365 };
        Assert.Null((await CreateAsync(scene.Owner, terms with { ExpectedEveryHours = null }, "amount")).Refusal);
        await SendWeeksAsync(scene, 8);
        await RoundAsync(scene);
        Assert.Single(await AlertsAsync(scene));
        const string Rule = "    - {id: ALRT-01, type: no_open_alerts, severity: high, params: {severity: warning}}";
        Assert.True((await scene.ActivateAsync(Policy("1", Rule))).IsDone);

        Assert.Equal("monitoring.monitor-decides-gate", (await CreateAsync(scene.Owner, terms)).Refusal?.Code);
        await RoundAsync(scene);
        Assert.Equal(AlertState.Open, Assert.Single(await AlertsAsync(scene)).State);

        // One that declares nothing ends nothing.
        Assert.Null((await CreateAsync(scene.Owner, terms with { ExpectedEveryHours = null }, "other")).Refusal);
        var officer = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        Assert.Null((await CreateAsync(officer, terms)).Refusal);
        await RoundAsync(scene);
        Assert.Equal(AlertState.Resolved, Assert.Single(await AlertsAsync(scene)).State);

        Task<Result<MonitorId>> CreateAsync(Actor actor, MonitorSettings settings, string target = "amount2") =>
            scene.Get<CreateMonitor>().RunAsync(actor, new(Fraud, "drift", target, null, settings), Ct);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task DailyDecisions_ThatStop_AreLate_WindowsOrNot(DatabaseKind kind)
    {
        await using var scene = await InProductionAsync(kind);
        for (var day = 9; day >= 0; day--)
        {
            await DecideAsync(scene, scene.Clock.GetUtcNow().AddDays(-day).AddMinutes(-1));
        }

        await RoundAsync(scene);
        Assert.Empty(await AlertsAsync(scene));
        scene.Clock.Advance(TimeSpan.FromDays(2));
        await RoundAsync(scene);
        Assert.Equal("decisions", Assert.Single(await AlertsAsync(scene)).Field);

        // A silence so long that nothing can be learnt any more is still one.
        scene.Clock.Advance(TimeSpan.FromDays(80));
        await RoundAsync(scene);
        Assert.Equal(AlertState.Open, Assert.Single(await AlertsAsync(scene)).State);
        await DecideAsync(scene, scene.Clock.GetUtcNow());
        await RoundAsync(scene);
        Assert.Equal(AlertState.Resolved, Assert.Single(await AlertsAsync(scene)).State);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task LabelsAndFigures_ThatStop_AreLate(DatabaseKind kind)
    {
        await using var scene = await InProductionAsync(kind);
        await WatchAsync(scene, MonitorKind.Performance, null, "auc");
        await WatchAsync(scene, MonitorKind.Business, null, "margin");
        await WatchAsync(scene, MonitorKind.Evaluation, 24, "recallAt5");
        for (var week = 7; week >= 0; week--)
        {
            await LabelAsync(scene, s_last.AddDays(-7 * week));
            await FigureAsync(scene, "margin", s_last.AddDays(-7 * week));
        }

        await FigureAsync(scene, "recallAt5", s_last);
        await RoundAsync(scene);

        Assert.Equal(["evaluations", "figures", "labels"], (await AlertsAsync(scene)).Select(a => a.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Round_TakesTheSameStatements_HoweverManyModelsThereAre()
    {
        await using var scene = await CreateAsync(configure: portal => portal.Replace += services => StatementCounter.Listen(services));
        await WatchAsync(scene, MonitorKind.Drift, 24 * 365);
        await RoundAsync(scene);
        var one = (await StatementCounter.OfAsync(() => RoundAsync(scene))).Count;

        for (var i = 0; i < 30; i++)
        {
            var name = $"other-{i}";
            await scene.DoAsync(
                "model.registered",
                name,
                context =>
                {
                    context.Db.Models.Add(Model.Register(new ModelFacts(name), scene.Owner.User!.Value, [], "host", context.Now).Value);
                    return Task.CompletedTask;
                }
            );
            await WatchAsync(scene, MonitorKind.Drift, 24 * 365, model: name);
        }

        var many = (await StatementCounter.OfAsync(() => RoundAsync(scene))).Count;
        Assert.InRange(one, 5, 20);
        Assert.Equal(one, many);
    }

    [Fact]
    public async Task Rhythm_OverTheApi_IsDeclaredChangedAndShown()
    {
        await using var model = await WatchedModel.StartAsync();
        await model.SendAsync(Predictions.Csv(400, "2026-09-01"), WindowRole.Reference);
        using var client = await model.ClientAsync();
        using var added = await client.PostAsJsonAsync(
            "/api/v1/models/fraud/monitors",
            new
            {
                kind = "business",
                target = "margin",
                lower = 0.1,
                expectedEveryHours = 24,
            },
            Ct
        );
        var made = await WatchedModel.BodyAsync(added);
        Assert.Equal(24, (double?)made["expectedEveryHours"]);

        using var refused = await client.PatchAsJsonAsync($"/api/v1/monitors/{made["id"]}", new { expectedEveryHours = 9000 }, Ct);
        Assert.Equal("monitoring.rhythm-not-valid", (string?)(await WatchedModel.BodyAsync(refused))["code"]);
        var streams = (await client.GetFromJsonAsync<JsonObject>("/api/v1/models/fraud/streams", Ct))!["items"]!.AsArray();
        var figures = Assert.Single(streams)!;
        Assert.Equal(("figures", 24.0, true), ((string?)figures["stream"], (double?)figures["everyHours"], (bool?)figures["declared"]));

        using var left = await client.PatchAsJsonAsync($"/api/v1/monitors/{made["id"]}", new { expectedEveryHours = (double?)null }, Ct);
        Assert.Null((await WatchedModel.BodyAsync(left))["expectedEveryHours"]);
        Assert.Empty((await client.GetFromJsonAsync<JsonObject>("/api/v1/models/fraud/streams", Ct))!["items"]!.AsArray());
    }

    private static async Task<ApprovalsScene> InProductionAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = await CreateAsync(kind);
        await DeployAsync(scene, s_last.AddDays(-90));
        return scene;
    }

    private static async Task DeployAsync(ApprovalsScene scene, DateTimeOffset since)
    {
        var promotion = await scene.RequestAsync();
        await scene.DoAsync(
            "deployment.made",
            "DEP-0001",
            context =>
            {
                context.Db.Deployments.Add(
                    new Deployment
                    {
                        Id = new DeploymentId(1),
                        Model = Fraud,
                        Version = "1.4.0",
                        Stage = Stage.Production,
                        Environment = "prod",
                        Promotion = promotion,
                        Since = since,
                    }
                );
                return Task.CompletedTask;
            }
        );
    }

    private static MonitorTerms Terms(double? every, MonitorKind kind = MonitorKind.Drift) =>
        new(null, kind is MonitorKind.Business or MonitorKind.Evaluation ? 1 : null, 100, 2, null, false) { ExpectedEveryHours = every };

    private static async Task WatchAsync(
        ApprovalsScene scene,
        MonitorKind kind,
        double? every,
        string? target = "amount",
        string? model = null
    )
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var id = new MonitorId(await db.Monitors.CountAsync(Ct) + 1);
        await scene.DoAsync(
            "monitor.created",
            id.ToString(),
            context =>
            {
                context.Db.Monitors.Add(ModelMonitor.Create(id, model ?? Fraud, kind, target, null, Terms(every, kind), context.Now).Value);
                return Task.CompletedTask;
            }
        );
    }

    private async Task SendWeeksAsync(ApprovalsScene scene, int weeks)
    {
        for (var week = weeks - 1; week >= 0; week--)
        {
            await SendAsync(scene, s_last.AddDays(-7 * week));
        }
    }

    private Task SendAsync(ApprovalsScene scene, DateTimeOffset end)
    {
        var id = new WindowId(++_windows);
        return scene.DoAsync(
            "window.stored",
            id.ToString(),
            context =>
            {
                context.Db.Windows.Add(
                    new MonitoringWindow
                    {
                        Id = id,
                        Model = Fraud,
                        Version = "1.4.0",
                        Role = WindowRole.Current,
                        Start = end.AddDays(-7),
                        End = end,
                        Rows = 100,
                        UploadedAt = context.Now,
                        UploadedBy = "host",
                    }
                );
                return Task.CompletedTask;
            }
        );
    }

    private Task LabelAsync(ApprovalsScene scene, DateTimeOffset at)
    {
        var digest = (++_batches).ToString("x64", CultureInfo.InvariantCulture);
        return scene.DoAsync(
            "labels.stored",
            Domain.Models.ModelName.Of(Fraud, "1.4.0"),
            context =>
            {
                context.Db.LabelBatches.Add(
                    new LabelBatch
                    {
                        Model = Fraud,
                        Version = "1.4.0",
                        DataSha256 = digest,
                        Labels = 10,
                        UploadedAt = at,
                        UploadedBy = "host",
                    }
                );
                return Task.CompletedTask;
            }
        );
    }

    private static Task FigureAsync(ApprovalsScene scene, string name, DateTimeOffset end) =>
        scene.DoAsync(
            "figures.stored",
            Domain.Models.ModelName.Of(Fraud, "1.4.0"),
            context =>
            {
                context.Db.BusinessFigures.Add(
                    new BusinessFigure
                    {
                        Model = Fraud,
                        Version = "1.4.0",
                        Name = name,
                        Start = end.AddDays(-1),
                        End = end,
                        Value = 0.5,
                        StoredAt = context.Now,
                        StoredBy = "host",
                    }
                );
                return Task.CompletedTask;
            }
        );

    private static async Task DecideAsync(ApprovalsScene scene, DateTimeOffset at)
    {
        var time = at.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var line = new JsonObject
        {
            ["decisionId"] = time,
            ["time"] = time,
            ["model"] = Fraud,
            ["version"] = "1.4.0",
            ["inputDigest"] = new string('b', 64),
            ["output"] = new JsonObject { ["outcome"] = "block" },
            ["confidence"] = 0.9,
            ["topFeatures"] = new JsonArray(),
        }.ToJsonString();
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(line + "\n"));
        Assert.Null((await scene.Get<StoreDecisions>().RunAsync(Actor.Host, body, Ct)).Refusal);
    }

    private static Task RoundAsync(ApprovalsScene scene) => scene.Get<WatchStreams>().RunAsync(Ct);

    private static async Task<List<Alert>> AlertsAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Alerts.AsNoTracking().OrderBy(a => a.Id).ToListAsync(Ct);
    }
}
