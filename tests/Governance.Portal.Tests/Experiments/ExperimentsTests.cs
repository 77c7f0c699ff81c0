using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Experiments;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Experiments;

/// <summary>A canary that harms, and a shadow that is better: one portal for both stories.</summary>
public sealed class ExperimentsTests
{
    private static readonly ExperimentBody s_canary = new(
        ApprovalsScene.ModelName,
        "canary",
        "1.5.0",
        "It finds more fraud",
        [new("found", "higher", 0.2), new("complaints", "lower", 0.02, 0.01)],
        0.05,
        Share: 0.1
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task ACanaryThatHarms_StopsAtOnce_AndItsPermitEnds_AndAShadowIsConcluded(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await DeployAsync(scene, "1.4.0", "production");
        await scene.RegisterVersionAsync("1.5.0");
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var plan = scene.Get<PlanExperiment>();
        Assert.Equal("experiment.version", (await plan.RunAsync(scene.Engineer, s_canary with { Challenger = "9" }, Ct)).Refusal?.Code);
        var canary = Done(await plan.RunAsync(scene.Engineer, s_canary, Ct));
        Assert.Equal("experiment.other-open", (await plan.RunAsync(scene.Engineer, s_canary, Ct)).Refusal?.Code);

        // Someone else approves, with a signature; it starts only with what a deployment to production needs.
        var decide = scene.Get<DecideExperiment>();
        Assert.Equal(
            RefusalKind.Forbidden,
            (await decide.RunAsync(scene.Engineer, new(canary, ExperimentStep.Approval, "approve", "Fine", null), Ct)).Refusal?.Kind
        );
        Assert.NotNull((await decide.RunAsync(officer, new(canary, ExperimentStep.Approval, "approve", "Fine", null), Ct)).Refusal);
        Done(await DecideAsync(scene, officer, canary, ExperimentStep.Approval, "approve"));
        await DeployAsync(scene, "1.5.0", "staging");
        Assert.Equal("experiment.not-promoted", (await scene.Get<StartExperiment>().RunAsync(scene.Engineer, canary, Ct)).Refusal?.Code);
        await PromoteAsync(scene, canary);
        Assert.Equal("experiment.not-running", (await PermitAsync(scene, canary)).Refusal?.Code);
        Done(await scene.Get<StartExperiment>().RunAsync(scene.Engineer, canary, Ct));

        // The permit states the share, and holds for the experiment alone.
        var permit = await PermitAsync(scene, canary);
        Assert.True(permit.IsDone, permit.Refusal?.Message);
        var said = permit.Value.Says()!;
        Assert.Equal((canary, 0.1), (said.Experiment, said.Share));
        Assert.Equal(("valid", null), await StateAsync(scene, permit.Value.Id));
        await AdmittedForTheTrialAloneAsync(scene, permit.Value, canary);

        // A batch that is sent twice counts once, with other figures it is refused.
        var add = scene.Get<AddObservations>();
        var first = new ObservationsBody("day 1", [new("found", 900, 180, 100, 21), new("complaints", 900, 18, 100, 3)]);
        Done(await add.RunAsync(scene.Engineer, canary, first, Ct));
        Done(await add.RunAsync(scene.Engineer, canary, first, Ct));
        var changed = first with { Figures = [new("found", 900, 180, 100, 99)] };
        Assert.Equal("experiment.batch-differs", (await add.RunAsync(scene.Engineer, canary, changed, Ct)).Refusal?.Code);
        var look = await scene.Get<ReadExperiments>().GetAsync(canary, officer, Ct);
        Assert.Equal((ExperimentState.Running, 1, 1_000L), (look.Value.State, look.Value.Batches, Rows(look.Value)));

        // Harm: complaints of one in five, where three in a hundred are allowed.
        var harm = new ObservationsBody("day 2", [new("found", 900, 180, 100, 40), new("complaints", 900, 18, 100, 20)]);
        Done(await add.RunAsync(scene.Engineer, canary, harm, Ct));
        look = await scene.Get<ReadExperiments>().GetAsync(canary, officer, Ct);
        Assert.Equal(
            (ExperimentState.Stopped, ExperimentStop.Guardrail, "complaints"),
            (look.Value.State, look.Value.StoppedBecause, look.Value.StoppedBy)
        );
        Assert.Equal(("revoked", PermitEnd.ExperimentOver), await StateAsync(scene, permit.Value.Id));
        Assert.Equal("experiment-over", (string?)Assert.Single(await scene.LogAsync("permit.revoked"))["data"]!["because"]);
        Assert.Equal("guardrail", (string?)Assert.Single(await scene.LogAsync("experiment.stopped", canary))["data"]!["because"]);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var alert = await db.Alerts.SingleAsync(a => a.Rule == AlertRule.Guardrail, Ct);
            Assert.Equal(($"complaints ({canary})", "1.5.0"), (alert.Field, alert.Version));
        }

        // A late repetition of a batch that arrived is no fault; a new one finds the experiment over.
        Done(await add.RunAsync(scene.Engineer, canary, harm, Ct));
        Assert.Equal(
            "experiment.not-running",
            (await add.RunAsync(scene.Engineer, canary, harm with { Batch = "day 3" }, Ct)).Refusal?.Code
        );
        Assert.Equal("experiment.guardrail", (await DecideAsync(scene, officer, canary, ExperimentStep.Conclusion, "ship")).Refusal?.Code);
        Done(await DecideAsync(scene, officer, canary, ExperimentStep.Conclusion, "keep-champion"));

        await AShadowThatIsBetterAsync(scene, officer);
    }

