using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.Postures;

/// <summary>What was approved stays judged: by new measurements, new policies and the passing of time.</summary>
public sealed class PostureTests
{
    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ADriftedWindow_PutsADeploymentOutOfPolicy_UntilAGoodOneComes(DatabaseKind kind)
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 7d}", kind, QuietAsync);
        await JudgeAsync(scene);
        Assert.Equal(PostureState.In, (await NowAsync(scene)).State);

        await Measurements.SendAsync(scene, Running, "2026-11-19", shift: 100);
        await JudgeAsync(scene);

        var gone = await NowAsync(scene);
        var began = scene.Clock.GetUtcNow();
        Assert.Equal((PostureState.Out, began, began.AddDays(7)), (gone.State, gone.Since, gone.GraceUntil));
        var failing = Assert.Single(gone.Failing);
        Assert.Equal(("test-policy", "DRFT-01", "high"), (failing.Policy, failing.Rule, failing.Severity));
        Assert.Contains("amount", failing.Message, StringComparison.Ordinal);
        Assert.Contains("highest: amount", failing.Actual, StringComparison.Ordinal);
        // The time to put it right holds at the gate too, and the posture says when it is over.
        Assert.True((await GateAsync(scene)).Allow);
        Assert.Equal(began.AddDays(7), gone.PermitsEndAt);
        Assert.Empty(await AlertsAsync(scene));

        scene.Clock.Advance(TimeSpan.FromDays(8));
        await JudgeAsync(scene);
        await JudgeAsync(scene);
        Assert.False((await GateAsync(scene)).Allow);

        var alert = Assert.Single(await AlertsAsync(scene));
        Assert.Equal(("test-policy/DRFT-01", DriftLevel.Alert, AlertState.Open), (alert.Field, alert.Level, alert.State));
        Assert.Equal((gone.Since, scene.Owner.User), (alert.BeganAt, alert.Owner));
        Assert.Equal(gone.Id, (await NowAsync(scene)).Id);

        await Measurements.SendAsync(scene, Running, "2026-11-27");
        await JudgeAsync(scene);

        var back = await NowAsync(scene);
        Assert.Equal((PostureState.In, scene.Clock.GetUtcNow()), (back.State, back.Since));
        Assert.Equal(AlertState.Resolved, Assert.Single(await AlertsAsync(scene)).State);
        Assert.Equal(["in", "out", "in"], (await scene.LogAsync("posture.changed")).Select(e => (string?)e["data"]!["state"]));
        var history = await scene.Get<ListPostures>().HistoryAsync(ApprovalsScene.ModelName, null, 10, Ct);
        Assert.Equal([PostureState.In, PostureState.Out, PostureState.In], history.Items.Select(p => p.State));
        Assert.Equal([null, back.From, gone.From], history.Items.Select(p => p.Until));
    }

    [Fact]
    public async Task AnAlertThatAPersonResolved_IsNotRaisedAgainForTheSameFailure()
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 0d}", before: QuietAsync);
        await Measurements.SendAsync(scene, Running, "2026-11-18", shift: 100);
        await JudgeAsync(scene);
        var raised = Assert.Single(await AlertsAsync(scene));
        var resolved = await scene
            .Get<Operations.Monitoring.Alerts.ResolveAlert>()
            .RunAsync(scene.Owner, raised.Id, "Known: the campaign of November", null, Ct);
        Assert.True(resolved.IsDone, resolved.Refusal?.Message);

        scene.Clock.Advance(TimeSpan.FromHours(2));
        await JudgeAsync(scene);
        Assert.Single(await AlertsAsync(scene));

        await Measurements.SendAsync(scene, Running, "2026-11-19", seed: 4);
        await JudgeAsync(scene);
        scene.Clock.Advance(TimeSpan.FromDays(2));
        await Measurements.SendAsync(scene, Running, "2026-11-21", shift: 100);
        await JudgeAsync(scene);
        Assert.Equal(2, (await AlertsAsync(scene)).Count);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ATightenedPolicy_SaysBeforeWhichDeploymentsItBreaks_AndThenDoes(DatabaseKind kind)
    {
        const string auc = "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.85}}";
        const string continuous = "  continuous: {grace: {critical: 12h, high: 14d}, then: block-permits}";
        var stricter = auc.Replace("0.85", "0.95", StringComparison.Ordinal);
        await using var scene = await CreateAsync(auc, kind: kind);
        await Fleet.DeployAsync(scene, [0.97, 0.9, 0.96]);
        var author = await scene.PersonAsync("author@test.example", Roles.RiskOfficer);
        await JudgeAsync(scene);
        var runs = await RunsAsync(scene);
        Assert.Equal(4, runs.Count);
        var proposed = await scene
            .Get<ProposePolicy>()
            .RunAsync(author, new(ApprovalsScene.Policy("2", stricter, continuous), null, "Agreed with the supervisor"), Ct);
        Assert.True(proposed.IsDone, proposed.Refusal?.Message);

        var preview = (await scene.Get<PreviewPosture>().RunAsync(proposed.Value, Ct)).Value;
        Assert.Equal((4, true, 0), (preview.Judged, preview.Complete, preview.Skipped));
        Assert.Equal([(ApprovalsScene.ModelName, "eu"), (Fleet.Name(2), "production")], preview.Out.Select(o => (o.Model, o.Environment)));
        Assert.All(preview.Out, o => Assert.Equal("PERF-01", Assert.Single(o.Failing).Rule));
        Assert.Empty(preview.Back);
        Assert.All(await AllAsync(scene), p => Assert.Equal(PostureState.In, p.State));

        await ActivateAsync(scene, "2", stricter, continuous);
        Assert.Equal(4, await JudgeAsync(scene));

        // Exactly those of the list, with their time running.
        var ends = scene.Clock.GetUtcNow().AddDays(14);
        var now = await AllAsync(scene);
        var gone = now.Where(p => p.State is PostureState.Out).ToList();
        Assert.Equal(preview.Out.Select(o => o.Deployment.Number).Order(), gone.Select(p => p.Deployment!.Value.Number).Order());
        Assert.All(gone, p => Assert.Equal((ends, ends), (p.GraceUntil, p.PermitsEndAt)));
        Assert.Equal(2, now.Count(p => p is { State: PostureState.In, GraceUntil: null }));
        // What was judged before is judged again as it was, to the byte.
        foreach (var run in runs)
        {
            Assert.True((await scene.Get<ReplayGate>().RunAsync(run, Ct)).Value.Identical, run.ToString());
        }

        Assert.True((await GateAsync(scene)).Allow);

        scene.Clock.Advance(TimeSpan.FromDays(15));
        var denied = await GateAsync(scene);
        Assert.False(denied.Allow);
        var reason = Assert.Single(denied.Reasons, r => r.Code == "posture.permits-ended");
        Assert.Contains("test-policy/PERF-01", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APostureThatSomeoneEndedInTheDatabase_OpensNothing()
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 0h, then: block-permits}", before: QuietAsync);
        await Measurements.SendAsync(scene, Running, "2026-11-18", shift: 100);
        await JudgeAsync(scene);
        await Measurements.SendAsync(scene, Running, "2026-11-19", seed: 4);
        Assert.Equal(["posture.permits-ended"], (await GateAsync(scene)).Reasons.Select(r => r.Code));
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE \"Postures\" SET \"PermitsEndAt\" = NULL", Ct);
        }

        Assert.Equal(["record.altered"], (await GateAsync(scene)).Reasons.Select(r => r.Code));
    }

    [Fact]
    public async Task EvidenceThatAges_IsFoundAtItsTime_WithoutAnEntry()
    {
        const string fresh =
            "    - {id: EVID-01, type: evidence_required, severity: medium, params: {kinds: [validation], maxAgeDays: 30}}";
        await using var scene = await CreateAsync(fresh, before: s => s.AddEvidenceAsync(Running, EvidenceKind.Validation));
        await JudgeAsync(scene);
        Assert.Equal(PostureState.In, (await NowAsync(scene)).State);
        Assert.Equal(0, await JudgeAsync(scene));

        scene.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await JudgeAsync(scene));

        var now = await NowAsync(scene);
        // That nothing measures what runs is said too, and blocks nothing.
        Assert.Equal(("EVID-01", null), (Assert.Single(now.Failing, f => f.Blocks).Rule, now.GraceUntil));
    }

    [Fact]
    public async Task AnAdvisoryRule_IsAWarning_WithoutAClock()
    {
        const string advisory = "    - {id: EVID-01, type: evidence_required, severity: low, params: {kinds: [sbom]}}";
        await using var scene = await CreateAsync(advisory, "  continuous: {grace: 1d, then: block-permits}");
        await JudgeAsync(scene);

        var now = await NowAsync(scene);
        Assert.Equal((PostureState.Warning, null, null), (now.State, now.GraceUntil, now.PermitsEndAt));
        Assert.False(Assert.Single(now.Failing).Blocks);
    }

    [Fact]
    public async Task ADeploymentThatEnds_LeavesItsHistory()
    {
        await using var scene = await CreateAsync(DriftLimit, before: QuietAsync);
        await JudgeAsync(scene);
        await scene.DoAsync(
            "deployment.ended",
            "",
            async context =>
            {
                var deployment = await context.Db.Deployments.SingleAsync(Ct);
                deployment.End(context.Now);
                context.Append(
                    new Domain.Audit.AuditEvent(
                        "deployment.ended",
                        deployment.Id.ToString(),
                        new JsonObject { ["model"] = deployment.Model }
                    )
                );
            }
        );
        await JudgeAsync(scene);

        Assert.Empty((await scene.Get<ListPostures>().ListAsync(new PostureFilter(), null, 10, Ct)).Items);
        Assert.NotNull(Assert.Single((await scene.Get<ListPostures>().HistoryAsync(ApprovalsScene.ModelName, null, 10, Ct)).Items).Until);
        Assert.Single(await scene.LogAsync("posture.ended"));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Empty(await db.PostureChecks.ToListAsync(Ct));
    }

    [Fact]
    public async Task AnAlteredRecord_IsOutOfPolicy()
    {
        await using var scene = await CreateAsync(DriftLimit, before: QuietAsync);
        await JudgeAsync(scene);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE \"Deployments\" SET \"Environment\" = 'us'", Ct);
        }

        scene.Clock.Advance(TimeSpan.FromHours(2));
        await JudgeAsync(scene);

        Assert.Equal("record.altered", Assert.Single((await NowAsync(scene)).Failing).Rule);
    }

    [Fact]
    public async Task OverHttp_IsFilteredAndExported()
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 7d}", before: QuietAsync);
        await JudgeAsync(scene);
        var was = scene.Clock.GetUtcNow();
        scene.Clock.Advance(TimeSpan.FromHours(3));
        await Measurements.SendAsync(scene, Running, "2026-11-19", shift: 100);
        await JudgeAsync(scene);
        var key = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.GateRead);

        var gone = await ItemsAsync(key, "?state=out&environment=eu&rule=test-policy/DRFT-01");
        var item = Assert.Single(gone)!;
        Assert.Equal(
            ("fraud-scorer", "1.4.0", "eu", "DEP-0001", "out"),
            (
                (string?)item["model"],
                (string?)item["version"],
                (string?)item["environment"],
                (string?)item["deployment"],
                (string?)item["state"]
            )
        );
        Assert.Equal("DRFT-01", (string?)item["failing"]![0]!["rule"]);
        Assert.Empty(await ItemsAsync(key, "?state=in"));
        Assert.Empty(await ItemsAsync(key, "?model=other"));
        var then = await ItemsAsync(key, $"?at={Uri.EscapeDataString(was.AddMinutes(1).ToString("O"))}");
        Assert.Equal("in", (string?)Assert.Single(then)!["state"]);
        Assert.Equal(2, (await ItemsAsync(key, "/fraud-scorer")).Count);
        Assert.Equal(422, (int)(await key.GetAsync("/api/v1/posture?state=sideways", Ct)).StatusCode);
        Assert.Equal(404, (int)(await key.GetAsync("/api/v1/posture/none", Ct)).StatusCode);
        var table = await key.GetStringAsync("/api/v1/posture/export?state=out", Ct);
        Assert.Matches("^model,version,[^\r\n]+\r\nfraud-scorer,1.4.0,eu,DEP-0001,out,[^\r\n]+\r\n$", table);
    }

    private static async Task<IReadOnlyList<PostureView>> AllAsync(ApprovalsScene scene) =>
        (await scene.Get<ListPostures>().ListAsync(new PostureFilter(), null, 100, Ct)).Items;

    private static async Task<IReadOnlyList<GateRunId>> RunsAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.GateRuns.OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(Ct);
    }

    private static async Task<JsonArray> ItemsAsync(HttpClient client, string rest) =>
        JsonNode.Parse(await client.GetStringAsync($"/api/v1/posture{rest}", Ct))!["items"]!.AsArray();

    private static async Task QuietAsync(ApprovalsScene scene)
    {
        await Measurements.WatchAsync(scene, Running);
        await Measurements.SendAsync(scene, Running, "2026-11-17");
    }
}
