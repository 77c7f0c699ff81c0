using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Experiments;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Experiments;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Postures;

/// <summary>Every environment that a version runs in has a posture, by the policies of the stage that applies there.</summary>
public sealed class EveryEnvironmentTests
{
    private const string Next = "1.5.0";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    private static string Rule(string auc) =>
        $"    - {{id: PERF-01, type: metric_threshold, severity: critical, params: {{metric: auc, op: \">=\", value: {auc}}}}}";

    [Fact]
    public async Task StagingIsJudgedByStaging_AndAShareByProduction_UntilTheExperimentStops()
    {
        await using var scene = await PostureScene.CreateAsync(Rule("0.8"), "  continuous: {grace: 30d, then: block-permits}");
        await scene.RegisterVersionAsync(Next, auc: 0.85);
        await ToStagingAsync(scene, "staging");
        await PostureScene.JudgeAsync(scene);
        Assert.Equal((Stage.Staging, PostureState.In), await PostureOfAsync(scene, "staging"));

        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var (id, promotion) = await CanaryAsync(scene, officer);
        await PostureScene.JudgeAsync(scene);
        Assert.Equal((Stage.Production, PostureState.In), await PostureOfAsync(scene, "prod-eu"));
        Assert.Equal((Stage.Staging, PostureState.In), await PostureOfAsync(scene, "staging"));

        // What is tightened for production puts the share out of policy, and ends its permits, with staging untouched.
        await PostureScene.ActivateAsync(scene, "2", Rule("0.88"), "  continuous: {grace: 0h, then: block-permits}");
        await PostureScene.JudgeAsync(scene);
        var out_ = await ViewAsync(scene, "prod-eu");
        Assert.Equal((Stage.Production, PostureState.Out, id), (out_.Stage, out_.State, out_.Experiment?.ToString()));
        Assert.Equal("PERF-01", Assert.Single(out_.Failing).Rule);
        Assert.Contains("1.5.0", (await ExperimentsTests.PermitAsync(scene, id)).Refusal?.Message, StringComparison.Ordinal);
        Assert.Equal((Stage.Production, PostureState.In), await PostureOfAsync(scene, "eu"));

        ExperimentsTests.Done(await scene.Get<StopExperiment>().RunAsync(scene.Engineer, id, Ct));
        await PostureScene.JudgeAsync(scene);
        Assert.DoesNotContain(await NowAsync(scene), p => p.Environment == "prod-eu");
        Assert.Equal((Stage.Staging, PostureState.In), await PostureOfAsync(scene, "staging"));
        Assert.Equal(PromotionState.Deployed, (await scene.ReadAsync(promotion)).State);
    }

    [Fact]
    public async Task AnApprovalForStaging_WhereItServesPeopleAllTheSame_IsOutOfPolicy()
    {
        await using var scene = await PostureScene.CreateAsync(Rule("0.8"));
        await scene.RegisterVersionAsync(Next, auc: 0.7);
        var staging = await ToStagingAsync(scene, "staging");
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var canary = await PlannedAsync(scene, officer);
        // As an earlier release left it: an environment that was staging by its first deployment, and a canary with no approval.
        await scene.DoAsync(
            "deployment.made",
            "DEP-0099",
            context =>
            {
                context.Db.Deployments.Add(
                    new Deployment
                    {
                        Id = new DeploymentId(99),
                        Model = ApprovalsScene.ModelName,
                        Version = Next,
                        Stage = Stage.Staging,
                        Environment = "cluster-a",
                        Promotion = staging,
                        ArtifactSha256 = new string('a', 64),
                        Since = context.Now,
                        DeployedBy = "host",
                    }
                );
                return Task.CompletedTask;
            }
        );
        await PostureScene.JudgeAsync(scene);

        Assert.Equal((Stage.Staging, PostureState.In), await PostureOfAsync(scene, "staging"));
        var served = await ViewAsync(scene, "cluster-a");
        Assert.Equal((Stage.Production, PostureState.Out), (served.Stage, served.State));
        Assert.Equal(["PERF-01", "posture.not-approved"], served.Failing.Select(f => f.Rule).Order(StringComparer.Ordinal));

        await scene.DoAsync(
            "experiment.started",
            canary,
            async context =>
            {
                var experiment = await context.Db.Experiments.SingleAsync(Ct);
                Assert.Null(experiment.Start(context.Now));
            }
        );
        await PostureScene.JudgeAsync(scene);
        var legacy = await ViewAsync(scene, "staging");
        Assert.Equal((Stage.Production, PostureState.Out), (legacy.Stage, legacy.State));
        Assert.Contains(legacy.Failing, f => f.Rule == "posture.not-approved");
        Assert.True((await scene.Get<ReadExperiments>().GetAsync(canary, officer, Ct)).Value.LacksApproval);
        Assert.Equal("permit.gate-denies", (await ExperimentsTests.PermitAsync(scene, canary)).Refusal?.Code);
    }

    private static async Task<string> PlannedAsync(ApprovalsScene scene, Actor officer)
    {
        var plan = new ExperimentBody(
            ApprovalsScene.ModelName,
            "canary",
            Next,
            "It finds more fraud",
            [new("found", "higher", 0.2)],
            0.05,
            Share: 0.1
        );
        var id = ExperimentsTests.Done(await scene.Get<PlanExperiment>().RunAsync(scene.Engineer, plan, Ct));
        ExperimentsTests.Done(await ExperimentsTests.DecideAsync(scene, officer, id, ExperimentStep.Approval, "approve"));
        return id;
    }

    private static async Task<(string Id, PromotionId Promotion)> CanaryAsync(ApprovalsScene scene, Actor officer)
    {
        var id = await PlannedAsync(scene, officer);
        var promotion = await ExperimentsTests.PromoteAsync(scene, id);
        ExperimentsTests.Done(await scene.Get<StartExperiment>().RunAsync(scene.Engineer, id, Ct));
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Next, "prod-eu", promotion.ToString()) { Experiment = id }, Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
        return (id, promotion);
    }

    private static async Task<PromotionId> ToStagingAsync(ApprovalsScene scene, string environment)
    {
        var staging = await scene.RequestAsync(Next, "staging");
        foreach (var (person, role) in new[] { (scene.Security, "security"), (scene.Legal, "legal"), (scene.Owner, "owner") })
        {
            if ((await scene.ReadAsync(staging)).State is not PromotionState.Approved)
            {
                Assert.True((await scene.SignAsync(staging, person, role)).IsDone);
            }
        }

        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Next, environment, staging.ToString()), Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
        return staging;
    }

    private static async Task<IReadOnlyList<PostureView>> NowAsync(ApprovalsScene scene) =>
        (await scene.Get<ListPostures>().ListAsync(new PostureFilter(), null, 100, Ct)).Items;

    private static async Task<PostureView> ViewAsync(ApprovalsScene scene, string environment) =>
        Assert.Single(await NowAsync(scene), p => p.Environment == environment);

    private static async Task<(Stage, PostureState)> PostureOfAsync(ApprovalsScene scene, string environment)
    {
        var view = await ViewAsync(scene, environment);
        return (view.Stage, view.State);
    }
}
