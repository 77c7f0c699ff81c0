using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Portal.Approvals.ModelRisk;
using Governance.Portal.Tests.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.ModelRisk;

/// <summary>What validators find, and what gates make of it in the same transaction.</summary>
public sealed class FindingsAtTheGateTests
{
    private const string Model = ApprovalsScene.ModelName;
    private const string Version = "2.0.0";
    private const string Rule = "    - {id: VAL-01, type: validation_findings, severity: high, params: {maxSeverityOpen: low}}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task AFinding_BlocksALivePromotionAtOnce_UntilAValidatorClosesIt()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var officer = await OfficerAsync(scene);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        var promotion = await scene.RequestAsync(Version);
        Assert.Equal("pass", await OutcomeAsync(scene, promotion));
        await scene.SignAsync(promotion, scene.Security, "security");

        var finding = await RaiseAsync(scene, officer, "medium");
        Assert.Equal("fail", await OutcomeAsync(scene, promotion));
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.Equal(SignOffStatus.Void, await db.SignOffs.Where(s => s.Promotion == promotion).Select(s => s.Status).SingleAsync(Ct));
        }

        var unknown = await CloseAsync(scene, officer, finding, "EVD-9999");
        Assert.Equal(FindingRefusals.EvidenceMissing, unknown.Refusal);
        var closed = await CloseAsync(scene, officer, finding, new string('a', 64));
        Assert.True(closed.IsDone, closed.Refusal?.Message);
        Assert.Equal("pass", await OutcomeAsync(scene, promotion));
    }

    [Fact]
    public async Task AnOverdueFinding_BlocksWhenThePromotionIsNextRead_WhateverItsSeverity()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var officer = await OfficerAsync(scene);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        var promotion = await scene.RequestAsync(Version);
        await RaiseAsync(scene, officer, "low", days: 1);
        Assert.Equal("pass", await OutcomeAsync(scene, promotion));

        scene.Clock.Advance(TimeSpan.FromDays(3));
        var second = await RaiseAsync(scene, officer, "low");
        Assert.Equal("fail", await OutcomeAsync(scene, promotion));
        Assert.NotEqual(default, second);
    }

    [Fact]
    public async Task AFindingThatSomeoneClosedInTheDatabase_OpensNothing()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var officer = await OfficerAsync(scene);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        await RaiseAsync(scene, officer, "high");
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"ValidationFindings\"", Ct);
        }

        var refused = await scene
            .Get<Portal.Approvals.Approvals.RequestPromotion>()
            .RunAsync(scene.Engineer, new(Model, Version, "production", "Go on"), Ct);
        Assert.Equal("record.altered", refused.Refusal?.Code);
    }

    [Fact]
    public async Task AChangeThatIsNotMaterial_NeedsNoReport_FromTheMomentItIsJudged()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var officer = await OfficerAsync(scene);
        const string rule = "    - {id: VAL-01, type: validation_findings, severity: high, params: {reportFor: material-change}}";
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", rule))).IsDone);
        var promotion = await scene.RequestAsync(Version);
        Assert.Equal("fail", await OutcomeAsync(scene, promotion));

        await JudgedAsync(scene, officer, material: false);
        Assert.Equal("pass", await OutcomeAsync(scene, promotion));

        await JudgedAsync(scene, officer, material: true);
        Assert.Equal("fail", await OutcomeAsync(scene, promotion));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlRawAsync("UPDATE \"ModelChanges\" SET \"IsMaterial\" = FALSE", Ct);
        var refused = await scene
            .Get<Portal.Approvals.Approvals.RequestPromotion>()
            .RunAsync(scene.Engineer, new(Model, "1.4.0", "production", "Go on"), Ct);
        Assert.Equal("record.altered", refused.Refusal?.Code);
    }

    private static async Task JudgedAsync(ApprovalsScene scene, Actor officer, bool material)
    {
        var proof = await scene.ProofAsync(officer, JudgeChange.Binding(Model, Version));
        var judged = await scene.Get<JudgeChange>().RunAsync(officer, new(Model, Version, material, "The same features", proof), Ct);
        Assert.True(judged.IsDone, judged.Refusal?.Message);
    }

    [Fact]
    public async Task ThoseWhoHadAHandInAVersion_DoNotValidateIt()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var officer = await OfficerAsync(scene);
        await scene.RegisterVersionAsync("2.1.0", by: await scene.PersonAsync("maker@test.example", Roles.Engineer, Roles.RiskOfficer));

        Assert.Equal(ValidationRefusals.ValidatorDeveloped, (await PlanAsync(scene, officer, "2.1.0", "maker@test.example")).Refusal);
        Assert.Equal(ValidationRefusals.ValidatorUnknown, (await PlanAsync(scene, officer, Version, "nobody@test.example")).Refusal);
        Assert.Equal(ValidationRefusals.DeveloperUnknown, (await PlanAsync(scene, officer, "1.4.0", "risk@test.example")).Refusal);
        Assert.True((await PlanAsync(scene, officer, "2.1.0", "risk@test.example")).IsDone);
    }

    // Who may validate, beside a version that someone else developed.
    private static async Task<Actor> OfficerAsync(ApprovalsScene scene)
    {
        await scene.RegisterVersionAsync(Version, by: await scene.PersonAsync("developer@test.example", Roles.Engineer));
        return await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
    }

    private static async Task<FindingId> RaiseAsync(ApprovalsScene scene, Actor officer, string severity, int days = 30)
    {
        var planned = await PlanAsync(scene, officer, Version, "risk@test.example");
        Assert.True(planned.IsDone, planned.Refusal?.Message);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var owner = await db.Users.Where(u => u.Id == scene.Owner.User!.Value.Number).Select(u => u.Email).SingleAsync(Ct);
        var raised = await scene
            .Get<RaiseFinding>()
            .RunAsync(officer, new(Model, planned.Value, severity, "Calibration is off", owner, Today(scene).AddDays(days)), Ct);
        Assert.True(raised.IsDone, raised.Refusal?.Message);
        return raised.Value;
    }

    private static Task<Result<FindingId>> CloseAsync(ApprovalsScene scene, Actor by, FindingId finding, string evidence) =>
        scene.Get<CloseFinding>().RunAsync(by, new(Model, finding, evidence, "Recalibrated"), Ct);

    private static Task<Result<ValidationId>> PlanAsync(ApprovalsScene scene, Actor by, string version, string validator) =>
        scene
            .Get<PlanValidation>()
            .RunAsync(by, new(Model, version, "Card payments", "Calibration", validator, Today(scene).AddDays(30)), Ct);

    private static DateOnly Today(ApprovalsScene scene) => DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime);

    private static async Task<string> OutcomeAsync(ApprovalsScene scene, PromotionId promotion) =>
        (await scene.ReadAsync(promotion)).Gate.Results.Single(r => r.Rule == "VAL-01").Outcome;
}