    [Fact]
    public async Task ACanaryWithABound_TakesRowsAsAFile_AndAsksAtItsEnd_AndStopsByTheBoundAlone()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await DeployAsync(scene, "1.4.0", "production");
        await scene.RegisterVersionAsync("1.5.0");
        await DeployAsync(scene, "1.5.0", "staging");
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var plan = scene.Get<PlanExperiment>();
        ExperimentMetricBody[] metrics = [new("found", "higher", 0.2), new("slow", "lower", 0.01, Bound: 0.02)];
        var last = scene.Clock.GetUtcNow().AddDays(9);
        var body = s_canary with { Metrics = metrics, EndsAt = last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        // A bound stands without a limit, beyond the baseline, and not at the primary metric.
        foreach (var wrong in new[] { metrics[1] with { Limit = 0.01 }, metrics[1] with { Bound = 0.005 } })
        {
            var refused = await plan.RunAsync(scene.Engineer, body with { Metrics = [metrics[0], wrong] }, Ct);
            Assert.Equal("experiment.not-acceptable", refused.Refusal?.Code);
        }

        Assert.Equal(
            "experiment.not-acceptable",
            (await plan.RunAsync(scene.Engineer, body with { Metrics = [metrics[0] with { Bound = 0.1 }] }, Ct)).Refusal?.Code
        );
        var canary = Done(await plan.RunAsync(scene.Engineer, body, Ct));
        Done(await DecideAsync(scene, officer, canary, ExperimentStep.Approval, "approve"));
        await PromoteAsync(scene, canary);
        Done(await scene.Get<StartExperiment>().RunAsync(scene.Engineer, canary, Ct));

        // Rows as a file: what cannot be is told with its row, and nothing is counted.
        Assert.Equal(
            "Row 2: arm is \"control\"; it has to be champion or challenger.",
            await Told("arm,found,slow\nchampion,1,0\ncontrol,0,0\n")
        );
        Assert.Equal("Row 1: slow is 812; it has to be between 0 and 1.", await Told("arm,found,slow\nchampion,1,812\n"));
        Assert.Equal(RefusalKind.Forbidden, (await SendAsync(officer, "arm,found\nchampion,1\n", "day 0")).Refusal?.Kind);
        var rows = string.Concat(
            Enumerable.Range(0, 200).Select(i => $"{(i % 2 == 0 ? "champion" : "challenger")},{(i % 5 == 0 ? 1 : 0)},0\n")
        );
        Done(await SendAsync(scene.Engineer, $"arm,found,slow\n{rows}", "day 1"));
        Done(await SendAsync(scene.Engineer, $"arm,found,slow\n{rows}", "day 1"));
        var look = (await scene.Get<ReadExperiments>().GetAsync(canary, officer, Ct)).Value;
        Assert.Equal((1, 200L, 0.02), (look.Batches, Rows(look), look.Metrics[1].Bound));

        // Nothing is asked until the end is near; then it is late, and it still runs.
        Assert.Null(await AskedAsync(scene, scene.Engineer, canary));
        scene.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(
            "Send the last observations: the experiment ends soon",
            (await AskedAsync(scene, scene.Engineer, canary))?.Asked.English
        );
        Assert.Null(await AskedAsync(scene, officer, canary));
        scene.Clock.Advance(TimeSpan.FromDays(3));
        var late = (await AskedAsync(scene, scene.Engineer, canary))!;
        Assert.Equal("Stop the experiment: its last day has passed", late.Asked.English);
        Assert.True(late.IsOverdue(scene.Clock.GetUtcNow()));
        Assert.Equal(ExperimentState.Running, (await scene.Get<ReadExperiments>().GetAsync(canary, officer, Ct)).Value.State);

        // The challenger is slow in one of ten, and so is the champion: beside it nothing is wrong, beyond the bound it is.
        var slow = new ObservationsBody("day 2", [new("found", 900, 180, 200, 40), new("slow", 900, 90, 200, 20)]);
        Done(await scene.Get<AddObservations>().RunAsync(scene.Engineer, canary, slow, Ct));
        look = (await scene.Get<ReadExperiments>().GetAsync(canary, officer, Ct)).Value;
        Assert.Equal((ExperimentState.Stopped, ExperimentStop.Guardrail, "slow"), (look.State, look.StoppedBecause, look.StoppedBy));
        Assert.True(look.Metrics[1] is { Found: true, Low: > 0 });

        async Task<string?> Told(string file) =>
            (await SendAsync(scene.Engineer, file, "day 0")).Refusal is { } refusal
                ? refusal.Errors.Values.SelectMany(m => m).FirstOrDefault() ?? refusal.Message
                : null;

        async Task<Result<ExperimentId>> SendAsync(Actor actor, string file, string batch) =>
            await scene
                .Get<UploadObservations>()
                .RunAsync(actor, canary, batch, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(file)), Ct);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task ABreachThatAsksForARollBack_IsATaskOfThoseWhoMay_UntilOneHasSigned(bool inProduction)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await DeployAsync(scene, "1.4.0", "production");
        await scene.RegisterVersionAsync("1.5.0");
        await DeployAsync(scene, "1.5.0", "staging");
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var plan = scene.Get<PlanExperiment>();
        var body = s_canary with { Metrics = [s_canary.Metrics![0], s_canary.Metrics[1]! with { OnBreach = "roll-back" }] };
        Assert.Equal(
            "experiment.not-acceptable",
            (await plan.RunAsync(scene.Engineer, body with { Kind = "shadow", Share = null }, Ct)).Refusal?.Code
        );
        var canary = Done(await plan.RunAsync(scene.Engineer, body, Ct));
        Done(await DecideAsync(scene, officer, canary, ExperimentStep.Approval, "approve"));
        await PromoteAsync(scene, canary);
        Done(await scene.Get<StartExperiment>().RunAsync(scene.Engineer, canary, Ct));
        if (inProduction)
        {
            await DeployAsync(scene, "1.5.0", "production");
        }

