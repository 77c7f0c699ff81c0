using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>From a window to the person who is asked to look, and back to quiet.</summary>
public sealed class MonitorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task FirstReference_MakesMonitors_LaterOnesDoNot(DatabaseKind kind)
    {
        await using var model = await WatchedModel.StartAsync(kind);
        await model.SendAsync(Predictions.Csv(400, "2026-09-01"), WindowRole.Reference);
        var monitors = await model.Portal.Get<ListMonitors>().RunAsync(WatchedModel.Name, Ct);

        Assert.Equal(
            [
                "Drift amount",
                "Drift channel",
                "Drift prediction",
                "Drift score",
                "Performance auc",
                "Performance fnr",
                "Performance fpr",
                "Quality *",
            ],
            monitors.Select(m => $"{m.Kind} {m.Target}").Order(StringComparer.Ordinal)
        );
        Assert.All(monitors, m => Assert.True(m.Enabled));
        await model.SendAsync(Predictions.Csv(400, "2026-09-10"), WindowRole.Reference);
        Assert.Equal(monitors.Count, (await model.Portal.Get<ListMonitors>().RunAsync(WatchedModel.Name, Ct)).Count);
        Assert.Equal(["model.registered", "monitor.created"], await model.ActionsAsync(WatchedModel.Name));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Breaches_InARow_RaiseOneAlertThatLastsUntilWindowsRecover(DatabaseKind kind)
    {
        await using var model = await WatchedModel.StartAsync(kind);
        await model.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        await model.WatchAsync(Predictions.Csv(600, "2026-10-01", seed: 2));
        await model.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
        Assert.Empty(await model.AlertsAsync()); // one odd window calls nobody

        await model.WatchAsync(Predictions.Csv(600, "2026-10-03", shift: 60, seed: 4));
        var raised = (await model.AlertAsync("amount"))!;
        await model.WatchAsync(Predictions.Csv(600, "2026-10-04", shift: 60, seed: 5));
        var seen = (await model.AlertAsync("amount"))!;

        Assert.Equal(["amount", "channel"], (await model.AlertsAsync()).Select(a => a.Field).Order(StringComparer.Ordinal));
        Assert.Equal(DateTimeOffset.Parse("2026-10-02T00:00:00Z", null), raised.BeganAt);
        Assert.Equal((2, 3, raised.Id, DriftLevel.Alert, "Owner"), (raised.Count, seen.Count, seen.Id, seen.Level, seen.Owner));
        await model.WatchAsync(Predictions.Csv(600, "2026-10-05", seed: 6));
        Assert.Equal(AlertState.Open, (await model.AlertAsync("amount"))!.State);
        await model.WatchAsync(Predictions.Csv(600, "2026-10-06", seed: 7));
        Assert.All(await model.AlertsAsync(), a => Assert.Equal((AlertState.Resolved, null), (a.State, a.ResolvedBy)));
        Assert.Equal(["alert.raised", "alert.resolved"], await model.ActionsAsync(raised.Id.ToString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task VanishedColumn_IsABreachOfItsMonitor_NeverOnlyTooFewRows(bool headerStays)
    {
        await using var model = await WatchedModel.StartAsync();
        await model.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        for (var day = 1; day <= 2; day++)
        {
            await model.WatchAsync(WithoutAmounts(Predictions.Csv(600, $"2026-10-0{day}", seed: day + 1), headerStays));
        }

        var monitor = await model.MonitorAsync(MonitorKind.Drift, "amount");
        Assert.Equal(MonitorOutcome.Breach, monitor.Last!.Outcome);
        Assert.Contains(headerStays ? "None of the 600 rows" : "The column is gone", monitor.Last.Reason, StringComparison.Ordinal);
        Assert.Equal(
            (AlertRule.Drift, DriftLevel.Alert),
            ((await model.AlertsAsync()).Single(a => a.Field == "amount") is var a ? (a.Rule, a.Level) : default)
        );
        Assert.Equal(AlertRule.Quality, (await model.AlertAsync("*"))!.Rule);
    }

    private static string WithoutAmounts(string csv, bool headerStays) =>
        string.Concat(
            csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Index()
                .Select(l =>
                {
                    var cells = l.Item.Split(',');
                    return string.Join(
                            ',',
                            headerStays && l.Index > 0 ? [.. cells[..2], "", .. cells[3..]]
                                : headerStays ? cells
                                : [.. cells[..2], .. cells[3..]]
                        ) + "\n";
                })
        );

    [Fact]
    public async Task ResolvedByAPerson_CountsAnew_AndRaisesAnotherOne()
    {
        await using var model = await WatchedModel.StartAsync();
        await model.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        await model.WatchAsync(Predictions.Csv(600, "2026-10-01", shift: 60, seed: 2));
        await model.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
        var first = (await model.AlertAsync("amount"))!;

        var outcome = await model.Portal.Get<ResolveAlert>().RunAsync(Actor.Host, first.Id, "The new tariff began in October", null, Ct);
        Assert.Null(outcome.Refusal);
        await model.WatchAsync(Predictions.Csv(600, "2026-10-03", shift: 60, seed: 4));
        Assert.Null(await model.AlertAsync("amount"));
        await model.WatchAsync(Predictions.Csv(600, "2026-10-04", shift: 60, seed: 5));

        Assert.NotEqual(first.Id, (await model.AlertAsync("amount"))!.Id);
    }

    [Fact]
    public async Task Alert_OverTheApi_IsAcknowledgedSilencedAndResolvedByTheRules()
    {
        await using var model = await WatchedModel.StartAsync();
        await model.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        await model.WatchAsync(Predictions.Csv(600, "2026-10-01", shift: 60, seed: 2));
        await model.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
        using var client = await model.ClientAsync();
        var listed = await client.GetFromJsonAsync<JsonObject>("/api/v1/alerts?state=open&rule=drift&model=fraud", Ct);
        var path = $"/api/v1/alerts/{listed!["items"]!.AsArray().Single(a => (string?)a!["field"] == "amount")!["id"]}";

        await RefusedAsync(
            client,
            path + "/silence",
            new { until = "2020-01-01T00:00:00Z", reason = "x" },
            HttpStatusCode.UnprocessableEntity,
            "monitoring.silence-not-bounded"
        );
        await RefusedAsync(
            client,
            path + "/silence",
            new { until = TimeProvider.System.GetUtcNow().AddDays(7) },
            HttpStatusCode.UnprocessableEntity,
            "monitoring.reason-missing"
        );
        await RefusedAsync(client, "/api/v1/alerts/ALR-9999/ack", null, HttpStatusCode.NotFound, "monitoring.alert-not-found");
        using var filter = await client.GetAsync("/api/v1/alerts?state=lost", Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, filter.StatusCode);
        using var silenced = await client.PostAsJsonAsync(
            path + "/silence",
            new { until = TimeProvider.System.GetUtcNow().AddDays(7), reason = "A campaign runs" },
            Ct
        );
        using var acknowledged = await client.PostAsync(path + "/ack", null, Ct);
        await RefusedAsync(client, path + "/ack", null, HttpStatusCode.Conflict, "monitoring.alert-not-open");
        using var resolved = await client.PostAsJsonAsync(path + "/resolve", new { reason = "Over" }, Ct);
        await RefusedAsync(client, path + "/resolve", new { reason = "Over" }, HttpStatusCode.Conflict, "monitoring.alert-not-open");

        Assert.Equal("A campaign runs", (string?)(await WatchedModel.BodyAsync(silenced))["silenceReason"]);
        Assert.Equal("acknowledged", (string?)(await WatchedModel.BodyAsync(acknowledged))["state"]);
        Assert.Equal("resolved", (string?)(await WatchedModel.BodyAsync(resolved))["state"]);
        Assert.Equal(
            ["alert.raised", "alert.silenced", "alert.acknowledged", "alert.resolved"],
            await model.ActionsAsync(path.Split('/')[^1])
        );
    }

    [Fact]
    public async Task Monitor_OverTheApi_IsAddedChangedAndStopped()
    {
        await using var model = await WatchedModel.StartAsync();
        await model.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        using var client = await model.ClientAsync();
        const string Path = "/api/v1/models/fraud/monitors";

        await RefusedAsync(client, Path, new { kind = "drift", target = "amount" }, HttpStatusCode.Conflict, "monitoring.monitor-taken");
        await RefusedAsync(
            client,
            Path,
            new { kind = "mood", target = "amount" },
            HttpStatusCode.UnprocessableEntity,
            "monitoring.kind-unknown"
        );
        await RefusedAsync(
            client,
            Path,
            new { kind = "business", target = "margin" },
            HttpStatusCode.UnprocessableEntity,
            "monitoring.limit-missing"
        );
        await RefusedAsync(
            client,
            Path,
            new { kind = "performance", target = "luck" },
            HttpStatusCode.UnprocessableEntity,
            "monitoring.metric-unknown"
        );
        await RefusedAsync(
            client,
            Path,
            new { kind = "quality", consecutive = 0 },
            HttpStatusCode.UnprocessableEntity,
            "monitoring.consecutive-not-valid"
        );
        await RefusedAsync(
            client,
            Path,
            new
            {
                kind = "performance",
                target = "recall",
                owner = "nobody@test.example",
            },
            HttpStatusCode.UnprocessableEntity,
            "monitoring.owner-unknown"
        );
        await RefusedAsync(
            client,
            "/api/v1/models/none/monitors",
            new { kind = "drift", target = "amount" },
            HttpStatusCode.NotFound,
            "model.not-found"
        );
        using var added = await client.PostAsJsonAsync(
            Path,
            new
            {
                kind = "drift",
                target = "amount",
                segment = new { column = "channel", value = "web" },
                upper = 0.2,
                consecutive = 1,
                owner = "owner@test.example",
            },
            Ct
        );
        var made = await WatchedModel.BodyAsync(added);
        Assert.True(added.StatusCode == HttpStatusCode.Created, made.ToJsonString());
        Assert.Equal(
            ("web", "owner@test.example", HttpStatusCode.Created),
            ((string?)made["segment"]!["value"], (string?)made["owner"], added.StatusCode)
        );

        await model.WatchAsync(Predictions.Csv(900, "2026-10-01", shift: 60, seed: 2));
        var alert = Assert.Single(await model.AlertsAsync()); // alone: the others wait for a second window
        Assert.Equal("amount where channel = web", alert.Field);

        var one = $"/api/v1/monitors/{made["id"]}";
        using var stop = new HttpRequestMessage(HttpMethod.Patch, one)
        {
            Content = JsonContent.Create(new { enabled = false }),
            Headers = { { "If-Match", "\"1\"" } },
        };
        using var stopped = await client.SendAsync(stop, Ct);
        using var again = new HttpRequestMessage(HttpMethod.Patch, one)
        {
            Content = JsonContent.Create(new { upper = 0.3 }),
            Headers = { { "If-Match", "\"1\"" } },
        };
        using var stale = await client.SendAsync(again, Ct);
        Assert.Equal((false, 0.2, "owner@test.example"), await Read(stopped));
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        await model.WatchAsync(Predictions.Csv(900, "2026-10-02", shift: 60, seed: 3));
        var readings = await client.GetFromJsonAsync<JsonObject>(one + "/readings", Ct);
        var reading = Assert.Single(readings!["items"]!.AsArray())!;
        // Even rows are "web", but every fourth became "kiosk": 450 - 225 of 900.
        Assert.Equal(("breach", 225L), ((string?)reading["outcome"], (long)reading["rows"]!));

        static async Task<(bool, double, string?)> Read(HttpResponseMessage answer)
        {
            var body = await WatchedModel.BodyAsync(answer);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, body.ToJsonString());
            return ((bool)body["enabled"]!, (double)body["upper"]!, (string?)body["owner"]);
        }
    }

    [Fact]
    public async Task BusinessFigures_WithAWindowOrAlone_MeetTheirOwnLimits()
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
                lower = 0.08,
                consecutive = 1,
            },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);

        await model.WatchAsync(Predictions.Csv(400, "2026-10-01", seed: 2), series: "margin=0.12,latency=340");
        Assert.Empty(await model.AlertsAsync());
        var body = new
        {
            start = "2026-10-02T00:00:00Z",
            end = "2026-10-03T00:00:00Z",
            values = new Dictionary<string, double> { ["margin"] = 0.05 },
        };
        using var stored = await client.PostAsJsonAsync("/api/v1/monitoring/fraud/1.0.0/figures", body, Ct);

        Assert.Equal(1, (int)(await WatchedModel.BodyAsync(stored))["breaches"]!);
        Assert.Equal(
            ("margin", 0.05, AlertRule.Business),
            (await model.AlertAsync("margin")) is { } alert ? (alert.Field, alert.Value, alert.Rule) : default
        );
        await RefusedAsync(client, "/api/v1/monitoring/fraud/1.0.0/figures", body, HttpStatusCode.Conflict, "monitoring.figure-taken");
        await RefusedAsync(
            client,
            "/api/v1/monitoring/fraud/1.0.0/figures",
            new
            {
                start = "2026-10-03T00:00:00Z",
                end = "2026-10-04T00:00:00Z",
                values = new { },
            },
            HttpStatusCode.UnprocessableEntity,
            "monitoring.figure-not-valid"
        );
        Assert.Equal("monitoring.figure-not-valid", StoreFigures.Parse("margin=much").Refusal!.Code);
        await client.PostAsJsonAsync(
            "/api/v1/monitoring/fraud/1.0.0/figures",
            new
            {
                start = "2026-10-03T00:00:00Z",
                end = "2026-10-04T00:00:00Z",
                values = new { margin = 0.1 },
            },
            Ct
        );
        Assert.Null(await model.AlertAsync("margin"));
    }

    [Fact]
    public async Task Evaluations_TheFirstSetsTheLimits_TwoCertainFallsInARowAlert()
    {
        await using var model = await WatchedModel.StartAsync();
        using var client = await model.ClientAsync();
        async Task<JsonObject> SendAsync(int day, double recall, double low, double high, double attack)
        {
            var measures = new Dictionary<string, object>
            {
                ["recallAt5"] = new
                {
                    value = recall,
                    low,
                    high,
                    n = 200,
                    better = "higher",
                },
                ["attackSuccessRate"] = new
                {
                    value = attack,
                    low = attack - 0.01,
                    high = attack + 0.02,
                    n = 240,
                    better = "lower",
                },
                ["latencyP95Ms"] = new
                {
                    value = 900 + day,
                    n = 240,
                    better = "lower",
                },
            };
            using var answer = await client.PostAsJsonAsync(
                "/api/v1/monitoring/fraud/1.0.0/figures",
                new
                {
                    start = $"2026-10-{day:D2}T00:00:00Z",
                    end = $"2026-10-{day:D2}T12:00:00Z",
                    measures,
                },
                Ct
            );
            var body = await WatchedModel.BodyAsync(answer);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, body.ToJsonString());
            return body;
        }

        await SendAsync(1, 0.90, 0.86, 0.93, 0.02);
        var recall = await model.MonitorAsync(MonitorKind.Evaluation, "recallAt5");
        Assert.Equal((0.85, null), (Math.Round(recall.Lower!.Value, 12), recall.Upper));
        Assert.Equal(1351.5, (await model.MonitorAsync(MonitorKind.Evaluation, "latencyP95Ms")).Upper);

        // Below the limit, but its interval is not: no breach. Then twice for certain.
        Assert.Equal(0, (int)(await SendAsync(2, 0.84, 0.79, 0.88, 0.02))["breaches"]!);
        Assert.Equal(MonitorOutcome.Unclear, (await model.MonitorAsync(MonitorKind.Evaluation, "recallAt5")).Last!.Outcome);
        Assert.Equal(1, (int)(await SendAsync(3, 0.75, 0.70, 0.80, 0.02))["breaches"]!);
        Assert.Empty(await model.AlertsAsync());
        Assert.Equal(1, (int)(await SendAsync(4, 0.74, 0.69, 0.79, 0.02))["breaches"]!);

        var alert = Assert.Single(await model.AlertsAsync());
        Assert.Equal(("recallAt5", AlertRule.Evaluation, 0.74), (alert.Field, alert.Rule, alert.Value));
        Assert.Equal(DateTimeOffset.Parse("2026-10-03T00:00:00Z", null), alert.BeganAt);
        // Monitors of evaluations do not stand in the way of those the first reference makes.
        await model.SendAsync(Predictions.Csv(400, "2026-09-01"), WindowRole.Reference);
        Assert.Equal(11, (await model.Portal.Get<ListMonitors>().RunAsync(WatchedModel.Name, Ct)).Count);
    }

    [Theory]
    [InlineData("""{"recallAt5":{"value":0.9,"low":0.95,"high":0.97,"n":10}}""")]
    [InlineData("""{"recallAt5":{"value":0.9,"low":0.85,"n":10}}""")]
    [InlineData("""{"recallAt5":{"value":0.9,"n":-1}}""")]
    [InlineData("""{"recallAt5":{"value":0.9,"better":"faster"}}""")]
    [InlineData("""{"recallAt5":null}""")]
    public async Task Evaluations_ThatMakeNoSense_AreRefused(string measures)
    {
        await using var model = await WatchedModel.StartAsync();
        using var client = await model.ClientAsync();

        var body = new JsonObject
        {
            ["start"] = "2026-10-03T00:00:00Z",
            ["end"] = "2026-10-04T00:00:00Z",
            ["measures"] = JsonNode.Parse(measures),
        };

        await RefusedAsync(
            client,
            "/api/v1/monitoring/fraud/1.0.0/figures",
            body,
            HttpStatusCode.UnprocessableEntity,
            "monitoring.figure-not-valid"
        );
    }

    [Fact]
    public async Task LateLabels_LetMonitorsLookAgain()
    {
        await using var model = await WatchedModel.StartAsync();
        await model.SendAsync(Predictions.Csv(1000, "2026-09-01", prefix: "r"), WindowRole.Reference);
        await model.WatchAsync(Predictions.Csv(600, "2026-10-01", labelled: 0, seed: 2, prefix: "a"));
        await model.WatchAsync(Predictions.Csv(600, "2026-10-02", labelled: 0, seed: 3, prefix: "b"));
        Assert.Empty(await model.AlertsAsync());
        Assert.Equal(MonitorOutcome.NotEnough, (await model.MonitorAsync(MonitorKind.Performance, "auc")).Last!.Outcome);

        // The truth has nothing to do with the score any more.
        var labels =
            "decision_id,true_label\n"
            + string.Concat(Enumerable.Range(0, 600).SelectMany(i => new[] { $"a{i},{i % 2}\n", $"b{i},{i % 2}\n" }));
        using var body = new MemoryStream(Predictions.Utf8(labels));
        Assert.Null(
            (await model.Portal.Get<UploadLabels>().RunAsync(Actor.Host, WatchedModel.Name, WatchedModel.Version, body, Ct)).Refusal
        );
        await model.EvaluateAsync();

        var alert = (await model.AlertAsync("auc"))!;
        Assert.Equal((AlertRule.Performance, DateTimeOffset.Parse("2026-10-01T00:00:00Z", null)), (alert.Rule, alert.BeganAt));
        Assert.Equal(MonitorOutcome.Breach, (await model.MonitorAsync(MonitorKind.Performance, "auc")).Last!.Outcome);
    }

    [Fact]
    public async Task ProtectedAttribute_IsWatchedForItsMixAndForHowGroupsAreTreated()
    {
        await using var model = await WatchedModel.StartAsync();
        var columns = WindowColumns.Default with { Protected = ["sex"], FavourableIsZero = true };
        await model.SendAsync(People(2000, "2026-09-01", women: 0.5, gap: 0, seed: 1), WindowRole.Reference, columns);
        await model.WatchAsync(People(1000, "2026-10-01", women: 0.8, gap: 0, seed: 2), columns);
        await model.WatchAsync(People(1000, "2026-10-02", women: 0.8, gap: 0.4, seed: 3), columns);
        Assert.Equal(
            [("sex", AlertRule.ProtectedMix)],
            (await model.AlertsAsync()).Where(a => a.Field == "sex").Select(a => (a.Field, a.Rule))
        );

        await model.WatchAsync(People(1000, "2026-10-03", women: 0.8, gap: 0.4, seed: 4), columns);

        var fairness = Assert.Single(await model.AlertsAsync(), a => a.Rule is AlertRule.Fairness);
        Assert.InRange(fairness.Value!.Value, 0.3, 0.5);
        Assert.Contains(
            "\"m\" against \"f\"",
            (await model.MonitorAsync(MonitorKind.Fairness, "sex")).Last!.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task OpenAlert_AsksTheModelOwner_UntilTheyLookOrItIsSilent()
    {
        await using var model = await WatchedModel.StartAsync();
        await model.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        await model.WatchAsync(Predictions.Csv(600, "2026-10-01", shift: 60, seed: 2));
        await model.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
        await using var db = await model.Portal.Databases.CreateDbContextAsync(Ct);
        var owner = Actor.OfUser((await db.Users.SingleAsync(u => u.Email == "owner@test.example", Ct)).UserId, Roles.ModelOwner, null);
        var other = Actor.OfUser(await model.Portal.CreateUserAsync("other@test.example", Roles.ModelOwner), Roles.ModelOwner, null);

        var item = Assert.Single((await model.Portal.Get<MyQueue>().RunAsync(owner, Ct)).Items);
        Assert.Equal(("Review 2 alerts", "/monitoring/fraud?tab=alerts"), (item.Asked.English, item.Href));
        Assert.Empty((await model.Portal.Get<MyQueue>().RunAsync(other, Ct)).Items);
        var alerts = await model.AlertsAsync();
        Assert.Null((await model.Portal.Get<AcknowledgeAlert>().RunAsync(owner, alerts[0].Id, null, Ct)).Refusal);
        Assert.Null(
            (
                await model
                    .Portal.Get<SilenceAlert>()
                    .RunAsync(owner, alerts[1].Id, TimeProvider.System.GetUtcNow().AddDays(1), "Known", null, Ct)
            ).Refusal
        );

        Assert.Empty((await model.Portal.Get<MyQueue>().RunAsync(owner, Ct)).Items);
        var engineer = Actor.OfUser(await model.Portal.CreateUserAsync("engineer@test.example", Roles.Engineer), Roles.Engineer, null);
        Assert.Equal(
            "identity.permission-missing",
            (await model.Portal.Get<ResolveAlert>().RunAsync(engineer, alerts[0].Id, "x", null, Ct)).Refusal!.Code
        );
    }

    private static string People(int rows, string day, double women, double gap, int seed)
    {
        var random = new Random(seed);
        var text = new System.Text.StringBuilder("timestamp,sex,income,score,prediction\n");
        for (var i = 0; i < rows; i++)
        {
            var isWoman = random.NextDouble() < women;
            var score = Math.Clamp(random.NextDouble() + (isWoman ? gap : 0), 0, 1);
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{day}T{i / 60 % 24:D2}:{i % 60:D2}:00Z,{(isWoman ? "f" : "m")},{random.NextDouble():F4},{score:F4},"
                    + $"{(score >= 0.5 ? 1 : 0)}\n"
            );
        }

        return text.ToString();
    }

    private static async Task RefusedAsync(HttpClient client, string path, object? body, HttpStatusCode status, string code)
    {
        using var answer = body is null ? await client.PostAsync(path, null, Ct) : await client.PostAsJsonAsync(path, body, Ct);
        Assert.Equal((status, code), (answer.StatusCode, (string?)(await WatchedModel.BodyAsync(answer))["code"]));
    }
}
