using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Risks;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Compliance;

/// <summary>What Legal signs about a system holds at the gate of its models, whatever they are registered as.</summary>
public sealed class ClassOfModelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
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
        Assert.Contains(
            answer.Reasons,
            r => r.Code == "model.risk-class" && r.Message.Contains(system.ToString(), StringComparison.Ordinal)
        );
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
        Assert.True(
            (
                await scene
                    .Get<ChangeModel>()
                    .RunAsync(await scene.AsAsync(Roles.ModelOwner), new(WatchedModel.Name, null) { System = new(system.ToString()) }, Ct)
            ).IsDone
        );

        Assert.Equal(RiskClass.High, (await scene.Get<GetModel>().RunAsync(WatchedModel.Name, Ct)).Value.JudgedAs);
        var refused = await scene.Get<ChangeModel>().RunAsync(engineer, new(WatchedModel.Name, null) { System = new(null) }, Ct);
        Assert.Equal("model.owner-decides", refused.Refusal?.Code);
        var taken = await scene
            .Get<ChangeModel>()
            .RunAsync(await scene.AsAsync(Roles.ModelOwner), new(WatchedModel.Name, null) { System = new(null) }, Ct);
        Assert.Equal((RiskClass.High, RiskClass.Limited), (taken.Value.JudgedAs, taken.Value.PendingRiskClass?.To));
        Assert.Equal(RiskClass.Limited, (await ConfirmAsync(scene, confirm: true)).JudgedAs);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task SystemsOfAModel_AreThoseThatNameItAndTheOneThatItNames(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var systems = scene.Get<SystemsOfModel>();
        Assert.Empty(await systems.RunAsync(WatchedModel.Name, system: null, Ct));
        var naming = await RegisterAsync(scene, [WatchedModel.Name]);
        var other = await RegisterAsync(scene, [], "Lending");

        Assert.Equal([(naming, "Scoring")], await systems.RunAsync(WatchedModel.Name, system: null, Ct));
        Assert.Equal([naming, other], (await systems.RunAsync(WatchedModel.Name, other.ToString(), Ct)).Select(s => s.Id));
        // A text is none of them.
        Assert.Equal([naming], (await systems.RunAsync(WatchedModel.Name, "Lending", Ct)).Select(s => s.Id));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ModelTakenOutOfItsSystemByTheSystem_IsJudgedAsBeforeUntilASecondPersonAgrees(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var promotion = await scene.RequestAsync();
        var system = await RegisterAsync(scene, [WatchedModel.Name]);
        await ClassifyAsync(scene, system, ComplianceScene.Credit);
        var compliance = await scene.AsAsync(Roles.ComplianceOfficer);

        await LeaveAsync(scene, compliance, system);
        var waiting = (await scene.Get<GetModel>().RunAsync(WatchedModel.Name, Ct)).Value;
        // Saying again what is registered, or going back and out again, opens nothing.
        await scene
            .Get<ChangeModel>()
            .RunAsync(await scene.AsAsync(Roles.ModelOwner), new(WatchedModel.Name, null) { RiskClass = new("limited") }, Ct);
        var again = (await scene.Get<GetModel>().RunAsync(WatchedModel.Name, Ct)).Value;
        var own = await scene
            .Get<ConfirmRiskClass>()
            .RunAsync(compliance, new(WatchedModel.Name, Confirm: true, await scene.ProofAsync(compliance)), Ct);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var run = await db.GateRuns.AsNoTracking().OrderBy(r => r.Id).LastAsync(r => r.Promotion == promotion, Ct);
        var confirmed = await ConfirmAsync(scene, confirm: true);

        Assert.Equal(
            (RiskClass.Limited, RiskClass.High, RiskClass.Limited),
            (waiting.RiskClass, waiting.JudgedAs, waiting.PendingRiskClass?.To)
        );
        Assert.Equal((RiskClass.High, RiskClass.Limited), (again.JudgedAs, again.PendingRiskClass?.To));
        Assert.Equal("model.lowering-takes-two", own.Refusal?.Code);
        Assert.Contains("\"riskClass\":\"high\"", System.Text.Encoding.UTF8.GetString(run.Input), StringComparison.Ordinal);
        Assert.Equal((RiskClass.Limited, RiskClass.Limited), (confirmed.RiskClass, confirmed.JudgedAs));
        Assert.Null(confirmed.PendingRiskClass);
        Assert.Contains(
            (await scene.PromotionAsync(promotion)).Excluded!,
            x => x.Person == $"user:{compliance.User}" && x.Reason == "Lowered the risk class"
        );
    }

    [Fact]
    public async Task ModelTakenOutOfItsSystem_Declined_IsRegisteredInTheClassItHadThere()
    {
        await using var scene = await RiskScene.StartAsync();
        var system = await RegisterAsync(scene, [WatchedModel.Name]);
        await ClassifyAsync(scene, system, ComplianceScene.Credit);
        await LeaveAsync(scene, await scene.AsAsync(Roles.ComplianceOfficer), system);

        var declined = await ConfirmAsync(scene, confirm: false);

        Assert.Equal((RiskClass.High, RiskClass.High), (declined.RiskClass, declined.JudgedAs));
        Assert.Null(declined.PendingRiskClass);
    }

    [Fact]
    public async Task ClassTakenAwayAndGivenAnew_IsALowerClassAllTheSame()
    {
        await using var scene = await RiskScene.StartAsync();
        var owner = await scene.AsAsync(Roles.ModelOwner);
        var change = scene.Get<ChangeModel>();
        Assert.True((await change.RunAsync(owner, new(WatchedModel.Name, null) { RiskClass = new("high") }, Ct)).IsDone);
        Assert.True((await change.RunAsync(owner, new(WatchedModel.Name, null) { RiskClass = new(null) }, Ct)).IsDone);
        Assert.Null((await ConfirmAsync(scene, confirm: true)).RiskClass);

        var given = await change.RunAsync(owner, new(WatchedModel.Name, null) { RiskClass = new("minimal") }, Ct);

        Assert.Null(given.Value.RiskClass);
        Assert.Equal(RiskClass.Minimal, given.Value.PendingRiskClass?.To);
        Assert.Equal(RiskClass.Minimal, (await ConfirmAsync(scene, confirm: true)).JudgedAs);
    }

    [Fact]
    public async Task LowerClassSignedForASystem_IsSignedByNobodyWhoAnswersForItsModels()
    {
        await using var scene = await RiskScene.StartAsync();
        var system = await RegisterAsync(scene, [WatchedModel.Name]);
        await ClassifyAsync(scene, system, ComplianceScene.Credit);
        var legal = await scene.AsAsync(Roles.LegalReviewer);
        await scene
            .Get<ActionRunner>()
            .RunAsync<Done>(
                Actor.Host,
                new Attempt("model.changed", WatchedModel.Name, null),
                async (context, token) =>
                {
                    var model = await context.Db.Models.SingleAsync(token);
                    model.Change(new ModelFacts(model.Name) { RiskClass = model.RiskClass }, model.Owner, [legal.User!.Value]);
                    context.Append(new AuditEvent("model.changed", model.Name, []));
                    return Done.Instance;
                },
                Ct
            );

        Assert.Equal("model.lowering-takes-two", (await SignAsync(scene, system, "Q50=yes", legal)).Refusal?.Code);
        Assert.Equal(RiskClass.High, (await scene.Get<GetModel>().RunAsync(WatchedModel.Name, Ct)).Value.JudgedAs);
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

    private static async Task<SystemId> RegisterAsync(RiskScene scene, IReadOnlyList<string> models, string name = "Scoring")
    {
        var made = await scene
            .Get<RegisterSystem>()
            .RunAsync(
                await scene.AsAsync(Roles.ComplianceOfficer),
                new(name, "Scores customers", "owner@test.example")
                {
                    LifeCycle = "in-use",
                    Roles = ["provider", "deployer"],
                    Models = models,
                },
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        return made.Value;
    }

    private static async Task LeaveAsync(RiskScene scene, Actor by, SystemId system)
    {
        var left = await scene.Get<ChangeSystem>().RunAsync(by, new(system, null) { Models = new([]) }, Ct);
        Assert.True(left.IsDone, left.Refusal?.Message);
    }

    private static async Task<ModelView> ConfirmAsync(RiskScene scene, bool confirm)
    {
        var risk = await scene.AsAsync(Roles.RiskOfficer);
        var outcome = await scene.Get<ConfirmRiskClass>().RunAsync(risk, new(WatchedModel.Name, confirm, await scene.ProofAsync(risk)), Ct);
        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        return outcome.Value;
    }

    private static async Task ClassifyAsync(RiskScene scene, SystemId system, string answers)
    {
        var signed = await SignAsync(scene, system, answers, await scene.AsAsync(Roles.LegalReviewer));
        Assert.True(signed.IsDone, signed.Refusal?.Message);
    }

    private static async Task<Result<AssessmentId>> SignAsync(RiskScene scene, SystemId system, string answers, Actor legal)
    {
        var compliance = await scene.AsAsync(Roles.ComplianceOfficer);
        var begun = await scene
            .Get<StartAssessment>()
            .RunAsync(
                compliance,
                system,
                AnswerSheet.Of(answers).ToDictionary(a => a.Key, a => new AnswerChange(a.Value, null), StringComparer.Ordinal),
                Ct
            );
        Assert.True(begun.IsDone, begun.Refusal?.Message);
        Assert.True((await scene.Get<SubmitAssessment>().RunAsync(compliance, begun.Value, Ct)).IsDone);
        var view = (await scene.Get<ReadCompliance>().AssessmentAsync(begun.Value, Ct)).Value;
        return await scene.Get<SignAssessment>().RunAsync(legal, begun.Value, view.ResultSha256, Ct);
    }
}
