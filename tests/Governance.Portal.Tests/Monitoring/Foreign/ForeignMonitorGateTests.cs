using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Monitoring.Foreign;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring.Foreign;

/// <summary>What another tool raises by its own limit decides only where a policy names it, until the tool says that it is over.</summary>
public sealed class ForeignMonitorGateTests
{
    private const string Version = "1.4.0";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task Policy_ThatDoesNotNameOtherTools_LetsGatesAndSignaturesStandAsTheyWere()
    {
        await using var scene = await DeployedAsync("{severity: warning}");
        var before = await BundlesAsync(scene);

        await ReportAsync(scene, MonitorReportState.Firing);

        Assert.True((await GateAsync(scene)).Allow);
        Assert.Empty(await scene.LogAsync("promotion.voided"));
        Assert.Equal(before, await BundlesAsync(scene));
    }

    [Fact]
    public async Task Policy_ThatNamesOtherTools_BlocksUntilTheMonitorIsOver()
    {
        await using var scene = await DeployedAsync("{severity: warning, monitors: [foreign-monitor]}");

        await ReportAsync(scene, MonitorReportState.Firing);
        var denied = await GateAsync(scene);
        await ReportAsync(scene, MonitorReportState.Over);

        Assert.False(denied.Allow);
        Assert.Equal(["ALRT-01"], denied.Reasons.Select(r => r.Rule));
        Assert.True((await GateAsync(scene)).Allow);
    }

    // A version in production, with every signature, under one rule.
    private static async Task<ApprovalsScene> DeployedAsync(string parameters)
    {
        var scene = await ApprovalsScene.CreateAsync(configure: Measurements.ByHand);
        var active = await scene.ActivateAsync(
            ApprovalsScene.Policy("1", $"    - {{id: ALRT-01, type: no_open_alerts, severity: high, params: {parameters}}}")
        );
        Assert.True(active.IsDone, active.Refusal?.Message);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Version, "eu", promotion.ToString()), Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
        Assert.True((await GateAsync(scene)).Allow);
        return scene;
    }

    private static async Task ReportAsync(ApprovalsScene scene, MonitorReportState state)
    {
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        var told = await scene
            .Get<HandleMonitorCall>()
            .RunAsync(
                Actor.Host,
                MonitorTool.Find("arize")!,
                new MonitorToolSettings { Tool = "arize", Models = [new() { Monitor = "m1", Model = ApprovalsScene.ModelName }] },
                [new MonitorReport("m1", null, null, null, state, DriftLevel.Alert, scene.Clock.GetUtcNow(), 0.4)],
                Ct
            );
        Assert.True(told.IsDone, told.Refusal?.Message);
        Assert.NotNull(Assert.Single(told.Value.Items).Alert);
    }

    private static Task<DeployAnswer> GateAsync(ApprovalsScene scene) =>
        scene.Get<EvaluateDeploymentGate>().RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Version, "production", null), Ct);

    private static async Task<IReadOnlyList<string?>> BundlesAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return [.. (await db.Promotions.Select(p => p.Bundle).ToListAsync(Ct)).Select(b => JsonNode.Parse(b)!.ToJsonString())];
    }
}