        Assert.Equal("experiment.no-roll-back-open", (await RollBackAsync(scene, scene.Owner, canary)).Refusal?.Code);
        var harm = new ObservationsBody("day 1", [new("found", 900, 180, 100, 40), new("complaints", 900, 18, 100, 20)]);
        Done(await scene.Get<AddObservations>().RunAsync(scene.Engineer, canary, harm, Ct));

        // The portal changed nothing; it is a task with a time for those who may, and no one concludes before it is done.
        var breached = scene.Clock.GetUtcNow();
        var asked = (await AskedAsync(scene, scene.Owner, canary))!;
        Assert.Equal("Roll back the challenger: a guardrail stopped the experiment", asked.Asked.English);
        Assert.Equal(breached.AddHours(4), asked.DueAt!.Value, TimeSpan.FromSeconds(1));
        Assert.Null(await AskedAsync(scene, officer, canary));
        Assert.Equal(inProduction ? "1.5.0" : "1.4.0", await ServingAsync(scene));
        Assert.Equal(
            "experiment.roll-back-open",
            (await DecideAsync(scene, officer, canary, ExperimentStep.Conclusion, "keep-champion")).Refusal?.Code
        );

        Assert.Equal(RefusalKind.Forbidden, (await RollBackAsync(scene, officer, canary)).Refusal?.Kind);
        var unproven = await scene.Get<RollBackChallenger>().RunAsync(scene.Owner, canary, "Routes nothing to it", null, Ct);
        Assert.NotNull(unproven.Refusal);
        Done(await RollBackAsync(scene, scene.Owner, canary));

