using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.ModelReviews;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.Postures;

/// <summary>Gate, permits and posture give one answer about a version that runs and fails a rule, of whatever facts.</summary>
public sealed class ContinuedUseTests
{
    private const string NoAlerts = "    - {id: ALRT-01, type: no_open_alerts, severity: high, params: {severity: warning}}";

    [Theory]
    [InlineData(DriftLimit)]
    [InlineData(NoAlerts)]
    public async Task Grace_HoldsForLiveRules_UntilTheMomentThatThePostureNames(string rules)
    {
        await using var scene = await CreateAsync(rules, "  continuous: {grace: 3d, then: block-permits}", before: QuietAsync);
        await JudgeAsync(scene);
        var permit = await PermitAsync(scene);
        await (rules == NoAlerts ? Measurements.AlertAsync(scene, Running) : DriftAsync(scene));

        // At once, before the posture was judged, and after.
        Assert.True((await GateAsync(scene)).Allow);
        await JudgeAsync(scene);
        var now = await NowAsync(scene);
        Assert.Equal((PostureState.Out, scene.Clock.GetUtcNow().AddDays(3)), (now.State, now.PermitsEndAt));
        Assert.True((await GateAsync(scene)).Allow);
        Assert.Equal("valid", (await scene.Get<CheckPermits>().GetAsync(permit.Value.Id, Ct)).Value.State);
        Assert.True((await PermitAsync(scene)).IsDone);

        await PassAsync(scene, TimeSpan.FromDays(2) + TimeSpan.FromHours(23));
        Assert.True((await GateAsync(scene)).Allow);
        Assert.True((await PermitAsync(scene)).IsDone);

        await PassAsync(scene, TimeSpan.FromHours(1));
        Assert.Equal(now.PermitsEndAt, (await NowAsync(scene)).PermitsEndAt);
        Assert.Contains("posture.permits-ended", (await GateAsync(scene)).Reasons.Select(r => r.Code));
        Assert.False((await PermitAsync(scene)).IsDone);
    }

