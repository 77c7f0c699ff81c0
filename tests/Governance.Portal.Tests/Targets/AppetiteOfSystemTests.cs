using System.Text;
using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Targets.TargetsScene;

namespace Governance.Portal.Tests.Targets;

/// <summary>What was signed for a system is what its risks are judged by, in the register and at the gate.</summary>
public sealed class AppetiteOfSystemTests
{
    private const string Version = "1.4.0";
    private const string Rules = "    - {id: RISK-01, type: risk_appetite, severity: high, params: {maxResidual: 20}}";

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Risks_OfTheSystemAndItsModels_AreJudgedByWhatWasSigned_OthersByTheOrganisation(DatabaseKind kind)
    {
        await using var scene = await CreateAsync(kind);
        var ofModel = await RaiseAsync(scene, model: ApprovalsScene.ModelName);
        var ofSystem = await RaiseAsync(scene, system: TargetsScene.System);
        var other = await RaiseAsync(scene);
        Assert.Equal(0, await scene.Approvals.Get<ListRisks>().CountAboveAsync(Ct));

        await scene.SignedAsync(9);

        var list = scene.Approvals.Get<ListRisks>();
        Assert.Equal(2, await list.CountAboveAsync(Ct));
        foreach (var (id, appetite) in new[] { (ofModel, 9), (ofSystem, 9), (other, 15) })
        {
            var risk = (await list.GetAsync(id, Ct)).Value;
            Assert.Equal((appetite, appetite < 12), (risk.Appetite, risk.AboveAppetite));
        }

        var above = await list.PageAsync(new() { AboveAppetite = true }, RiskOrder.Id, descending: false, 0, 10, Ct);
        Assert.Equal([ofModel, ofSystem], above.Items.Select(r => r.Risk.Id));
        var summary = await scene.Approvals.Get<SummariseRisks>().RunAsync(null, Ct);
        Assert.Equal((2, 2, 15), (summary.AboveAppetite, summary.Trend[^1].AboveAppetite, summary.Appetite));
        Assert.Equal(1, (await scene.Approvals.Get<SummariseRisks>().RunAsync(ApprovalsScene.ModelName, Ct)).AboveAppetite);
    }

    [Fact]
    public async Task ADraft_AndAnAppetiteOfARetiredSystem_JudgeNothing()
    {
        await using var scene = await CreateAsync();
        await RaiseAsync(scene, model: ApprovalsScene.ModelName);
        await scene.DraftAsync(9);
        Assert.Equal(0, await scene.Approvals.Get<ListRisks>().CountAboveAsync(Ct));
        await scene.SignAsync((await scene.ReadAsync()).Draft!.ContentSha256);
        Assert.Equal(1, await scene.Approvals.Get<ListRisks>().CountAboveAsync(Ct));

        await scene.Approvals.DoAsync(
            "system.changed",
            TargetsScene.System,
            async context =>
            {
                var system = await context.Db.AiSystems.SingleAsync(Ct);
                var facts = new Domain.Systems.SystemFacts(system.Name, system.Purpose)
                {
                    Models = system.Models,
                    LifeCycle = Domain.Systems.LifeCycle.Retired,
                    DecommissioningPlan = "Switched off, data deleted",
                };
                Assert.True(system.Change(facts, system.Owner, context.Now).IsDone);
            }
        );
        Assert.Equal(0, await scene.Approvals.Get<ListRisks>().CountAboveAsync(Ct));
    }

    [Fact]
    public async Task Gate_TakesTheAppetiteAtOnce_TheBundleNamesIt_AndSignaturesAreVoid()
    {
        await using var scene = await CreateAsync();
        var approvals = scene.Approvals;
        Assert.True((await approvals.ActivateAsync(ApprovalsScene.Policy("1", Rules))).IsDone);
        await RaiseAsync(scene, model: ApprovalsScene.ModelName);
        var promotion = await approvals.RequestAsync();
        Assert.Equal("pass", await JudgeAsync(scene, promotion));
        Assert.DoesNotContain("appetite", await BundleAsync(scene, promotion), StringComparison.Ordinal);
        await approvals.SignAllAsync(promotion);
        Assert.True((await GateAsync(scene)).Allow);

        await scene.SignedAsync(9);

        Assert.Equal("fail", await JudgeAsync(scene, promotion));
        Assert.Contains("\"appetite\":9", await BundleAsync(scene, promotion), StringComparison.Ordinal);
        Assert.Equal(PromotionState.Open, (await approvals.ReadAsync(promotion)).State);
        var voided = Assert.Single(await approvals.LogAsync("promotion.voided"));
        Assert.Equal("risks", (string?)voided["data"]!["member"]);
        Assert.Contains((await GateAsync(scene)).Reasons, r => r.Rule == "RISK-01" || r.Code == "promotion.open");
    }

