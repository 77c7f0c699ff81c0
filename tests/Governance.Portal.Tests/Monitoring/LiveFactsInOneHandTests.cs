using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Windows;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Notifications;
using Governance.Portal.Tests.Policies;
using Governance.Portal.Tests.Postures;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>
/// A model that drifts shuts its gate, and no key or person whom the gate judges opens it again: not by windows of the future, of another
/// time or sent before, not by another reference, not by their word about alerts or by other limits.
/// </summary>
public sealed class LiveFactsInOneHandTests
{
    private const string Rules =
        PostureScene.DriftLimit + "\n    - {id: ALRT-01, type: no_open_alerts, severity: high, params: {severity: warning}}";

    private const string Base = $"/api/v1/monitoring/{ApprovalsScene.ModelName}/{PostureScene.Running}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task AKeyThatUploads_OpensTheGateByNothingItCanSend(DatabaseKind kind)
    {
        await using var scene = await DriftedAsync(kind);
        using var key = await KeyAsync(scene);
        var alert = await OpenAlertAsync(scene);
        var monitor = await MonitorAsync(scene);
        await DeniesAsync(scene, "at first");

        // A wrong year.
        var ahead = await SendAsync(key, "current", Day("2027-06-01"), "2027-06-01", "2027-06-08");
        await RefusesAsync(ahead, HttpStatusCode.UnprocessableEntity, "monitoring.period-ahead");
        await DeniesAsync(scene, "after a window of the future");

        // The right rows, said to be of another week.
        var elsewhere = await SendAsync(key, "current", Day("2026-10-05"), "2026-11-13", "2026-11-14");
        await RefusesAsync(elsewhere, HttpStatusCode.UnprocessableEntity, "monitoring.row-outside-period");
        await DeniesAsync(scene, "after rows of another time");

        // One good file without times, sent for a week before and again for this one.
        var timeless = Timeless(Day("2026-10-08"));
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(key, "current", timeless, "2026-10-08", "2026-10-09")).StatusCode);
        foreach (var day in new[] { 17, 18 })
        {
            var again = await SendAsync(key, "current", timeless, $"2026-11-{day}", $"2026-11-{day + 1}");
            var answer = await BodyAsync(again);
            Assert.Equal(HttpStatusCode.Created, again.StatusCode);
            Assert.StartsWith("WIN-", (string?)answer["repeats"], StringComparison.Ordinal);
            Assert.Contains("has the same content as", (string?)answer["warnings"]![0], StringComparison.Ordinal);
            await Measurements.EvaluateAsync(scene);
            await DeniesAsync(scene, "after the same file again");
        }

        // The drifted data as the reference.
        var swapped = await SendAsync(key, "reference", Day("2026-11-12", shift: 100), "2026-11-12", "2026-11-13");
        var requested = await BodyAsync(swapped);
        Assert.Equal(("requested", HttpStatusCode.Created), ((string?)requested["status"], swapped.StatusCode));
        await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-19", shift: 100, seed: 9);
        await Measurements.EvaluateAsync(scene);
        await DeniesAsync(scene, "after another reference");
        await RefusesAsync(
            await SendAsync(key, "reference", Day("2026-11-13", shift: 100), "2026-11-13", "2026-11-14"),
            HttpStatusCode.Conflict,
            "monitoring.reference-asked"
        );

        // Its own word.
        await RefusesAsync(
            await key.PostAsJsonAsync($"/api/v1/alerts/{alert}/resolve", new { reason = "handled" }, Ct),
            HttpStatusCode.Forbidden,
            "monitoring.alert-decides-gate"
        );
        foreach (var change in new object[] { new { upper = 1_000.0 }, new { enabled = false }, new { minimumRows = 1_000_000 } })
        {
            await RefusesAsync(
                await key.PatchAsJsonAsync($"/api/v1/monitors/{monitor}", change, Ct),
                HttpStatusCode.Forbidden,
                "monitoring.monitor-decides-gate"
            );
        }

        Assert.Equal(
            HttpStatusCode.OK,
            (
                await key.PostAsJsonAsync(
                    $"/api/v1/alerts/{alert}/silence",
                    new { until = scene.Clock.GetUtcNow().AddDays(7), reason = "known" },
                    Ct
                )
            ).StatusCode
        );
        await DeniesAsync(scene, "after its word");

        // Out of the way: asked for by a key, decided by a person.
        var drifted = await NewestAsync(scene);
        Assert.Equal(
            HttpStatusCode.OK,
            (await key.PostAsJsonAsync($"{Base}/windows/{drifted}:withdraw", new { reason = "wrong" }, Ct)).StatusCode
        );
        foreach (var window in new[] { drifted.ToString(), (string)requested["window"]! })
        {
            Assert.Equal(
                HttpStatusCode.Forbidden,
                (await key.PostAsJsonAsync($"{Base}/windows/{window}:confirm", new { reason = "fine" }, Ct)).StatusCode
            );
        }

        await Measurements.EvaluateAsync(scene);
        await DeniesAsync(scene, "in the end");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task FiguresOfTheFuture_AreRefused_AndOnesThatAreStored_HideNothing(DatabaseKind kind)
    {
        await using var scene = await DriftedAsync(kind);
        using var key = await KeyAsync(scene);
        var body = new JsonObject
        {
            ["start"] = "2027-05-01T00:00:00Z",
            ["end"] = "2027-05-02T00:00:00Z",
            ["values"] = new JsonObject { ["loss"] = 1 },
        };

        await RefusesAsync(
            await key.PostAsJsonAsync($"{Base}/figures", body, Ct),
            HttpStatusCode.UnprocessableEntity,
            "monitoring.period-ahead"
        );
        var labels = "decision_id,true_label,timestamp\nd1,1,2027-05-01T00:00:00Z\n";
        await RefusesAsync(await CsvAsync(key, $"{Base}/labels", labels), HttpStatusCode.UnprocessableEntity, "monitoring.row-ahead");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task AWindowOfTheFutureThatIsStored_BlindsNothing_IsNamed_AndTwoPeopleTakeItOut(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);
        // By a clock that was wrong for an hour.
        var window = await ByWrongClockAsync(scene, "2027-06-01");
        await DriftAsync(scene);
        await DeniesAsync(scene, "with a window of the future in store");

        var noted = Assert.Single(await scene.Get<ListWindows>().NotedAsync(ApprovalsScene.ModelName, PostureScene.Running, Ct));
        Assert.Equal((window, false), (noted.Id, noted.Counts));
        Assert.Contains("ends in the future", Assert.Single(noted.Warnings), StringComparison.Ordinal);

        await WithdrawAsync(scene, scene.Engineer, window);
        var officer = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        await DoneAsync(DecideAsync(scene, officer, window, confirm: true));
        Assert.Equal(
            WindowStatus.Withdrawn,
            (await scene.Get<ListWindows>().GetAsync(ApprovalsScene.ModelName, PostureScene.Running, window, Ct))!.Status
        );
        await DeniesAsync(scene, "after it was withdrawn");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Withdrawal_TakesASecondPersonOfTheSecondLine_AndWhatFollowedIsTakenBack(DatabaseKind kind)
    {
        await using var scene = await DriftedAsync(kind);
        await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-17", seed: 21);
        await Measurements.EvaluateAsync(scene);
        var doctored = await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-18", seed: 22);
        await Measurements.EvaluateAsync(scene);
        Assert.True((await PostureScene.GateAsync(scene)).Allow);

        var officer = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        await WithdrawAsync(scene, officer, doctored);
        Assert.Equal("monitoring.withdrawal-asked", (await AskAsync(scene, officer, doctored)).Refusal?.Code);
        Assert.Equal("monitoring.window-takes-two", (await DecideAsync(scene, officer, doctored, confirm: true)).Refusal?.Code);
        Assert.Equal(RefusalKind.Forbidden, (await DecideAsync(scene, scene.Owner, doctored, confirm: true)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await DecideAsync(scene, scene.Engineer, doctored, confirm: true)).Refusal?.Kind);
        Assert.True((await PostureScene.GateAsync(scene)).Allow);

        await DoneAsync(DecideAsync(scene, scene.Security, doctored, confirm: true));
        await Measurements.EvaluateAsync(scene);

        // One quiet window is not enough to end what two had ended.
        await DeniesAsync(scene, "after one of the two quiet windows was withdrawn");
        Assert.Equal("monitoring.nothing-to-decide", (await DecideAsync(scene, scene.Security, doctored, confirm: true)).Refusal?.Code);
        Assert.NotEqual(doctored, await NewestAsync(scene));
        // The period is free again for the right file.
        await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-18", seed: 23);
    }

    [Fact]
    public async Task AMonitorThatARuleReads_IsNotSilencedBeforehand_ByWhomItJudges()
    {
        await using var scene = await SceneAsync(DatabaseKind.Sqlite);
        using var key = await KeyAsync(scene);
        MonitorId monitor;
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.False(await db.Alerts.AnyAsync(Ct));
            monitor = await db.Monitors.Where(m => m.IsEnabled).OrderBy(m => m.Id).Select(m => m.Id).FirstAsync(Ct);
        }

        foreach (
            var change in new object[]
            {
                new { upper = 1_000.0 },
                new { enabled = false },
                new { minimumRows = 1_000_000 },
                new { consecutive = 9 },
            }
        )
        {
            await RefusesAsync(
                await key.PatchAsJsonAsync($"/api/v1/monitors/{monitor}", change, Ct),
                HttpStatusCode.Forbidden,
                "monitoring.monitor-is-read"
            );
        }

        // More of it is everyone's to ask for, and less is the second line's, which then is a party of the next request.
        using var more = await key.PatchAsJsonAsync($"/api/v1/monitors/{monitor}", new { minimumRows = 50 }, Ct);
        Assert.Equal(HttpStatusCode.OK, more.StatusCode);
        var officer = await scene.PersonAsync("watcher@test.example", Roles.RiskOfficer);
        var less = await scene
            .Get<Operations.Monitoring.Monitors.ChangeMonitor>()
            .RunAsync(officer, monitor, m => Operations.Monitoring.Monitors.MonitorSettings.Of(m) with { IsEnabled = false }, null, Ct);
        Assert.True(less.IsDone, less.Refusal?.Message);
        Assert.Equal(monitor.ToString(), (string?)Assert.Single(await scene.LogAsync(LoosenedGates.Action))["data"]!["of"]);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task ANewReference_OfAVersionInProduction_CountsOnceASecondPersonConfirmedIt(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);
        using var key = await KeyAsync(scene);
        var answer = await BodyAsync(await SendAsync(key, "reference", Day("2026-10-20", shift: 100), "2026-10-20", "2026-10-21"));
        Assert.True(DisplayId.TryParse<WindowId>((string?)answer["window"], out var reference));
        var before = await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-10", shift: 100);
        Assert.Equal(1, await ReferenceOfAsync(scene, before));

        // The second line is told and has it in its queue; whoever owns the key that uploaded it has not.
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var told = await db
                .Notifications.Where(n => n.Kind == NotificationKind.ConfirmationAsked)
                .Select(n => n.Person)
                .ToListAsync(Ct);
            Assert.Equal([scene.Security.User!.Value], told);
        }

        Assert.Contains((await scene.Get<MyQueue>().RunAsync(scene.Security, Ct)).Items, i => i.Id == reference.ToString());
        Assert.DoesNotContain((await scene.Get<MyQueue>().RunAsync(scene.Owner, Ct)).Items, i => i.Id == reference.ToString());
        Assert.Equal(RefusalKind.Forbidden, (await DecideAsync(scene, scene.Owner, reference, confirm: true)).Refusal?.Kind);
        Assert.Equal("monitoring.reason-missing", (await DecideAsync(scene, scene.Security, reference, confirm: false, "")).Refusal?.Code);
        await DoneAsync(DecideAsync(scene, scene.Security, reference, confirm: true));
        var after = await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-11", shift: 100, seed: 3);
        Assert.Equal(reference.Number, await ReferenceOfAsync(scene, after));
        Assert.Equal(
            ["window.stored", "window.reference-confirmed"],
            (await ActionsAsync(scene, reference.ToString())).Where(a => a is "window.stored" or "window.reference-confirmed")
        );

        // And out again: what was compared with it is compared with the one before.
        await WithdrawAsync(scene, scene.Engineer, reference);
        await DoneAsync(DecideAsync(scene, scene.Security, reference, confirm: true));
        await Measurements.EvaluateAsync(scene);
        Assert.Equal(1, await ReferenceOfAsync(scene, after));
        Assert.Contains("DRFT-01", (await PostureScene.GateAsync(scene)).Reasons.Select(r => r.Rule));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task AWindowThatWasComparedWithAWithdrawnReference_IsNoMeasurement(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);
        await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-10", seed: 9);
        await Measurements.EvaluateAsync(scene);
        Assert.NotNull(await MeasuredAtAsync(scene));

        var reference = new WindowId(1);
        await WithdrawAsync(scene, scene.Engineer, reference);
        await DoneAsync(DecideAsync(scene, scene.Security, reference, confirm: true));

        Assert.Null(await MeasuredAtAsync(scene));
        Assert.Contains(await scene.Get<MonitoringQueries>().UnmonitoredAsync(Ct), u => u.Version == PostureScene.Running);
    }

    [Fact]
    public async Task LateLabels_DoNotChangeTheReferenceThatWasApproved()
    {
        await using var scene = await SceneAsync(DatabaseKind.Sqlite);
        using var key = await KeyAsync(scene);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var before = await db.Windows.Where(w => w.Role == WindowRole.Reference).Select(w => w.PerformanceJson).SingleAsync(Ct);
        // The ids of the reference are those of the window, too.
        var labels = "decision_id,true_label\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"d{i},{i % 2}\n"));

        var answer = await BodyAsync(await CsvAsync(key, $"{Base}/labels", labels));

        Assert.Equal(["WIN-0002"], answer["windows"]!.AsArray().Select(w => (string?)w));
        Assert.Equal(
            before,
            await db.Windows.AsNoTracking().Where(w => w.Role == WindowRole.Reference).Select(w => w.PerformanceJson).SingleAsync(Ct)
        );
    }

    [Fact]
    public async Task TheReference_IsPartOfWhatIsSigned_AndAnotherOneVoidsByName()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: Measurements.ByHand);
        await Measurements.WatchAsync(scene, PostureScene.Running);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        var bundle = await BundleAsync(scene, promotion);
        Assert.Equal("WIN-0001", (string?)bundle["reference"]!["id"]);

        // Of a version that is approved it is a request; of one that is not, it is simple and voids what was signed.
        await Measurements.SendAsync(scene, PostureScene.Running, "2026-10-02", seed: 5, role: WindowRole.Reference);
        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(promotion)).State);
        Assert.Equal((string?)bundle["reference"]!["sha256"], (string?)(await BundleAsync(scene, promotion))["reference"]!["sha256"]);
        Assert.Empty(await scene.LogAsync("promotion.voided"));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnAlertThatARuleReads_IsResolvedByTheSecondLineAlone(DatabaseKind kind)
    {
        await using var scene = await DriftedAsync(kind);
        var alert = await OpenAlertAsync(scene);
        var resolve = scene.Get<ResolveAlert>();
        Assert.Equal("monitoring.alert-decides-gate", (await resolve.RunAsync(scene.Owner, alert, "handled", null, Ct)).Refusal?.Code);
        Assert.True((await scene.Get<GetAlertDetail>().RunAsync(scene.Owner, alert, Ct))!.IsHeld);
        Assert.False((await scene.Get<GetAlertDetail>().RunAsync(scene.Security, alert, Ct))!.IsHeld);
        Assert.Null((await scene.Get<AcknowledgeAlert>().RunAsync(scene.Owner, alert, null, Ct)).Refusal);

        Assert.Equal("monitoring.reason-missing", (await resolve.RunAsync(scene.Security, alert, " ", null, Ct)).Refusal?.Code);
        Assert.Null((await resolve.RunAsync(scene.Security, alert, "Looked at with the data team", null, Ct)).Refusal);
        var entry = (await scene.LogAsync("alert.resolved"))[^1];
        Assert.Equal("SecurityReviewer", (string?)entry["data"]!["role"]);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task WhatIsMeasuredOfANewerVersion_EndsNoAlertAboutTheOneThatIsRequested_AndTakesNoneAway(DatabaseKind kind)
    {
        const string newer = "1.5.0";
        await using var scene = await ApprovalsScene.CreateAsync(kind, configure: Measurements.ByHand);
        await PostureScene.ActivateAsync(scene, "1", Rules);
        await Measurements.WatchAsync(scene, PostureScene.Running);
        var promotion = await scene.RequestAsync();
        await DriftAsync(scene);
        await FailsAsync("at first");

        await scene.RegisterVersionAsync(newer);
        await Measurements.WatchAsync(scene, newer);
        foreach (var (day, shift, seed) in new[] { ("2026-11-14", 0, 31), ("2026-11-15", 0, 32), ("2026-11-16", 0, 33) })
        {
            await Measurements.SendAsync(scene, newer, day, shift, seed);
            await Measurements.EvaluateAsync(scene);
        }

        await FailsAsync("after quiet windows of the newer version");

        foreach (var (day, seed) in new[] { ("2026-11-17", 34), ("2026-11-18", 35) })
        {
            await Measurements.SendAsync(scene, newer, day, shift: 100, seed: seed);
            await Measurements.EvaluateAsync(scene);
        }

        await FailsAsync("after windows of the newer version drifted as well");
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(
            [PostureScene.Running, newer],
            await db
                .Alerts.Where(a => a.Rule == AlertRule.Drift && a.Field == "amount" && a.State != AlertState.Resolved)
                .OrderBy(a => a.Version)
                .Select(a => a.Version)
                .ToListAsync(Ct)
        );

        async Task FailsAsync(string when) =>
            Assert.True((await scene.ReadAsync(promotion)).Gate.Results.Any(r => r is { Rule: "ALRT-01", Outcome: "fail" }), when);
    }

    [Fact]
    public async Task WhatDecisionsOfAnotherVersionShow_TakesNoAlertAway()
    {
        await using var scene = await SceneAsync(DatabaseKind.Sqlite);
        await scene.RegisterVersionAsync("1.5.0");
        using var key = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.DecisionsWrite);
        await DecidedAsync(PostureScene.Running);
        await DeniesAsync(scene, "after an output with an address");

        await DecidedAsync("1.5.0");

        await DeniesAsync(scene, "after another version did the same");
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(
            [PostureScene.Running, "1.5.0"],
            await db
                .Alerts.Where(a => a.Rule == AlertRule.PersonalDataInOutput)
                .OrderBy(a => a.Version)
                .Select(a => a.Version)
                .ToListAsync(Ct)
        );

        async Task DecidedAsync(string version)
        {
            var line = Decisions.DecisionLines.Line($"d-{version}");
            (line["model"], line["version"], line["time"]) = (
                ApprovalsScene.ModelName,
                version,
                scene.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)
            );
            line["output"] = new JsonObject { ["text"] = "Write to anna.kowalska@example.org" };
            await Decisions.DecisionLines.PushedAsync(key, line.ToJsonString() + "\n");
        }
    }

    private static async Task<ApprovalsScene> SceneAsync(DatabaseKind kind)
    {
        var scene = await PostureScene.CreateAsync(
            Rules,
            kind: kind,
            before: async s =>
            {
                await Measurements.WatchAsync(s, PostureScene.Running);
                await Measurements.SendAsync(s, PostureScene.Running, "2026-11-09", seed: 8);
                await Measurements.EvaluateAsync(s);
            }
        );
        Assert.True((await PostureScene.GateAsync(scene)).Allow);
        return scene;
    }

    private static async Task<ApprovalsScene> DriftedAsync(DatabaseKind kind)
    {
        var scene = await SceneAsync(kind);
        await DriftAsync(scene);
        return scene;
    }

    private static async Task DriftAsync(ApprovalsScene scene)
    {
        await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-15", shift: 100);
        await Measurements.EvaluateAsync(scene);
        await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-16", shift: 100, seed: 3);
        await Measurements.EvaluateAsync(scene);
    }

    private static async Task<WindowId> ByWrongClockAsync(ApprovalsScene scene, string day)
    {
        var now = scene.Clock.GetUtcNow();
        scene.Clock.Advance(DateTimeOffset.Parse(day, CultureInfo.InvariantCulture).AddDays(2) - now);
        var window = await Measurements.SendAsync(scene, PostureScene.Running, day);
        await Measurements.EvaluateAsync(scene);
        scene.Clock.Advance(now - scene.Clock.GetUtcNow());
        return window;
    }

    private static Task<HttpClient> KeyAsync(ApprovalsScene scene) =>
        scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.MonitoringRead, Scopes.MonitoringWrite);

    private static async Task DeniesAsync(ApprovalsScene scene, string when)
    {
        var answer = await PostureScene.GateAsync(scene);
        Assert.False(answer.Allow, when);
        Assert.True(answer.Reasons.Any(r => r.Rule == "ALRT-01"), when);
    }

    private static async Task RefusesAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var problem = await BodyAsync(answer);
        Assert.Equal((status, code), (answer.StatusCode, (string?)problem["code"]));
    }

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;

    private static Task<HttpResponseMessage> SendAsync(HttpClient key, string role, string csv, string start, string end) =>
        CsvAsync(key, $"{Base}/windows?role={role}&start={start}&end={end}", csv);

    private static async Task<HttpResponseMessage> CsvAsync(HttpClient key, string address, string csv)
    {
        using var body = new ByteArrayContent(Predictions.Utf8(csv));
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return await key.PostAsync(address, body, Ct);
    }

    private static string Day(string day, double shift = 0) => Predictions.Csv(1000, day, shift, labelled: 0, seed: 12);

    private static string Timeless(string csv) =>
        string.Join(
            '\n',
            csv.Split('\n').Select(line => line.Split(',') is [var id, _, .. var rest] ? string.Join(',', [id, .. rest]) : line)
        );

    private static async Task<AlertId> OpenAlertAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Alerts.Where(a => a.State == AlertState.Open && a.Field == "amount").Select(a => a.Id).SingleAsync(Ct);
    }

    private static async Task<MonitorId> MonitorAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Monitors.Where(m => m.Kind == MonitorKind.Drift && m.Target == "amount").Select(m => m.Id).SingleAsync(Ct);
    }

    private static async Task<WindowId> NewestAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db
            .Windows.Where(w => w.Role == WindowRole.Current && w.Repeats == null)
            .OrderByDescending(w => w.End)
            .Select(w => w.Id)
            .FirstAsync(Ct);
    }

    private static async Task<int?> ReferenceOfAsync(ApprovalsScene scene, WindowId window)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return (await db.Windows.SingleAsync(w => w.Id == window, Ct)).ReferenceId?.Number;
    }

    private static async Task<IReadOnlyList<string>> ActionsAsync(ApprovalsScene scene, string subject)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.Where(e => e.Subject == subject).OrderBy(e => e.Index).Select(e => e.Action).ToListAsync(Ct);
    }

    private static async Task<JsonNode> BundleAsync(ApprovalsScene scene, PromotionId promotion)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return JsonNode.Parse(await db.Promotions.Where(p => p.Id == promotion).Select(p => p.Bundle).SingleAsync(Ct))!;
    }

    private static async Task<DateTimeOffset?> MeasuredAtAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var now = scene.Clock.GetUtcNow();
        return (await MonitoringCoverage.ReadAsync(db, ApprovalsScene.ModelName, PostureScene.Running, now, Ct)).MeasuredAt;
    }

    private static Task<Result<MeasurementRef>> AskAsync(ApprovalsScene scene, Actor by, WindowId window) =>
        AskAsync(scene, by, MeasurementRef.Of(window));

    private static Task<Result<MeasurementRef>> AskAsync(ApprovalsScene scene, Actor by, MeasurementRef measured) =>
        scene
            .Get<WithdrawMeasurement>()
            .RunAsync(by, new(ApprovalsScene.ModelName, PostureScene.Running, measured, "Not what was meant"), Ct);

    private static async Task WithdrawAsync(ApprovalsScene scene, Actor by, WindowId window) =>
        await DoneAsync(AskAsync(scene, by, window));

    private static Task<Result<MeasurementRef>> DecideAsync(
        ApprovalsScene scene,
        Actor by,
        WindowId window,
        bool confirm,
        string reason = "Compared with the source"
    ) => DecideAsync(scene, by, MeasurementRef.Of(window), confirm, reason);

    private static Task<Result<MeasurementRef>> DecideAsync(
        ApprovalsScene scene,
        Actor by,
        MeasurementRef measured,
        bool confirm,
        string reason = "Compared with the source"
    ) => scene.Get<DecideMeasurement>().RunAsync(by, new(ApprovalsScene.ModelName, PostureScene.Running, measured, confirm, reason), Ct);

    private static async Task DoneAsync(Task<Result<MeasurementRef>> outcome)
    {
        var done = await outcome;
        Assert.True(done.IsDone, done.Refusal?.Message);
    }
}