    [Fact]
    public async Task AReview_CountsForLiveRules_AndOneThatTakesItBackDoesToo()
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 1h, then: require-review}", before: QuietAsync);
        await JudgeAsync(scene);
        await DriftAsync(scene);
        await JudgeAsync(scene);
        await PassAsync(scene, TimeSpan.FromHours(2));
        Assert.Contains("posture.review-missing", (await GateAsync(scene)).Reasons.Select(r => r.Code));
        Assert.False((await PermitAsync(scene)).IsDone);

        await ReviewAsync(scene, "keep");
        Assert.Null((await NowAsync(scene)).PermitsEndAt);
        Assert.True((await GateAsync(scene)).Allow);
        Assert.True((await PermitAsync(scene)).IsDone);

        await ReviewAsync(scene, "retrain");
        Assert.False((await GateAsync(scene)).Allow);
        Assert.NotNull((await NowAsync(scene)).PermitsEndAt);
    }

    // Without a word about what runs, the gate decides at once: the posture says so and names no later day.
    [Fact]
    public async Task WithoutContinuous_TheGateRefusesAtOnce_AndThePostureSaysSinceWhen()
    {
        await using var scene = await CreateAsync(DriftLimit, before: QuietAsync);
        await JudgeAsync(scene);
        await DriftAsync(scene);
        await JudgeAsync(scene);

        var now = await NowAsync(scene);
        Assert.Equal((now.Since, null), (now.PermitsEndAt, now.GraceUntil));
        Assert.Equal(["rule.fail"], (await GateAsync(scene)).Reasons.Select(r => r.Code));
        Assert.Empty(await AlertsAsync(scene));
    }

    [Fact]
    public async Task Grace_IsNoneForAVersionThatDoesNotRun()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: Measurements.ByHand);
        await ActivateAsync(scene, "1", DriftLimit, "  continuous: {grace: 30d, then: block-permits}");
        await QuietAsync(scene);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        Assert.True((await GateAsync(scene)).Allow);

        await DriftAsync(scene);

        Assert.Contains("rule.fail", (await GateAsync(scene)).Reasons.Select(r => r.Code));
    }

    // How long a rule has failed is known as long as someone looks.
    [Fact]
    public async Task Grace_IsNoneOnceNoOneFollowsThePosture()
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 30d, then: block-permits}", before: QuietAsync);
        await JudgeAsync(scene);
        await DriftAsync(scene);
        await JudgeAsync(scene);
        Assert.True((await GateAsync(scene)).Allow);

        scene.Clock.Advance(TimeSpan.FromHours(5));

        Assert.False((await GateAsync(scene)).Allow);
        await JudgeAsync(scene);
        Assert.True((await GateAsync(scene)).Allow);
    }

    [Fact]
    public async Task AnAnswer_NamesTheRunThatDecided_WhichIsReplayed_AndTheSameForTheSameFacts()
    {
        await using var scene = await CreateAsync(DriftLimit, before: QuietAsync);
        var first = await GateAsync(scene);
        scene.Clock.Advance(TimeSpan.FromMinutes(3));
        var again = await GateAsync(scene);
        await Measurements.SendAsync(scene, Running, "2026-11-19", seed: 9);
        var later = await GateAsync(scene);
        var permit = (await PermitAsync(scene)).Value;

        Assert.NotEqual(first.GateRun, first.Decision!.Run);
        Assert.Equal(first.Decision.Run, again.Decision!.Run);
        Assert.NotEqual(first.Decision.Run, later.Decision!.Run);
        Assert.Equal(["baseline", "test-policy"], later.Decision.Policies.Select(p => p.Name));
        foreach (var run in new[] { first.Decision.Run, later.Decision.Run })
        {
            Assert.True((await scene.Get<ReplayGate>().RunAsync(run!.Value, Ct)).Value.Identical);
        }

        var view = (await scene.Get<CheckPermits>().GetAsync(permit.Id, Ct)).Value;
        Assert.Equal(later.Decision.Run.ToString(), view.DecisionRun);
        Assert.Equal(later.Decision.Policies.Select(p => p.Sha256), view.DecisionPolicies.OrderBy(p => p.Key).Select(p => p.Value));
    }

    // A policy that came after the approval decides: its text is named, and not that of the approval.
    [Fact]
    public async Task AnAnswer_OfAPolicyThatCameLater_NamesItsText()
    {
        const string sbom = "\n    - {id: SBOM-09, type: sbom_required, severity: high, params: {}}";
        await using var scene = await CreateAsync(DriftLimit, before: QuietAsync);
        await ActivateAsync(scene, "2", DriftLimit + sbom, "  continuous: {grace: 0h, then: block-permits}");
        await JudgeAsync(scene);

        var denied = await GateAsync(scene);

        Assert.Equal(["posture.permits-ended"], denied.Reasons.Select(r => r.Code));
        Assert.Equal("2", denied.Decision!.Policies.Single(p => p.Name == "test-policy").Version);
        Assert.Equal("fail", denied.Decision.Outcome);
        Assert.True((await scene.Get<ReplayGate>().RunAsync(denied.Decision.Run!.Value, Ct)).Value.Identical);
    }

    [Fact]
    public async Task AReason_NamesThePolicyOfItsRule()
    {
        await using var scene = await CreateAsync(DriftLimit, before: QuietAsync);
        await DriftAsync(scene);

        Assert.Equal(("test-policy", "DRFT-01"), (await GateAsync(scene)).Reasons.Select(r => (r.Policy, r.Rule)).Single());
    }

    private static async Task DriftAsync(ApprovalsScene scene) => await Measurements.SendAsync(scene, Running, "2026-11-19", shift: 100);

    // Jobs judge once an hour at least.
    private static async Task PassAsync(ApprovalsScene scene, TimeSpan time)
    {
        scene.Clock.Advance(time);
        await JudgeAsync(scene);
    }

    private static async Task ReviewAsync(ApprovalsScene scene, string outcome)
    {
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        var officer = await scene.PersonAsync($"officer{scene.Clock.GetUtcNow().Ticks}@test.example", Roles.RiskOfficer);
        var review = await scene
            .Get<RecordReview>()
            .RunAsync(officer, new(ApprovalsScene.ModelName, Running, outcome, "Looked at with the business", null), Ct);
        Assert.True(review.IsDone, review.Refusal?.Message);
        await JudgeAsync(scene);
    }

    private static async Task<Result<DeploymentPermit>> PermitAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var digest = (await db.Versions.AsNoTracking().SingleAsync(v => v.Version == Running, Ct)).ArtifactSha256;
        return await scene
            .Get<IssuePermit>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Running, "production", digest, null, null), Ct);
    }
}
