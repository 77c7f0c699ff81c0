using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Streams;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>Gates, bundles and permits read what monitoring measured, and not only what someone filed.</summary>
public sealed class LiveFactsTests
{
    private const string Version = "1.4.0";
    private const string QuietWeek = """{"features": [{"name": "amount", "psi": 0.01}]}""";
    private const string DriftLimit = "    - {id: DRFT-01, type: drift_limit, severity: high, params: {statistic: psi, max: 0.2}}";
    private const string NoAlerts =
        "    - {id: ALRT-01, type: no_open_alerts, severity: high, params: {severity: alert, monitors: [drift]}}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task DriftLimit_AReportOfAQuietWeekAndADriftedWindow_FailsWithWhatWasMeasured(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(DriftLimit, kind);
        await scene.AddEvidenceAsync(Version, EvidenceKind.Drift, QuietWeek);
        var promotion = await scene.RequestAsync();
        Assert.Equal("pass", (await RuleAsync(scene, promotion, "DRFT-01")).Outcome);

        await Measurements.WatchAsync(scene, Version);
        var quiet = await Measurements.SendAsync(scene, Version, "2026-11-18");
        Assert.Equal("pass", (await RuleAsync(scene, promotion, "DRFT-01")).Outcome);
        var drifted = await Measurements.SendAsync(scene, Version, "2026-11-19", shift: 100);