        Assert.Equal("1.4.0", await ServingAsync(scene));
        var entry = Assert.Single(await scene.LogAsync("experiment.rolled-back", canary), IsDone)["data"]!;
        Assert.Equal(("1.5.0", inProduction), ((string?)entry["version"], entry["deployment"] is not null));
        Assert.Equal(inProduction ? 1 : 0, (await scene.LogAsync("deployment.rolled-back")).Count(IsDone));
        Assert.Equal("experiment.no-roll-back-open", (await RollBackAsync(scene, scene.Owner, canary)).Refusal?.Code);
        var look = (await scene.Get<ReadExperiments>().GetAsync(canary, officer, Ct)).Value;
        Assert.Null(look.RollBackDueAt);
        Assert.Equal("Decide how the experiment ended", (await AskedAsync(scene, officer, canary))?.Asked.English);
        Done(await DecideAsync(scene, officer, canary, ExperimentStep.Conclusion, "keep-champion"));
    }

    private static bool IsDone(JsonNode entry) => (string?)entry["outcome"] == "done";

    private static async Task<Result<ExperimentId>> RollBackAsync(ApprovalsScene scene, Actor person, string id) =>
        await scene.Get<RollBackChallenger>().RunAsync(person, id, "Routes nothing to it", await scene.ProofAsync(person), Ct);

    private static async Task<string> ServingAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Deployments.Where(d => d.Stage == Stage.Production && d.Until == null).Select(d => d.Version).SingleAsync(Ct);
    }

    internal static async Task<QueueItem?> AskedAsync(ApprovalsScene scene, Actor person, string experiment) =>
        (await scene.Get<MyQueue>().RunAsync(person, Ct)).Items.FirstOrDefault(i => i.Id == experiment);

    private static async Task AShadowThatIsBetterAsync(ApprovalsScene scene, Actor officer)
    {
        await scene.RegisterVersionAsync("1.6.0");
        var body = s_canary with { Kind = "shadow", Challenger = "1.6.0", Share = null, Metrics = [s_canary.Metrics![0]] };
        var shadow = Done(await scene.Get<PlanExperiment>().RunAsync(scene.Engineer, body, Ct));
        Done(await DecideAsync(scene, officer, shadow, ExperimentStep.Approval, "approve"));
        Done(await scene.Get<StartExperiment>().RunAsync(scene.Engineer, shadow, Ct));
        // By HTTP, as a pipeline does, with a key.
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.EvidenceWrite, Scopes.RegistryRead);
        for (var day = 1; day <= 4; day++)
        {
            using var sent = await key.PostAsJsonAsync(
                $"/api/v1/experiments/{shadow}/observations",
                new ObservationsBody($"day {day}", [new("found", 400, 80, 400, 108, 74)]),
                Ct
            );
            var view = (await sent.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
            if ((string?)view["state"] == "stopped")
            {
                Assert.Equal("success", (string?)view["stoppedBecause"]);
                break;
            }
        }

        Done(await DecideAsync(scene, officer, shadow, ExperimentStep.Conclusion, "ship"));
        var look = (await scene.Get<ReadExperiments>().GetAsync(shadow, officer, Ct)).Value;
        Assert.Equal((ExperimentState.Concluded, ExperimentOutcome.Ship), (look.State, look.Outcome));
        Assert.Equal(["approve", "ship"], look.Decisions.Select(d => d.Outcome));

        // The report is evidence of the challenger.
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var filed = await db.Evidence.SingleAsync(e => e.Id == look.Evidence, Ct);
        Assert.Equal(("1.6.0", EvidenceKind.Experiment), (filed.Version, filed.Kind));
        var bytes = (await scene.Get<ReadExperiments>().ReportAsync(shadow, Ct)).Value;
        var report = JsonNode.Parse(bytes)!;
        Assert.Equal(("ship", "success"), ((string?)report["outcome"], (string?)report["stoppedBecause"]));
        Assert.Equal(filed.Sha256, Sha256Hex.Of(bytes));
    }

    private static long Rows(ExperimentView view) => view.Metrics[0].ChampionCount + view.Metrics[0].ChallengerCount;

    internal static string Done(Result<ExperimentId> outcome)
    {
        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        return outcome.Value.ToString();
    }

    internal static async Task<Result<ExperimentId>> DecideAsync(
        ApprovalsScene scene,
        Actor person,
        string id,
        ExperimentStep step,
        string outcome
    ) =>
        await scene
            .Get<DecideExperiment>()
            .RunAsync(person, new(id, step, outcome, "Within what was planned", await scene.ProofAsync(person)), Ct);

    internal static async Task<PromotionId> PromoteAsync(ApprovalsScene scene, string experiment, string version = "1.5.0")
    {
        var asked = await scene
            .Get<RequestPromotion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, version, "production", "To be tried") { Experiment = experiment }, Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
        await scene.SignAllAsync(asked.Value);
        return asked.Value;
    }

    internal static async Task DeployAsync(ApprovalsScene scene, string version, string stage)
    {
        var promotion = await scene.RequestAsync(version, stage);
        foreach (var (person, role) in new[] { (scene.Security, "security"), (scene.Legal, "legal"), (scene.Owner, "owner") })
        {
            // Staging takes fewer signatures than production.
            if (await scene.ReadAsync(promotion) is not { State: PromotionState.Approved })
            {
                var signed = await scene.SignAsync(promotion, person, role);
                Assert.True(signed.IsDone, signed.Refusal?.Message);
            }
        }

        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(
                scene.Engineer,
                new(ApprovalsScene.ModelName, version, stage == "staging" ? stage : "production-eu", promotion.ToString()),
                Ct
            );
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
    }

    internal static async Task<Result<DeploymentPermit>> PermitAsync(ApprovalsScene scene, string experiment)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var sha256 = await db.Versions.Where(v => v.Version == "1.5.0").Select(v => v.ArtifactSha256).SingleAsync(Ct);
        return await scene
            .Get<IssuePermit>()
            .RunAsync(
                scene.Engineer,
                new(ApprovalsScene.ModelName, "1.5.0", "production", sha256, "production-eu", null) { Experiment = experiment },
                Ct
            );
    }

    // A cluster lets it in for the experiment that the pod names and no more than its share; then the image is asked for as ever.
    private static async Task AdmittedForTheTrialAloneAsync(ApprovalsScene scene, DeploymentPermit permit, string canary)
    {
        foreach (
            var (experiment, share, expected) in new[]
            {
                ((string?)null, (string?)null, $"only for the experiment {canary}"),
                ("EXP-9999", "0.1", $"only for the experiment {canary}"),
                (canary, null, "Name the share"),
                (canary, "0.2", "not of 0.2"),
                (canary, "1.5", "number from 0 to 1"),
                (canary, "all", "number from 0 to 1"),
                (canary, "NaN", "number from 0 to 1"),
                (canary, "0.1", "for the image"),
            }
        )
        {
            var pod = Reviews.Pod($"registry.example/other@sha256:{new string('e', 64)}", permit.Id.ToString(), permit.ArtifactSha256);
            var annotations = pod["metadata"]!["annotations"]!;
            (annotations["governance/experiment"], annotations["governance/share"]) = (experiment, share);
            var request = JsonSerializer.SerializeToElement(Reviews.Of("", "Pod", pod)["request"]);

            var why = await scene.Get<JudgeAdmission>().RunAsync("production", "production-eu", request, Ct);

            Assert.Contains(expected, why, StringComparison.Ordinal);
        }
    }

    internal static async Task<(string, PermitEnd?)> StateAsync(ApprovalsScene scene, PermitId id)
    {
        var view = (await scene.Get<CheckPermits>().GetAsync(id, Ct)).Value;
        return (view.State, view.Because);
    }
}
