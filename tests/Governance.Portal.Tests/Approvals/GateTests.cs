using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Approvals;

public sealed class GateTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string NeedsValidation =
        "    - {id: EVID-01, type: evidence_required, severity: critical, params: {kinds: [validation], maxAgeDays: 30}}";
    private const string NeedsAuc =
        "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.95}}";

    [Fact]
    public async Task Request_WhileTheGateBlocks_OpensAndCannotBeApproved()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", NeedsValidation))).IsDone);

        var id = await scene.RequestAsync();

        var view = await scene.ReadAsync(id);
        Assert.Equal(PromotionState.Open, view.State);
        Assert.Equal(GateOutcome.Fail, view.Gate.Outcome);
        var rule = view.Gate.Results.Single(r => r.Rule == "EVID-01");
        Assert.Equal(("fail", true, "critical", "test-policy"), (rule.Outcome, rule.Blocking, rule.Severity, rule.Policy));
        Assert.Equal("promotion.gate-blocks", (await scene.SignAsync(id, scene.Legal, "legal")).Refusal?.Code);
        Assert.True((await scene.SignAsync(id, scene.Legal, "legal", "request-changes", "Validate it")).IsDone);
    }

    [Fact]
    public async Task Request_WithoutAStoredArtifact_IsBlockedByTheBaseline()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync("1.5.0", stored: false);

        var view = await scene.ReadAsync(await scene.RequestAsync("1.5.0"));

        Assert.Equal("fail", view.Gate.Results.Single(r => r.Type == "artifact_digest").Outcome);
        Assert.Equal(GateOutcome.Fail, view.Gate.Outcome);
    }

    [Fact]
    public async Task Request_AfterTheStoredFileWasAltered_IsBlocked()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        string sha256;
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct))
        {
            sha256 = await db.Versions.Select(v => v.ArtifactSha256).SingleAsync(ApprovalsScene.Ct);
        }

        await File.WriteAllTextAsync(scene.Portal.ContentFile(sha256), "something else", ApprovalsScene.Ct);

        Assert.Equal(GateOutcome.Fail, (await scene.ReadAsync(await scene.RequestAsync())).Gate.Outcome);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(RiskClass.Prohibited)]
    public async Task Request_OfAnUnclassifiedOrProhibitedModel_IsBlocked(RiskClass? riskClass)
    {
        await using var scene = await ApprovalsScene.CreateAsync(riskClass: riskClass);

        Assert.Equal(GateOutcome.Fail, (await scene.ReadAsync(await scene.RequestAsync(to: "staging"))).Gate.Outcome);
    }

    [Fact]
    public async Task Request_ToStaging_IsApprovedAtOnceByThePortal()
    {
        await using var scene = await ApprovalsScene.CreateAsync();

        var view = await scene.ReadAsync(await scene.RequestAsync(to: "staging"));

        Assert.Equal(PromotionState.Approved, view.State);
        Assert.Empty(view.RequiredRoles);
        Assert.Equal("system:approvals", view.History.Single(h => h.Action == "promotion.approved").Actor);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Request_TwiceForTheSameStage_NamesTheOpenOne(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var request = scene.Get<RequestPromotion>();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 3)
                .Select(_ =>
                    Task.Run(() =>
                        request.RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, "1.4.0", "production", "Now"), ApprovalsScene.Ct)
                    )
                )
        );

        var opened = Assert.Single(outcomes, o => o.IsDone).Value;
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.Equal("promotion.already-open", o.Refusal!.Code));
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.Contains(opened.ToString(), o.Refusal!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Evidence_ThatSatisfiesTheGate_OpensItWithoutANewRequest()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.ActivateAsync(ApprovalsScene.Policy("1", NeedsValidation));
        var id = await scene.RequestAsync();

        await scene.AddEvidenceAsync("1.4.0", EvidenceKind.Validation);

        Assert.Equal(GateOutcome.Pass, (await scene.ReadAsync(id)).Gate.Outcome);
        await scene.SignAllAsync(id);
        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(id)).State);
    }

    [Fact]
    public async Task Policy_ActivatedWhileApproved_VoidsTheSignatures()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene.SignAllAsync(id);

        var activated = await scene.ActivateAsync(ApprovalsScene.Policy("1", NeedsAuc));

        Assert.True(activated.IsDone);
        var view = await scene.ReadAsync(id);
        Assert.Equal((PromotionState.Open, GateOutcome.Fail), (view.State, view.Gate.Outcome));
        Assert.All(view.SignOffs, s => Assert.Equal("policies", s.VoidReason));
        Assert.Single(await scene.LogAsync("policy.activated"));
    }

    [Fact]
    public async Task Policy_ThatConcernsOtherModels_ChangesNoBundle()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene.SignAllAsync(id);
        var before = await scene.ReadAsync(id);

        await scene.ActivateAsync(
            ApprovalsScene.Policy("1", NeedsAuc).Replace("stages: [production]", "models: [another]", StringComparison.Ordinal)
        );

        var after = await scene.ReadAsync(id);
        Assert.Equal((before.BundleDigest, PromotionState.Approved), (after.BundleDigest, after.State));
    }

    [Fact]
    public async Task Policy_ANewVersion_ReplacesTheOneBeforeAndTextsNeverChange()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.ActivateAsync(ApprovalsScene.Policy("1", NeedsAuc));

        var sameVersion = await scene.ActivateAsync(ApprovalsScene.Policy("1", NeedsValidation));
        var next = await scene.ActivateAsync(ApprovalsScene.Policy("2", NeedsValidation));
        var broken = await scene.ActivateAsync("apiVersion: governance/v1");

        Assert.Equal("policy.version-taken", sameVersion.Refusal?.Code);
        Assert.True(next.IsDone);
        Assert.Equal("policy.not-valid", broken.Refusal?.Code);
        Assert.NotEmpty(broken.Refusal!.Errors);
        var rules = (await scene.ReadAsync(await scene.RequestAsync())).Gate.Results.Select(r => r.Rule);
        Assert.Contains("EVID-01", rules);
        Assert.DoesNotContain("PERF-01", rules);
    }

    [Fact]
    public async Task Replay_OfAStoredRun_IsIdentical()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.ActivateAsync(ApprovalsScene.Policy("1", NeedsValidation));
        var run = (await scene.ReadAsync(await scene.RequestAsync())).Gate.GateRun;
        await scene.ActivateAsync(ApprovalsScene.Policy("2", NeedsAuc));
        scene.Clock.Advance(TimeSpan.FromDays(400));

        var replay = await scene.Get<ReplayGate>().RunAsync(run, ApprovalsScene.Ct);

        Assert.True(replay.Value.Identical);
        Assert.Null(replay.Value.FirstDifference);
        Assert.Equal("gate.run-not-found", (await scene.Get<ReplayGate>().RunAsync(new GateRunId(99), ApprovalsScene.Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Sign_OnARunOlderThanAnHour_RunsTheGateAgainAndKeepsTheBundleWhenItSaysTheSame()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var before = await scene.ReadAsync(id);
        scene.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.True((await scene.SignAsync(id, scene.Legal, "legal")).IsDone);

        var after = await scene.ReadAsync(id);
        Assert.Equal(before.BundleDigest, after.BundleDigest);
        Assert.Equal(before.Gate.GateRun, after.Gate.GateRun);
        Assert.Equal(2, (await scene.LogAsync("gate.evaluated")).Count);
        Assert.True((await scene.SignAsync(id, scene.Security, "security")).IsDone);
        Assert.Equal(2, (await scene.LogAsync("gate.evaluated")).Count);
    }

    [Fact]
    public async Task Sign_WhenEvidenceGrewTooOld_FindsTheGateShut()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.ActivateAsync(ApprovalsScene.Policy("1", NeedsValidation));
        await scene.AddEvidenceAsync("1.4.0", EvidenceKind.Validation);
        scene.Clock.Advance(TimeSpan.FromDays(29));
        var id = await scene.RequestAsync();
        Assert.True((await scene.SignAsync(id, scene.Security, "security")).IsDone);
        scene.Clock.Advance(TimeSpan.FromDays(2));

        var late = await scene.SignAsync(id, scene.Legal, "legal");

        Assert.Equal("promotion.bundle-changed", late.Refusal?.Code);
        var view = await scene.ReadAsync(id);
        Assert.Equal(GateOutcome.Fail, view.Gate.Outcome);
        Assert.Equal("gateRun", Assert.Single(view.SignOffs).VoidReason);
    }

    [Fact]
    public async Task Retirement_SignedByTheOwner_RetiresTheVersionAndEndsItsDeployments()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync("1.5.0");
        var other = await scene.RequestAsync("1.5.0");
        await scene.DoAsync(
            "deployment.made",
            "DEP-0001",
            context =>
            {
                context.Db.Deployments.Add(
                    new Deployment
                    {
                        Id = new DeploymentId(1),
                        Model = ApprovalsScene.ModelName,
                        Version = "1.4.0",
                        Stage = Stage.Production,
                        Environment = "prod",
                        Promotion = other,
                        Since = context.Now,
                    }
                );
                return Task.CompletedTask;
            }
        );

        var id = await scene.RequestAsync(to: "retired");
        Assert.Equal([SignOffRole.Owner], (await scene.ReadAsync(id)).RequiredRoles);
        Assert.True((await scene.SignAsync(id, scene.Owner, "owner")).IsDone);

        Assert.Equal(PromotionState.Deployed, (await scene.ReadAsync(id)).State);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        Assert.Equal(Stage.Retired, (await db.Versions.SingleAsync(v => v.Version == "1.4.0", ApprovalsScene.Ct)).Stage);
        Assert.NotNull((await db.Deployments.SingleAsync(ApprovalsScene.Ct)).Until);
        Assert.Single(await scene.LogAsync("version.retired"));
        Assert.Equal(
            "promotion.stage-not-reachable",
            (
                await scene
                    .Get<RequestPromotion>()
                    .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, "1.4.0", "production", "Back"), ApprovalsScene.Ct)
            )
                .Refusal
                ?.Code
        );
    }

    [Fact]
    public async Task Expire_WhenItsTimeIsOver_ClosesAndLogs()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        scene.Clock.Advance(TimeSpan.FromDays(31));

        Assert.Equal(1, await scene.Get<ExpirePromotions>().RunAsync(ApprovalsScene.Ct));
        Assert.Equal(0, await scene.Get<ExpirePromotions>().RunAsync(ApprovalsScene.Ct));

        Assert.Equal(PromotionState.Expired, (await scene.ReadAsync(id)).State);
        Assert.Equal("system:promotion-expiry", (string?)Assert.Single(await scene.LogAsync("promotion.expired"))["actor"]);
        Assert.True(
            (
                await scene
                    .Get<RequestPromotion>()
                    .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, "1.4.0", "production", "Again"), ApprovalsScene.Ct)
            ).IsDone
        );
    }

    [Fact]
    public async Task EvaluateDeploymentGate_FollowsThePromotionThroughItsLife()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.ActivateAsync(ApprovalsScene.Policy("1", NeedsValidation));
        await scene.AddEvidenceAsync("1.4.0", EvidenceKind.Validation);
        Assert.Equal(["promotion.none"], Codes(await AskAsync(scene)));

        var id = await scene.RequestAsync();
        Assert.Equal(["promotion.open"], Codes(await AskAsync(scene)));

        await scene.SignAllAsync(id);
        var allowed = await AskAsync(scene);
        Assert.True(allowed.Allow);
        Assert.Empty(allowed.Reasons);
        Assert.Equal((await scene.ReadAsync(id)).Gate.GateRun, allowed.GateRun);
        Assert.Equal((await scene.ReadAsync(id)).Gate.PolicyDigest, allowed.PolicyDigest);
        Assert.Equal(["artifact.digest-differs"], Codes(await AskAsync(scene, new string('0', 64))));

        scene.Clock.Advance(TimeSpan.FromDays(30) + TimeSpan.FromSeconds(1));
        var late = await AskAsync(scene);
        Assert.False(late.Allow);
        Assert.Equal(["promotion.expired", "rule.fail"], Codes(late));
        Assert.Equal("EVID-01", late.Reasons[1].Rule);
        Assert.Equal("EVD-0001", Assert.Single(late.Reasons[1].Evidence));
    }

    [Theory]
    [InlineData("nobody", "1.4.0", "production", "gate.version-unknown")]
    [InlineData("fraud-scorer", "9.9.9", "production", "gate.version-unknown")]
    [InlineData("fraud-scorer", "1.4.0", "moon", "gate.stage-unknown")]
    [InlineData("fraud-scorer", "1.4.0", null, "gate.stage-unknown")]
    [InlineData("../etc/passwd", "1.4.0", "production", "gate.version-unknown")]
    public async Task EvaluateDeploymentGate_AboutAnythingUnknown_SaysNo(string model, string version, string? stage, string code)
    {
        var scene = await shared.GetAsync(() => ApprovalsScene.CreateAsync());

        var answer = await scene
            .Get<EvaluateDeploymentGate>()
            .RunAsync(scene.Engineer, new(model, version, stage, null), ApprovalsScene.Ct);

        Assert.False(answer.Allow);
        Assert.Equal([code], Codes(answer));
    }

    [Fact]
    public async Task EvaluateDeploymentGate_TheSameAnswerTwice_IsLoggedOnce()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await AskAsync(scene);
        await AskAsync(scene);
        Assert.Single(await scene.LogAsync("gate.asked"));

        var id = await scene.RequestAsync();
        await AskAsync(scene);
        await AskAsync(scene);
        await scene.SignAllAsync(id);
        await AskAsync(scene);

        Assert.Equal([false, false, true], (await scene.LogAsync("gate.asked")).Select(e => (bool)e["data"]!["allow"]!));
    }

    [Fact]
    public async Task EvaluateDeploymentGate_ASignatureForgedInTheDatabase_ShutsTheGate()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene.SignAllAsync(id);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct))
        {
            await db.Database.ExecuteSqlAsync(
                $"""UPDATE "SignOffs" SET "BundleDigest" = 'forged' WHERE "Role" = 'legal' """,
                ApprovalsScene.Ct
            );
        }

        Assert.Equal(["record.altered"], Codes(await AskAsync(scene)));
    }

    private static IEnumerable<string> Codes(DeployAnswer answer) => answer.Reasons.Select(r => r.Code);

    private static Task<DeployAnswer> AskAsync(ApprovalsScene scene, string? sha256 = null) =>
        scene
            .Get<EvaluateDeploymentGate>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, "1.4.0", "production", sha256), ApprovalsScene.Ct);
}
