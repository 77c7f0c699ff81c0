using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Portal.Features.Compliance;
using Governance.Portal.Features.Registry;
using Governance.Portal.Features.Systems;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Risks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Compliance;

/// <summary>What Legal signs about a system holds at the gate of its models, whatever they are registered as.</summary>
public sealed class ClassOfModelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task SystemSignedAsProhibited_ShutsTheGateOfAnApprovedModel(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        Assert.True((await scene.AskAsync()).Allow);
        var system = await RegisterAsync(scene, [WatchedModel.Name]);
        Assert.True((await scene.AskAsync()).Allow);

        await ClassifyAsync(scene, system, "Q10=yes");

        var answer = await scene.AskAsync();
        Assert.False(answer.Allow);
        Assert.Contains(answer.Reasons, r => r.Code == "model.risk-class" && r.Message.Contains(system.ToString(), StringComparison.Ordinal));
        var after = await scene.PromotionAsync(promotion);
        Assert.Equal(PromotionState.Open, after.State);
        Assert.All(after.SignOffs, s => Assert.Equal(SignOffStatus.Void, s.Status));
        Assert.Contains(after.Gate.Results, r => r.Type == "risk_class" && r.Actual == "prohibited");
        var model = (await scene.Get<GetModel>().RunAsync(WatchedModel.Name, Ct)).Value;
        Assert.Equal((RiskClass.Prohibited, system.ToString()), (model.JudgedAs, model.JudgedBySystem));
    }

    [Fact]
    public async Task ModelTakenIntoAHighRiskSystem_IsJudgedAsHigh_AndOnlyItsOwnerTakesItOut()
    {
        await using var scene = await RiskScene.StartAsync();
        var system = await RegisterAsync(scene, []);
        await ClassifyAsync(scene, system, ComplianceScene.Credit);
        var engineer = await scene.AsAsync(Roles.Engineer);
        Assert.True((await scene.Get<ChangeModel>().RunAsync(await scene.AsAsync(Roles.ModelOwner), new(WatchedModel.Name, null) { System = new(system.ToString()), RiskClass = new("minimal") }, Ct)).IsDone);

        Assert.Equal(RiskClass.High, (await scene.Get<GetModel>().RunAsync(WatchedModel.Name, Ct)).Value.JudgedAs);
        var refused = await scene.Get<ChangeModel>().RunAsync(engineer, new(WatchedModel.Name, null) { System = new(null) }, Ct);
        Assert.Equal("model.owner-decides", refused.Refusal?.Code);
        Assert.True((await scene.Get<ChangeModel>().RunAsync(await scene.AsAsync(Roles.ModelOwner), new(WatchedModel.Name, null) { System = new(null) }, Ct)).IsDone);
        Assert.Equal(RiskClass.Minimal, (await scene.Get<GetModel>().RunAsync(WatchedModel.Name, Ct)).Value.JudgedAs);
    }

    [Fact]
    public async Task BanOfDecember_CountsAsHighRiskUntilItsDay()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var id = await scene.ClassifiedAsync(await scene.RegisterAsync(), "Q12=yes");
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var assessment = await db.Assessments.AsNoTracking().SingleAsync(a => a.Id == id, Ct);

        Assert.Equal(RiskClass.High, assessment.RiskClassOn(new(2026, 12, 1)));
        Assert.Equal(RiskClass.Prohibited, assessment.RiskClassOn(new(2026, 12, 2)));
    }

    [Theory]
    [InlineData("Q50=yes", RiskClass.Limited)]
    [InlineData("", RiskClass.Minimal)]
    [InlineData("Q10=yes", RiskClass.Prohibited)]
    public async Task Class_OfASignedAssessment_AsksAtLeastSoMuchOfItsModels(string answers, RiskClass expected)
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var system = await scene.RegisterAsync();
        var waiting = await scene.SubmittedAsync(system, answers);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Null((await db.Assessments.AsNoTracking().SingleAsync(a => a.Id == waiting, Ct)).RiskClassOn(new(2027, 1, 1)));

        var view = (await scene.Portal.Get<ReadCompliance>().AssessmentAsync(waiting, Ct)).Value;
        Assert.True((await scene.Portal.Get<SignAssessment>().RunAsync(scene.Legal, waiting, view.ResultSha256, Ct)).IsDone);
        Assert.Equal(expected, (await db.Assessments.AsNoTracking().SingleAsync(a => a.Id == waiting, Ct)).RiskClassOn(new(2027, 1, 1)));
    }

    private static async Task<SystemId> RegisterAsync(RiskScene scene, IReadOnlyList<string> models)
    {
        var made = await scene.Get<RegisterSystem>().RunAsync(
            await scene.AsAsync(Roles.ComplianceOfficer), new("Scoring", "Scores customers", "owner@test.example") { LifeCycle = "in-use", Roles = ["provider", "deployer"], Models = models }, Ct);
        Assert.True(made.IsDone, made.Refusal?.Message);
        return made.Value;
    }

    private static async Task ClassifyAsync(RiskScene scene, SystemId system, string answers)
    {
        var compliance = await scene.AsAsync(Roles.ComplianceOfficer);
        var begun = await scene.Get<StartAssessment>().RunAsync(
            compliance, system, AnswerSheet.Of(answers).ToDictionary(a => a.Key, a => new AnswerChange(a.Value, null), StringComparer.Ordinal), Ct);
        Assert.True(begun.IsDone, begun.Refusal?.Message);
        Assert.True((await scene.Get<SubmitAssessment>().RunAsync(compliance, begun.Value, Ct)).IsDone);
        var view = (await scene.Get<ReadCompliance>().AssessmentAsync(begun.Value, Ct)).Value;
        var signed = await scene.Get<SignAssessment>().RunAsync(await scene.AsAsync(Roles.LegalReviewer), begun.Value, view.ResultSha256, Ct);
        Assert.True(signed.IsDone, signed.Refusal?.Message);
    }
}
