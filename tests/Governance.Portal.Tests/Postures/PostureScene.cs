using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Postures;

/// <summary>A version that runs in production, and a policy that is kept after the approval.</summary>
internal static class PostureScene
{
    public const string Running = "1.4.0";
    public const string DriftLimit = "    - {id: DRFT-01, type: drift_limit, severity: high, params: {statistic: psi, max: 0.2}}";

    public static CancellationToken Ct => ApprovalsScene.Ct;

    /// <summary>Deploys a version that meets the rules.</summary>
    public static async Task<ApprovalsScene> CreateAsync(
        string rules,
        string continuous = "",
        DatabaseKind kind = DatabaseKind.Sqlite,
        Func<ApprovalsScene, Task>? before = null,
        Action<PortalFactory>? configure = null
    )
    {
        var scene = await ApprovalsScene.CreateAsync(kind, configure: configure + Measurements.ByHand);
        await ActivateAsync(scene, "1", rules, continuous);
        if (before is not null)
        {
            await before(scene);
        }

        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        await DeployAsync(scene, promotion, "eu");
        return scene;
    }

    /// <summary>The version is monitored, and the last window of its predictions is like the reference.</summary>
    public static async Task QuietAsync(ApprovalsScene scene)
    {
        await Measurements.WatchAsync(scene, Running);
        await Measurements.SendAsync(scene, Running, "2026-11-18");
    }

    public static async Task ActivateAsync(ApprovalsScene scene, string version, string rules, string continuous = "")
    {
        var active = await scene.ActivateAsync(ApprovalsScene.Policy(version, rules, continuous));
        Assert.True(active.IsDone, active.Refusal?.Message);
    }

    public static async Task DeployAsync(ApprovalsScene scene, PromotionId promotion, string environment)
    {
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Running, environment, promotion.ToString()), Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
    }

    /// <summary>Judges what is due.</summary>
    public static Task<int> JudgeAsync(ApprovalsScene scene) => scene.Get<KeepPostures>().RunAsync(Ct);

    /// <summary>How the one deployment stands.</summary>
    public static async Task<PostureView> NowAsync(ApprovalsScene scene) =>
        Assert.Single((await scene.Get<ListPostures>().ListAsync(new PostureFilter(), null, 100, Ct)).Items);

    public static Task<DeployAnswer> GateAsync(ApprovalsScene scene, string version = Running) =>
        scene.Get<EvaluateDeploymentGate>().RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, version, "production", null), Ct);

    public static async Task<IReadOnlyList<Domain.Monitoring.Alert>> AlertsAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db
            .Alerts.AsNoTracking()
            .Where(a => a.Rule == Domain.Monitoring.AlertRule.OutOfPolicy)
            .OrderBy(a => a.Id)
            .ToListAsync(Ct);
    }
}