    [Fact]
    public async Task TargetsMet_IsJudgedByResultsAfterTheSignature_AndReplaysToTheByte()
    {
        await using var scene = await CreateAsync();
        var approvals = scene.Approvals;
        const string rule = "    - {id: TGT-01, type: targets_met, severity: high, params: {}}";
        Assert.True((await approvals.ActivateAsync(ApprovalsScene.Policy("1", rule))).IsDone);
        await approvals.RegisterVersionAsync("2.0.0");
        var promotion = await approvals.RequestAsync("2.0.0");
        Assert.Equal("error", await JudgeAsync(scene, promotion, "TGT-01"));
        await scene.SignedAsync();
        Assert.Equal("error", await JudgeAsync(scene, promotion, "TGT-01"));
        approvals.Clock.Advance(TimeSpan.FromMinutes(1));
        await approvals.AddEvidenceAsync("2.0.0", EvidenceKind.Validation, """{"labelled":900,"auc":0.7}""");
        Assert.Equal("fail", await JudgeAsync(scene, promotion, "TGT-01"));
        approvals.Clock.Advance(TimeSpan.FromMinutes(1));
        await approvals.AddEvidenceAsync("2.0.0", EvidenceKind.Validation, """{"labelled":900,"auc":0.85}""");
        Assert.Equal("pass", await JudgeAsync(scene, promotion, "TGT-01"));

        // A bound that is set when the result is known is met by none.
        approvals.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.SignedAsync(9, 0.84);
        Assert.Equal("fail", await JudgeAsync(scene, promotion, "TGT-01"));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var run = await db.GateRuns.OrderByDescending(g => g.Id).FirstAsync(Ct);
        Assert.Equal("known-before", Assert.Single(GateInput.Read(run.Input).Input!.Targets!).Outcome);
        using var client = await scene.Portal.CreateKeyClientAsync(null, Domain.Identity.Scopes.GateRead);
        using var answer = await client.PostAsync($"/api/v1/gates/{run.Id}/replay", null, Ct);
        Assert.Contains("\"identical\":true", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE \"SystemTargets\" SET \"Appetite\" = 15")]
    [InlineData("DELETE FROM \"TargetsSignatures\"")]
    public async Task AnAppetiteThatSomeoneChangedInTheDatabase_OpensNothing(string sql)
    {
        await using var scene = await CreateAsync();
        var approvals = scene.Approvals;
        Assert.True((await approvals.ActivateAsync(ApprovalsScene.Policy("1", Rules))).IsDone);
        await RaiseAsync(scene, model: ApprovalsScene.ModelName);
        await scene.SignedAsync(13);
        var promotion = await approvals.RequestAsync();
        await approvals.SignAllAsync(promotion);
        Assert.True((await GateAsync(scene)).Allow);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync(sql, Ct);
        }

        approvals.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains((await GateAsync(scene)).Reasons, r => r.Code == "record.altered");
    }

    // A residual score of 12.
    private static async Task<Domain.Risks.RiskId> RaiseAsync(TargetsScene scene, string? model = null, string? system = null)
    {
        var settings = new RiskSettings
        {
            Title = "Fraud is missed",
            Category = "security-adversarial",
            Owner = "risk@test.example",
            Cause = "Drift",
            Consequence = "Loss",
            Model = model,
            System = system,
            Inherent = new(4, 4),
            Residual = new(3, 4),
        };
        var raised = await scene.Approvals.Get<RaiseRisk>().RunAsync(scene.Risk, settings, Ct);
        Assert.True(raised.IsDone, raised.Refusal?.Message);
        return raised.Value;
    }

    private static async Task<string> JudgeAsync(TargetsScene scene, PromotionId promotion, string rule = "RISK-01") =>
        (await scene.Approvals.ReadAsync(promotion)).Gate.Results.Single(r => r.Rule == rule).Outcome;

    private static async Task<string> BundleAsync(TargetsScene scene, PromotionId promotion)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return Encoding.UTF8.GetString(await db.Promotions.Where(p => p.Id == promotion).Select(p => p.Bundle).SingleAsync(Ct));
    }

    private static Task<DeployAnswer> GateAsync(TargetsScene scene) =>
        scene
            .Approvals.Get<EvaluateDeploymentGate>()
            .RunAsync(scene.Approvals.Engineer, new DeployQuestion(ApprovalsScene.ModelName, Version, "production", null), Ct);
}