        var rule = await RuleAsync(scene, promotion, "DRFT-01");
        Assert.Equal("fail", rule.Outcome);
        Assert.Matches($@"highest: amount [0-9.]+; {drifted} until 2026-11-20T00:00:00.000Z, 1,000 rows, against WIN-0001$", rule.Actual);
        Assert.NotEqual(quiet, drifted);
        Assert.Contains("amount", rule.Message, StringComparison.Ordinal);
        var simulated = await scene.Get<SimulateGate>().RunAsync(scene.Engineer, ApprovalsScene.ModelName, Version, "production", Ct);
        Assert.Contains(simulated.Value.Missing, m => m.Rule == "DRFT-01" && m.Actual == rule.Actual);
    }

    [Fact]
    public async Task AnOldWindowThatComesLate_DoesNotTakeThePlaceOfANewerOne()
    {
        await using var scene = await SceneAsync(DriftLimit);
        await Measurements.WatchAsync(scene, Version);
        await Measurements.SendAsync(scene, Version, "2026-11-18", shift: 100);
        await Measurements.SendAsync(scene, Version, "2026-11-17");

        Assert.Equal("fail", (await RuleAsync(scene, await scene.RequestAsync(), "DRFT-01")).Outcome);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task OpenAlert_ShutsTheDeploymentGateAndPermits_UntilItIsResolved(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(NoAlerts, kind);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        await DeployAsync(scene, promotion);
        Assert.True((await GateAsync(scene)).Allow);
        await Measurements.WatchAsync(scene, Version);
        await Measurements.SendAsync(scene, Version, "2026-11-18", shift: 100);
        await Measurements.EvaluateAsync(scene);
        await Measurements.SendAsync(scene, Version, "2026-11-19", shift: 100, seed: 3);
        await Measurements.EvaluateAsync(scene);

        var answer = await GateAsync(scene);
        var permit = await IssueAsync(scene);
        Assert.False(answer.Allow);
        Assert.Equal(["ALRT-01"], answer.Reasons.Select(r => r.Rule));
        Assert.Equal("permit.gate-denies", permit.Refusal?.Code);

        await ResolveAsync(scene);
        Assert.True((await GateAsync(scene)).Allow);
        Assert.True((await IssueAsync(scene)).IsDone);
    }

    [Fact]
    public async Task AnAlertThatSomeoneResolvedInTheDatabase_OpensNothing()
    {
        await using var scene = await SceneAsync(NoAlerts);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        await DeployAsync(scene, promotion);
        await Measurements.AlertAsync(scene, Version);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE \"Alerts\" SET \"State\" = 'resolved'", Ct);
        }

        Assert.Equal(["record.altered"], (await GateAsync(scene)).Reasons.Select(r => r.Code));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ANumberWithinItsBand_LeavesSignatures_AndAnotherBandVoidsThemByName(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(DriftLimit, kind);
        await Measurements.WatchAsync(scene, Version);
        await Measurements.SendAsync(scene, Version, "2026-11-18");
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        var before = await scene.ReadAsync(promotion);
        Assert.Equal(PromotionState.Approved, before.State);

        await Measurements.SendAsync(scene, Version, "2026-11-19", seed: 3);
        Assert.Equal(before.BundleDigest, (await scene.ReadAsync(promotion)).BundleDigest);
        Assert.True((await GateAsync(scene)).Allow);

        scene.Clock.Advance(TimeSpan.FromDays(1));
        await Measurements.SendAsync(scene, Version, "2026-11-20", shift: 100);

        var after = await scene.ReadAsync(promotion);
        Assert.Equal(PromotionState.Open, after.State);
        Assert.All(after.SignOffs, s => Assert.Equal(SignOffStatus.Void, s.Status));
        Assert.Equal("monitoring.drift", (string?)Assert.Single(await scene.LogAsync("promotion.voided"))["data"]!["member"]);
        Assert.False((await GateAsync(scene)).Allow);
    }

    [Fact]
    public async Task AnAlertRaisedAndResolved_IsABandOfTheBundle()
    {
        await using var scene = await SceneAsync(DriftLimit);
        await Measurements.WatchAsync(scene, Version);
        await Measurements.SendAsync(scene, Version, "2026-11-18", shift: 100);
        await Measurements.EvaluateAsync(scene);
        var promotion = await scene.RequestAsync();
        Assert.Equal("none", (string?)(await BandsAsync(scene, promotion))!["alerts"]);

        await Measurements.SendAsync(scene, Version, "2026-11-19", shift: 100, seed: 3);
        await Measurements.EvaluateAsync(scene);
        Assert.Equal("alert", (string?)(await BandsAsync(scene, promotion))!["alerts"]);

        await ResolveAsync(scene);
        var bands = (await BandsAsync(scene, promotion))!;
        Assert.Equal(("none", "breached", "current"), ((string?)bands["alerts"], (string?)bands["drift"], (string?)bands["data"]));
    }

    [Fact]
    public async Task NothingMonitored_BundleAndInputSayNothingOfIt()
    {
        await using var scene = await SceneAsync(NoAlerts);
        var promotion = await scene.RequestAsync();
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var run = await db.GateRuns.OrderByDescending(r => r.Id).FirstAsync(Ct);

        Assert.Null(await BandsAsync(scene, promotion));
        Assert.DoesNotContain("monitoring", Encoding.UTF8.GetString(run.Input), StringComparison.Ordinal);
        Assert.Equal("not_applicable", (await RuleAsync(scene, promotion, "ALRT-01")).Outcome);
    }

    [Fact]
    public async Task ARunOnMeasurements_IsReplayedToTheByte_HoweverTheyWentOn()
    {
        await using var scene = await SceneAsync(DriftLimit);
        await Measurements.WatchAsync(scene, Version);
        await Measurements.SendAsync(scene, Version, "2026-11-18");
        await scene.RequestAsync();
        await Measurements.SendAsync(scene, Version, "2026-11-19", shift: 100);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var runs = await db.GateRuns.OrderBy(r => r.Id).ToListAsync(Ct);
        var policies = await ActivePolicies.LoadAsync(db, Ct);

        Assert.Equal(2, runs.Count);
        Assert.All(runs, run => Assert.True(GateEvaluator.Replay(policies, run.Input, run.Result).Identical));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task DataThatStopsComing_IsABandOfTheBundleAndAnOpenAlert_InTheSameTransaction(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(
            "    - {id: ALRT-01, type: no_open_alerts, severity: high, params: {monitors: [late-data]}}",
            kind
        );
        await Measurements.WatchAsync(scene, Version);
        await Measurements.SendAsync(scene, Version, "2026-11-19");
        await Measurements.ExpectAsync(scene, everyHours: 24);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(promotion)).State);

        scene.Clock.Advance(TimeSpan.FromDays(3));
        await scene.Get<WatchStreams>().RunAsync(Ct);

        Assert.Equal("monitoring.data", (string?)Assert.Single(await scene.LogAsync("promotion.voided"))["data"]!["member"]);
        Assert.Equal("late", (string?)(await BandsAsync(scene, promotion))!["data"]);
        Assert.Equal("fail", (await RuleAsync(scene, promotion, "ALRT-01")).Outcome);
    }

    private static async Task<ApprovalsScene> SceneAsync(string rules, DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = await ApprovalsScene.CreateAsync(kind, configure: Measurements.ByHand);
        var active = await scene.ActivateAsync(ApprovalsScene.Policy("1", rules));
        Assert.True(active.IsDone, active.Refusal?.Message);
        return scene;
    }

    private static async Task<RuleView> RuleAsync(ApprovalsScene scene, PromotionId promotion, string rule) =>
        (await scene.ReadAsync(promotion)).Gate.Results.Single(r => r.Rule == rule);

    private static Task<DeployAnswer> GateAsync(ApprovalsScene scene) =>
        scene.Get<EvaluateDeploymentGate>().RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Version, "production", null), Ct);

    private static async Task<Domain.Result<Domain.Gates.DeploymentPermit>> IssueAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var sha256 = await db.Versions.Where(v => v.Version == Version).Select(v => v.ArtifactSha256).SingleAsync(Ct);
        return await scene
            .Get<IssuePermit>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Version, "production", sha256, null, null), Ct);
    }

    private static async Task DeployAsync(ApprovalsScene scene, PromotionId promotion)
    {
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Version, "eu", promotion.ToString()), Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
    }

    private static async Task ResolveAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        foreach (var alert in await db.Alerts.Where(a => a.State != AlertState.Resolved).Select(a => a.Id).ToListAsync(Ct))
        {
            var resolved = await scene.Get<ResolveAlert>().RunAsync(scene.Security, alert, "Feed repaired", null, Ct);
            Assert.True(resolved.IsDone, resolved.Refusal?.Message);
        }
    }

    private static async Task<JsonNode?> BandsAsync(ApprovalsScene scene, PromotionId promotion)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var bundle = await db.Promotions.Where(p => p.Id == promotion).Select(p => p.Bundle).SingleAsync(Ct);
        return JsonNode.Parse(bundle)!["monitoring"];
    }
}
