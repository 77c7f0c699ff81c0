using System.Text.Json.Nodes;
using Governance.Domain.Approvals;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>A model's first version has no earlier one to go back to: it says why, and the owner signs that.</summary>
public sealed class FirstVersionTests
{
    private const string First = "1.4.0";
    private const string Rule = "    - {id: ROLL-01, type: rollback_plan, severity: high, params: {maxAgeDays: 90, firstVersion: explain}}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task AFirstVersion_IsApprovedWithAReason_ThatTheOwnerSignsInTheBundle()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        var promotion = await scene.RequestAsync(First);
        Assert.Contains("states why no rollback is possible", await SaidAsync(scene, promotion), StringComparison.Ordinal);

        var deployed = await DeployAsync(scene, First, "staging", await ApproveAsync(scene, First, "staging"));
        await PlanAsync(scene, First, deployed, new(WhyNone: "The tariff of paper is put back by hand."));

        var view = await scene.ReadAsync(promotion);
        Assert.Equal("pass", view.Gate.Results.Single(r => r.Rule == "ROLL-01").Outcome);
        await scene.SignAllAsync(promotion);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var signed = await db.Promotions.AsNoTracking().SingleAsync(p => p.Id == promotion, Ct);
        var plan = await db.RollbackPlans.AsNoTracking().SingleAsync(Ct);
        Assert.Equal(PromotionState.Approved, signed.State);
        Assert.Contains(SignOffRole.Owner, signed.LiveSignOffs.Select(s => s.Role));
        Assert.Equal(plan.Sha256, (string?)JsonNode.Parse(signed.Bundle)!["noRollback"]!["planSha256"]);
    }

    [Fact]
    public async Task AnotherReason_AfterTheSignatures_VoidsThem()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        var deployed = await DeployAsync(scene, First, "staging", await ApproveAsync(scene, First, "staging"));
        await PlanAsync(scene, First, deployed, new(WhyNone: "The tariff of paper is put back by hand."));
        var promotion = await scene.RequestAsync(First);
        await scene.SignAllAsync(promotion);

        await PlanAsync(scene, First, deployed, new(WhyNone: "Nothing is put back."));

        var after = await scene.ReadAsync(promotion);
        Assert.All(after.SignOffs, s => Assert.Equal("noRollback", s.VoidReason));
    }

    // Counted, and not believed: who says that there is none, though there is one, is told which.
    [Fact]
    public async Task AReason_WhereAnEarlierVersionCouldServe_IsNone_AndOneThatCannotIsNamed()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync("2.0.0");
        await DeployAsync(scene, First, "eu", await ApproveAsync(scene, First, "production"));
        var canary = await DeployAsync(scene, "2.0.0", "staging", await ApproveAsync(scene, "2.0.0", "staging"));
        await PlanAsync(scene, "2.0.0", canary, new(WhyNone: "We say there is none."));
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        var promotion = await scene.RequestAsync("2.0.0");
        Assert.Contains($"could be deployed again: {First}", await SaidAsync(scene, promotion), StringComparison.Ordinal);

        var incident = await scene
            .Get<Operations.Incidents.OpenIncident>()
            .RunAsync(
                scene.Engineer,
                new()
                {
                    Title = "Stale feed",
                    Category = "data-quality",
                    Severity = "severe",
                    Versions = [new(ApprovalsScene.ModelName, First)],
                },
                Ct
            );
        Assert.True(incident.IsDone, incident.Refusal?.Message);
        var contained = await scene
            .Get<Operations.Incidents.ContainIncident>()
            .RunAsync(scene.Security, incident.Value, "take-offline", null, null, Ct);
        Assert.True(contained.IsDone, contained.Refusal?.Message);
        Assert.True(
            (await scene.ActivateAsync(ApprovalsScene.Policy("2", Rule.Replace("high", "critical", StringComparison.Ordinal)))).IsDone
        );
        Assert.Contains($"not deployable there now: {First}", await SaidAsync(scene, promotion), StringComparison.Ordinal);
    }

    // To end a canary is to go back to the champion, wherever that was approved.
    [Fact]
    public async Task APlanOfACanary_LeadsToTheVersionInProduction_ThatWasNeverInStaging()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync("2.0.0");
        await DeployAsync(scene, First, "eu", await ApproveAsync(scene, First, "production"));
        var canary = await DeployAsync(scene, "2.0.0", "staging", await ApproveAsync(scene, "2.0.0", "staging"));

        await PlanAsync(scene, "2.0.0", canary, new(First, ["Take the canary out of the route"], "On call", 5));

        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        var promotion = await scene.RequestAsync("2.0.0");
        Assert.Contains($"A rollback returns to {First}", await SaidAsync(scene, promotion), StringComparison.Ordinal);
    }

    private static async Task<string> SaidAsync(ApprovalsScene scene, PromotionId id) =>
        (await scene.ReadAsync(id)).Gate.Results.Single(r => r.Rule == "ROLL-01").Message;

    private static async Task<PromotionId> ApproveAsync(ApprovalsScene scene, string version, string to)
    {
        var id = await scene.RequestAsync(version, to);
        if (to != "staging")
        {
            await scene.SignAllAsync(id);
        }

        return id;
    }

    private static async Task<string> DeployAsync(ApprovalsScene scene, string version, string environment, PromotionId promotion)
    {
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, version, environment, promotion.ToString()), Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
        return deployed.Value.Id.ToString();
    }

    private static async Task PlanAsync(ApprovalsScene scene, string version, string deployment, RollbackPlanBody plan)
    {
        var filed = await scene.Get<RecordRollbackPlan>().RunAsync(scene.Engineer, ApprovalsScene.ModelName, version, deployment, plan, Ct);
        Assert.True(filed.IsDone, filed.Refusal?.Message);
    }
}
