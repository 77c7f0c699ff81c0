using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Jobs;
using Governance.Domain.Reports;
using Governance.Portal.Compliance.Reports;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Reports;

public sealed class ReportJobTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restart_WithAQueuedAndAnUnfinishedReport_MakesBoth()
    {
        var stopped = true;
        var portal = new PortalFactory
        {
            Replace = services =>
            {
                if (stopped)
                {
                    services.Remove(services.Single(s => s.ImplementationType?.Name == "ReportJob"));
                }
            },
        };
        await using var scene = new ReportsScene(portal);
        await scene.InitializeAsync();
        await scene.RegisterAsync("credit", ReportsScene.Model, ReportsScene.Version);
        var promotion = await scene.RequestAsync(ReportsScene.Version, "Better ranking");
        var body = new JsonObject
        {
            ["kind"] = "approval-record",
            ["subject"] = promotion,
            ["format"] = "html",
        };
        var queued = (string)(await scene.PostAsync(scene.Engineer, "/api/v1/reports", body, HttpStatusCode.Accepted))["id"]!;
        var unfinished = (string)(await scene.PostAsync(scene.Engineer, "/api/v1/reports", body, HttpStatusCode.Accepted))["id"]!;
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            var number = int.Parse(unfinished[4..], System.Globalization.CultureInfo.InvariantCulture);
            db.Entry(await db.Reports.SingleAsync(r => r.Id == new ReportId(number), Ct)).Property(r => r.State).CurrentValue =
                ReportState.Running;
            db.Append(
                new("report.started", unfinished, []),
                Governance.Domain.Identity.Actor.OfJob("reports"),
                TimeProvider.System.GetUtcNow()
            );
            await db.SaveChangesAsync(Ct);
        }

        using (var early = await scene.Engineer.GetAsync($"/api/v1/reports/{queued}/content", Ct))
        {
            Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        }

        stopped = false;
        await using var restarted = portal.WithWebHostBuilder(_ => { });
        using var _ = restarted.CreateClient();
        foreach (var id in new[] { queued, unfinished })
        {
            var report = await ReportsScene.DoneAsync(restarted.Services, scene.Engineer, id);
            Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Report_BeingMadeByOneNode_IsLeftAloneByANodeThatIsAhead_UntilTheFirstIsGone(DatabaseKind kind)
    {
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromHours(3));
        await using var scene = new ReportsScene(
            new PortalFactory(kind)
            {
                HasDatabaseTime = true,
                Replace = services => services.Remove(services.Single(s => s.ImplementationType?.Name == "ReportJob")),
            }
        );
        await scene.InitializeAsync();
        await scene.RegisterAsync("credit", ReportsScene.Model, ReportsScene.Version);
        var promotion = await scene.RequestAsync(ReportsScene.Version, "Better ranking");
        var body = new JsonObject
        {
            ["kind"] = "approval-record",
            ["subject"] = promotion,
            ["format"] = "html",
        };
        var id = (string)(await scene.PostAsync(scene.Engineer, "/api/v1/reports", body, HttpStatusCode.Accepted))["id"]!;
        await using var ahead = scene.Portal.Beside(clock);
        await HoldAsync(scene.Portal, TimeSpan.FromMinutes(1));

        var early = await ahead.Get<MakeReport>().RunAsync(Ct);
        await HoldAsync(scene.Portal, TimeSpan.FromMinutes(-1));
        var later = await ahead.Get<MakeReport>().RunAsync(Ct);

        Assert.Equal((0, 1), (early, later));
        Assert.Equal("ready", (string?)(await scene.Engineer.GetFromJsonAsync<JsonObject>($"/api/v1/reports/{id}", Ct))!["state"]);
    }

    [Fact]
    public async Task Report_ThatEndedTheProcessThreeTimes_FailsWithTheReason_AndMayBeAskedForAgain()
    {
        await using var scene = await WithoutJobAsync();
        var promotion = await scene.RequestAsync(ReportsScene.Version, "Better ranking");
        var id = await AskAsync(scene, scene.Engineer, promotion);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var attempt = new WorkAttempt { Queue = "reports", Key = id };
            for (var i = 0; i < WorkQueue<Report>.MaxAttempts; i++)
            {
                attempt.Begin(TimeProvider.System.GetUtcNow());
            }

            db.WorkAttempts.Add(attempt);
            await db.SaveChangesAsync(Ct);
        }

        await scene.Portal.Get<MakeReport>().RunAsync(Ct);

        var report = (await scene.Engineer.GetFromJsonAsync<JsonObject>($"/api/v1/reports/{id}", Ct))!;
        Assert.Equal(("failed", WorkSetAsideException.Words), ((string?)report["state"], (string?)report["failure"]));
        await AskAsync(scene, scene.Engineer, promotion);
        Assert.Equal(1, await scene.Portal.Get<MakeReport>().RunAsync(Ct));
    }

    [Fact]
    public async Task Reports_OfOneWhoFilledTheirShare_KeepNobodyElseWaiting()
    {
        await using var scene = await WithoutJobAsync();
        var promotion = await scene.RequestAsync(ReportsScene.Version, "Better ranking");
        for (var i = 0; i < RequestReport.MaxOfOne; i++)
        {
            await AskAsync(scene, scene.Engineer, promotion);
        }

        var refused = await scene.PostAsync(scene.Engineer, "/api/v1/reports", Body(promotion), HttpStatusCode.TooManyRequests);
        Assert.Equal("report.too-many-waiting", (string?)refused["code"]);
        Assert.Contains("of your reports", (string?)refused["detail"], StringComparison.Ordinal);
        var other = await AskAsync(scene, scene.Owner, promotion);

        await scene.Portal.Get<MakeReport>().RunAsync(Ct);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var begun = await db
            .AuditEntries.Where(e => e.Action == "report.started")
            .OrderBy(e => e.Index)
            .Select(e => e.Subject)
            .Take(2)
            .ToListAsync(Ct);
        Assert.Equal(other, begun[1]);
    }

    private static JsonObject Body(string promotion) =>
        new()
        {
            ["kind"] = "approval-record",
            ["subject"] = promotion,
            ["format"] = "json",
        };

    private static async Task<string> AskAsync(ReportsScene scene, HttpClient by, string promotion) =>
        (string)(await scene.PostAsync(by, "/api/v1/reports", Body(promotion), HttpStatusCode.Accepted))["id"]!;

    private static async Task<ReportsScene> WithoutJobAsync()
    {
        var scene = new ReportsScene(
            new PortalFactory { Replace = services => services.Remove(services.Single(s => s.ImplementationType?.Name == "ReportJob")) }
        );
        await scene.InitializeAsync();
        await scene.RegisterAsync("credit", ReportsScene.Model, ReportsScene.Version);
        return scene;
    }

    [Fact]
    public async Task Report_ThatCannotBeBegun_IsLeftToTheNextRound()
    {
        await using var scene = new ReportsScene(
            new PortalFactory { Replace = services => services.Remove(services.Single(s => s.ImplementationType?.Name == "ReportJob")) }
        );
        await scene.InitializeAsync();
        await scene.RegisterAsync("credit", ReportsScene.Model, ReportsScene.Version);
        var body = new JsonObject
        {
            ["kind"] = "approval-record",
            ["subject"] = await scene.RequestAsync(ReportsScene.Version, "Better ranking"),
            ["format"] = "html",
        };
        await scene.PostAsync(scene.Engineer, "/api/v1/reports", body, HttpStatusCode.Accepted);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO \"__EFMigrationsHistory\" (\"MigrationId\", \"ProductVersion\") VALUES ('99990101000000_Newer', '10')",
                Ct
            );
        }

        using var round = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        round.CancelAfter(TimeSpan.FromSeconds(20)); // else it would be tried without a pause for ever
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Portal.Get<MakeReport>().RunAsync(round.Token));

        Assert.Contains("newer version", problem.Message, StringComparison.Ordinal);
        await using var read = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(ReportState.Queued, (await read.Reports.SingleAsync(Ct)).State);
    }

    // As a node leaves it that began and has not ended.
    private static async Task HoldAsync(PortalFactory portal, TimeSpan left)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var report = await db.Reports.SingleAsync(Ct);
        report.Start(await db.TimeAsync(Ct) + left);
        db.Append(
            new("report.started", report.Id.ToString(), []),
            Governance.Domain.Identity.Actor.OfJob("reports"),
            TimeProvider.System.GetUtcNow()
        );
        await db.SaveChangesAsync(Ct);
    }

    [Fact]
    public async Task NoRenderer_RefusesPdfMakesHtmlAndDegradesTheNode()
    {
        var portal = new PortalFactory();
        portal.Settings["Reports:ChromiumPath"] = Path.Combine(portal.Folder, "no-chromium");
        await using var scene = new ReportsScene(portal);
        await scene.InitializeAsync();
        await scene.RegisterAsync("credit", ReportsScene.Model, ReportsScene.Version);
        var promotion = await scene.RequestAsync(ReportsScene.Version, "Better ranking");

        var problem = await scene.PostAsync(
            scene.Engineer,
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = "approval-record",
                ["subject"] = promotion,
                ["format"] = "pdf",
            },
            HttpStatusCode.ServiceUnavailable
        );
        var html = await scene.MakeAsync("approval-record", promotion, "html");
        using var health = await scene.Engineer.GetAsync("/readyz", Ct);

        Assert.Equal("report.renderer-missing", (string?)problem["code"]);
        Assert.DoesNotContain(portal.Folder, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.True((string?)html["state"] == "ready", (string?)html["failure"]);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal("degraded", (string?)(await health.Content.ReadFromJsonAsync<JsonObject>(Ct))!["status"]);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task OpenPromotion_IsADraftThatSaysWhatIsOpen(DatabaseKind kind)
    {
        await using var scene = new ReportsScene(new PortalFactory(kind));
        await scene.InitializeAsync();
        await scene.RegisterAsync("credit", ReportsScene.Model, ReportsScene.Version);
        var promotion = await scene.RequestAsync(ReportsScene.Version, "Better ranking");

        var report = await scene.MakeAsync("approval-record", promotion, "html");

        var html = await scene.Engineer.GetStringAsync((string)report["content"]!, Ct);
        Assert.Contains("Draft", html, StringComparison.Ordinal);
        Assert.Contains("3 of 3 signatures outstanding", html, StringComparison.Ordinal);
    }
}
