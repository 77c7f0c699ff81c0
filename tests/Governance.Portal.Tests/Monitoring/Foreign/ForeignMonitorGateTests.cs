using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Foreign;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring.Foreign;

/// <summary>
/// What another tool raises by its own limit decides only where a policy names it; then the tool's word does not end it, because nothing
/// here
/// was measured: the second line does.
/// </summary>
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
    public async Task Policy_ThatNamesOtherTools_BlocksUntilTheSecondLineSaysThatItIsOver()
    {
        await using var scene = await DeployedAsync("{severity: warning, monitors: [foreign-monitor]}");

        await ReportAsync(scene, MonitorReportState.Firing);
        var denied = await GateAsync(scene);
        Assert.Equal("held", await ReportAsync(scene, MonitorReportState.Over));

        Assert.False(denied.Allow);
        Assert.Equal(["ALRT-01"], denied.Reasons.Select(r => r.Rule));
        Assert.False((await GateAsync(scene)).Allow);
        Assert.Equal("arize", (string?)Assert.Single(await scene.LogAsync("alert.said-over"))["data"]!["by"]);

        // What it says next of the same thing counts on, and asks for no less attention.
        Assert.Equal("repeated", await ReportAsync(scene, MonitorReportState.Firing, DriftLevel.Warning));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var alert = await db.Alerts.SingleAsync(a => a.Rule == AlertRule.ForeignMonitor, Ct);
        Assert.Equal((2L, DriftLevel.Alert), (alert.Count, alert.Level));
        var resolved = await scene.Get<ResolveAlert>().RunAsync(scene.Security, alert.Id, "Looked at with the vendor", null, Ct);
        Assert.True(resolved.IsDone, resolved.Refusal?.Message);
        Assert.True((await GateAsync(scene)).Allow);
    }

    [Fact]
    public async Task MessageAboutAnotherVersion_TakesNoAlertAway()
    {
        await using var scene = await DeployedAsync("{severity: warning, monitors: [foreign-monitor]}");
        await scene.RegisterVersionAsync("1.5.0");
        await ReportAsync(scene, MonitorReportState.Firing);

        Assert.Equal("raised", await ReportAsync(scene, MonitorReportState.Firing, version: "1.5.0"));
        Assert.False((await GateAsync(scene)).Allow);

        await ReportAsync(scene, MonitorReportState.Over, version: "1.5.0");
        Assert.False((await GateAsync(scene)).Allow);
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

    private static async Task<string> ReportAsync(
        ApprovalsScene scene,
        MonitorReportState state,
        DriftLevel level = DriftLevel.Alert,
        string? version = null
    )
    {
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        var told = await scene
            .Get<HandleMonitorCall>()
            .RunAsync(
                Actor.Host,
                MonitorTool.Find("arize")!,
                new MonitorToolSettings { Tool = "arize", Models = [new() { Monitor = "m1", Model = ApprovalsScene.ModelName }] },
                [new MonitorReport("m1", null, null, version, state, level, scene.Clock.GetUtcNow(), 0.4)],
                Ct
            );
        Assert.True(told.IsDone, told.Refusal?.Message);
        var item = Assert.Single(told.Value.Items);
        Assert.NotNull(item.Alert);
        return item.Status;
    }

    private static Task<DeployAnswer> GateAsync(ApprovalsScene scene) =>
        scene.Get<EvaluateDeploymentGate>().RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Version, "production", null), Ct);

    private static async Task<IReadOnlyList<string?>> BundlesAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return [.. (await db.Promotions.Select(p => p.Bundle).ToListAsync(Ct)).Select(b => JsonNode.Parse(b)!.ToJsonString())];
    }
}
