using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Operations.Monitoring.Windows;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Audit;
using Governance.Portal.Tests.Notifications;
using Governance.Portal.Tests.Policies;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>
/// Files of labels and business figures are withdrawn as windows are: with a reason, by two people, and what followed from them is taken
/// back. Which files are about a window is known, however many there are.
/// </summary>
public sealed class LabelsAndFiguresTests
{
    private const string Version = "2.0.0";
    private const string Base = $"/api/v1/monitoring/{ApprovalsScene.ModelName}/{Version}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task AFileOfLabels_IsWithdrawnByTwo_AndItsWindowsAreMeasuredWithoutIt(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);
        using var key = await KeyAsync(scene);
        await Measurements.SendAsync(scene, Version, "2026-11-18");
        await LabelsAsync(key, i => i < 500 ? "1" : null);
        var before = await WindowAsync(scene);
        Assert.Equal(500, before.Labelled);

        // Another file says something else of the same decisions, and something of others.
        await LabelsAsync(key, _ => "0");
        Assert.Equal(1000, (await WindowAsync(scene)).Labelled);
        var files = await ItemsAsync(key, "labels");
        Assert.Equal(["LBL-0002", "LBL-0001"], files.Select(f => (string?)f["id"]));

        var asked = await key.PostAsJsonAsync($"{Base}/measurements/LBL-0002:withdraw", new { reason = "The wrong file" }, Ct);
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        Assert.True((bool)(await ItemsAsync(key, "labels"))[0]["awaitsDecision"]!);
        Assert.Equal(1000, (await WindowAsync(scene)).Labelled);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await key.PostAsJsonAsync($"{Base}/measurements/LBL-0002:confirm", new { reason = "fine" }, Ct)).StatusCode
        );
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await FollowedLog.CatchUpAsync(scene.Portal, Ct);
            Assert.True(await db.Notifications.AnyAsync(n => n.Person == scene.Security.User, Ct));
        }

        Assert.Contains((await scene.Get<MyQueue>().RunAsync(scene.Security, Ct)).Items, i => i.Id == "LBL-0002");
        Assert.Equal(RefusalKind.Forbidden, (await DecideAsync(scene, scene.Owner, "LBL-0002")).Refusal?.Kind);
        Assert.True((await DecideAsync(scene, scene.Security, "LBL-0002")).IsDone);

        var after = await WindowAsync(scene);
        Assert.Equal((500, before.PerformanceJson), (after.Labelled, after.PerformanceJson));
        Assert.Equal("withdrawn", (string?)(await ItemsAsync(key, "labels"))[0]["status"]);
        Assert.Equal("monitoring.window-not-in-force", (await AskAsync(scene, "LBL-0002")).Refusal?.Code);
        Assert.Equal("monitoring.measurement-not-found", (await AskAsync(scene, "LBL-0099")).Refusal?.Code);
        // The same file may be sent again.
        await LabelsAsync(key, _ => "0");
        Assert.Equal(1000, (await WindowAsync(scene)).Labelled);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task LabelsThatEndedAnAlert_OpenItAgainWhenTheyAreWithdrawn(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);
        using var key = await KeyAsync(scene);
        var monitor = await PerformanceMonitorAsync(scene);
        await Measurements.SendAsync(scene, Version, "2026-11-16", seed: 3);
        await LabelsAsync(key, Labels(3, right: false));
        await Measurements.EvaluateAsync(scene);
        var alert = Assert.Single(await AlertsAsync(scene, monitor));
        Assert.Equal(AlertState.Open, alert.State);

        await Measurements.SendAsync(scene, Version, "2026-11-17", seed: 4, prefix: "e");
        await LabelsAsync(key, Labels(4, right: true), prefix: "e");
        await Measurements.EvaluateAsync(scene);
        Assert.Equal(AlertState.Resolved, Assert.Single(await AlertsAsync(scene, monitor)).State);

        Assert.True((await AskAsync(scene, "LBL-0002")).IsDone);
        Assert.True((await DecideAsync(scene, scene.Security, "LBL-0002")).IsDone);

        Assert.Equal(AlertState.Open, Assert.Single(await AlertsAsync(scene, monitor)).State);
        await Measurements.EvaluateAsync(scene);
        Assert.NotEqual(AlertState.Resolved, Assert.Single(await AlertsAsync(scene, monitor)).State);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AFigureThatEndedAnAlert_OpensItAgainWhenItIsWithdrawn_AndItsPeriodIsFree(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);
        using var key = await KeyAsync(scene);
        var monitor = await scene
            .Get<CreateMonitor>()
            .RunAsync(
                scene.Owner,
                new(ApprovalsScene.ModelName, "business", "loss", null, new(Upper: 100, MinimumRows: 1, Consecutive: 1)),
                Ct
            );
        Assert.True(monitor.IsDone, monitor.Refusal?.Message);
        await FigureAsync(key, "2026-11-16", 500);
        Assert.Equal(AlertState.Open, Assert.Single(await AlertsAsync(scene, monitor.Value)).State);
        await FigureAsync(key, "2026-11-17", 1);
        Assert.Equal(AlertState.Resolved, Assert.Single(await AlertsAsync(scene, monitor.Value)).State);

        Assert.True((await AskAsync(scene, "FIG-0002")).IsDone);
        Assert.Equal("monitoring.nothing-to-decide", (await DecideAsync(scene, scene.Security, "FIG-0001")).Refusal?.Code);
        Assert.True((await DecideAsync(scene, scene.Security, "FIG-0002")).IsDone);

        Assert.Equal(AlertState.Open, Assert.Single(await AlertsAsync(scene, monitor.Value)).State);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.Equal([500.0], await db.BusinessFigures.Select(f => f.Value).ToListAsync(Ct));
        }

        await FigureAsync(key, "2026-11-17", 2);
        Assert.Equal(3, (await ItemsAsync(key, "figure")).Count);
    }

    [Theory]
    [InlineData("LabelBatches", "LBL-0001")]
    [InlineData("BusinessFigures", "FIG-0001")]
    [InlineData("Windows", "WIN-0002")]
    public async Task WhoAsked_ChangedBySql_MakesNoOneTheSecondPerson(string table, string id)
    {
        await using var scene = await SceneAsync(DatabaseKind.Sqlite);
        using var key = await KeyAsync(scene);
        await Measurements.SendAsync(scene, Version, "2026-11-18");
        await LabelsAsync(key, _ => "1");
        await FigureAsync(key, "2026-11-16", 1);
        var officer = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var asked = await scene
            .Get<WithdrawMeasurement>()
            .RunAsync(officer, new(ApprovalsScene.ModelName, Version, Named(id), "Not what was meant"), Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
        Assert.Equal("monitoring.window-takes-two", (await DecideAsync(scene, officer, id)).Refusal?.Code);

        await using var database = await RawDatabase.OpenAsync(scene.Portal, DatabaseKind.Sqlite);
        await database.DropGuardsAsync();
        await database.ExecuteAsync($"UPDATE \"{table}\" SET \"AskedBy\" = \"AskedBy\" || '9' WHERE \"AskedBy\" IS NOT NULL");

        Assert.Equal("record.altered", (await DecideAsync(scene, officer, id)).Refusal?.Code);
    }

    [Fact]
    public async Task EvaluatingAWindow_CostsTheSame_HoweverManyFilesOfLabelsThereAre()
    {
        await using var scene = await SceneAsync(DatabaseKind.Sqlite, StatementCounter.Listen);
        using var key = await KeyAsync(scene);
        await LabelsAsync(key, i => i % 2 == 0 ? "1" : "0", prefix: "early");
        await Measurements.SendAsync(scene, Version, "2026-11-18", isProtected: true);
        await LabelsAsync(key, i => i % 2 == 0 ? "1" : "0");
        await EvaluateAsync();
        await ForgetAsync();
        var few = await EvaluateAsync();

        for (var file = 0; file < 25; file++)
        {
            await LabelsAsync(key, i => i % 3 == 0 ? "1" : "0", prefix: $"other{file}-", rows: 50);
        }

        await ForgetAsync();
        var many = await EvaluateAsync();
        Assert.Equal(few, many);
        await using var after = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        // No file was opened but the first, which names the column, and the window's own: of what is opened the ids are learnt.
        Assert.InRange(await after.DecisionIdFilters.CountAsync(Ct), 1, 2);

        // What is known of files by their ids: it is not asked.
        async Task ForgetAsync()
        {
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            await db.DecisionIdFilters.ExecuteDeleteAsync(Ct);
        }

        async Task<int> EvaluateAsync()
        {
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            var evaluation = await db.WindowEvaluations.OrderBy(e => e.Window).LastAsync(Ct);
            evaluation.Ask(scene.Clock.GetUtcNow());
            await db.SaveChangesAsync(Ct);
            return (await StatementCounter.OfAsync(() => Measurements.EvaluateAsync(scene))).Count;
        }
    }

    private static async Task<ApprovalsScene> SceneAsync(DatabaseKind kind, Action<IServiceCollection>? listen = null)
    {
        var scene = await ApprovalsScene.CreateAsync(
            kind,
            configure: portal =>
            {
                portal.Replace += listen;
                Measurements.ByHand(portal);
            }
        );
        await scene.RegisterVersionAsync(Version);
        await Measurements.SendAsync(scene, Version, "2026-10-01", labelled: 1, role: WindowRole.Reference, prefix: "r");
        return scene;
    }

    private static Task<HttpClient> KeyAsync(ApprovalsScene scene) =>
        scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.MonitoringWrite, Scopes.MonitoringRead);

    // The labels that the predictions of a window say, or the other ones: its rows are made of a seed.
    private static Func<int, string?> Labels(int seed, bool right)
    {
        var rows = Predictions.Csv(1000, "2026-11-16", labelled: 0, seed: seed).Split('\n')[1..];
        return i => rows[i].Split(',')[5] == "1" == right ? "1" : "0";
    }

    private static async Task LabelsAsync(HttpClient key, Func<int, string?> label, string prefix = "d", int rows = 1000)
    {
        var text = new StringBuilder("decision_id,true_label\n");
        for (var i = 0; i < rows; i++)
        {
            if (label(i) is { } known)
            {
                text.Append(CultureInfo.InvariantCulture, $"{prefix}{i},{known}\n");
            }
        }

        using var body = new StringContent(text.ToString(), Encoding.UTF8, "text/csv");
        using var answer = await key.PostAsync(new Uri($"{Base}/labels", UriKind.Relative), body, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task FigureAsync(HttpClient key, string day, double value)
    {
        var end = DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(1);
        var body = new JsonObject
        {
            ["start"] = $"{day}T00:00:00Z",
            ["end"] = $"{end:yyyy-MM-dd}T00:00:00Z",
            ["values"] = new JsonObject { ["loss"] = value },
        };
        using var answer = await key.PostAsJsonAsync($"{Base}/figures", body, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<IReadOnlyList<JsonObject>> ItemsAsync(HttpClient key, string kind)
    {
        using var answer = await key.GetAsync(new Uri($"{Base}/measurements?kind={kind}", UriKind.Relative), Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. JsonNode.Parse(text)!["items"]!.AsArray().Select(i => i!.AsObject())];
    }

    private static Task<Result<MeasurementRef>> AskAsync(ApprovalsScene scene, string id) =>
        scene
            .Get<WithdrawMeasurement>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Version, Named(id), "Not what was meant"), Ct);

    private static Task<Result<MeasurementRef>> DecideAsync(ApprovalsScene scene, Actor by, string id) =>
        scene
            .Get<DecideMeasurement>()
            .RunAsync(by, new(ApprovalsScene.ModelName, Version, Named(id), true, "Compared with the source"), Ct);

    private static MeasurementRef Named(string id)
    {
        Assert.True(MeasurementRef.TryParse(id, out var named));
        return named;
    }

    private static async Task<MonitoringWindow> WindowAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Windows.AsNoTracking().Where(w => w.Role == WindowRole.Current).OrderBy(w => w.Id).FirstAsync(Ct);
    }

    private static async Task<MonitorId> PerformanceMonitorAsync(ApprovalsScene scene)
    {
        var monitor = await scene
            .Get<CreateMonitor>()
            .RunAsync(
                scene.Owner,
                new(ApprovalsScene.ModelName, "performance", "accuracy", null, new(Upper: 0.01, MinimumRows: 1, Consecutive: 1)),
                Ct
            );
        Assert.True(monitor.IsDone, monitor.Refusal?.Message);
        return monitor.Value;
    }

    private static async Task<IReadOnlyList<Alert>> AlertsAsync(ApprovalsScene scene, MonitorId monitor)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Alerts.AsNoTracking().Where(a => a.Monitor == monitor).OrderBy(a => a.Id).ToListAsync(Ct);
    }
}
