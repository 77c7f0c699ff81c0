using System.Text.Json;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Experiments;
using Governance.Portal.Tests.Approvals;
using static Governance.Portal.Tests.Experiments.ExperimentsTests;

namespace Governance.Portal.Tests.Experiments;

/// <summary>What an experiment shows opens a gate: those who planned it, made the version or sent figures do not decide.</summary>
public sealed class WhoDecidesTests
{
    private const string Challenger = "1.5.0";
    private const string Asks =
        "    - {id: EXPR-01, type: experiment_required, severity: high, params: {kinds: [shadow], outcome: ship, minRows: 100}}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FiguresOfTheMaker_AreConcludedByTheSecondLineAlone_AndThenTheRuleIsMet()
    {
        await using var scene = await StartAsync();
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var shadow = await RunAsync(scene, scene.Engineer, officer, sender: scene.Engineer);
        Assert.Equal(
            "experiment.second-line-concludes",
            (await DecideAsync(scene, scene.Owner, shadow, ExperimentStep.Conclusion, "ship")).Refusal?.Code
        );
        var view = (await scene.Get<ReadExperiments>().GetAsync(shadow, scene.Owner, Ct)).Value;
        Assert.Equal(ExperimentRefusals.SecondLineConcludes.Message, view.WhyNot);
        Assert.Null(await AskedAsync(scene, scene.Owner, shadow));
        Assert.NotNull(await AskedAsync(scene, officer, shadow));

        var waiting = await scene.RequestAsync(Challenger);
        Assert.Equal("fail", await OutcomeAsync(scene, waiting));
        Done(await DecideAsync(scene, officer, shadow, ExperimentStep.Conclusion, "ship"));

        // Judged while the report is filed: an open request sees at once that an experiment ended with it.
        Assert.Equal("pass", await OutcomeAsync(scene, waiting));
    }

    [Fact]
    public async Task FiguresOfSomeoneElse_AreConcludedByTheOwner_ButNotByWhoSentThem()
    {
        await using var scene = await StartAsync();
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var platform = await scene.PersonAsync("platform@test.example", Roles.ModelOwner);
        var shadow = await RunAsync(scene, scene.Engineer, officer, sender: platform);
        Assert.Equal(
            "experiment.own-figures",
            (await DecideAsync(scene, platform, shadow, ExperimentStep.Conclusion, "ship")).Refusal?.Code
        );

        Done(await DecideAsync(scene, scene.Owner, shadow, ExperimentStep.Conclusion, "ship"));

        Assert.Equal("pass", await OutcomeAsync(scene, await scene.RequestAsync(Challenger)));
    }

    [Fact]
    public async Task WhoMadeTheChallenger_NeitherApprovesNorConcludes()
    {
        await using var scene = await StartAsync(by: s => s.Owner);
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var planned = await PlanAsync(scene, scene.Engineer);
        Assert.Equal(
            "experiment.own-version",
            (await DecideAsync(scene, scene.Owner, planned, ExperimentStep.Approval, "approve")).Refusal?.Code
        );
        await FinishAsync(scene, planned, officer, scene.Engineer);

        Assert.Equal(
            "experiment.own-version",
            (await DecideAsync(scene, scene.Owner, planned, ExperimentStep.Conclusion, "ship")).Refusal?.Code
        );
    }

    [Fact]
    public async Task AReportThatSomeoneFiled_MeetsNoRule_UntilSomeoneIndependentAttestsIt()
    {
        await using var scene = await StartAsync();
        const string report =
            """{"kind":"shadow","share":0,"observed":{"champion":5000,"challenger":5000},"outcome":"ship","metrics":[]}""";
        using var payload = JsonDocument.Parse(report);
        var filed = await scene
            .Get<AddEvidence>()
            .RunAsync(
                scene.Engineer,
                new(
                    ApprovalsScene.ModelName,
                    Challenger,
                    "experiment",
                    "Governance Portal experiment",
                    scene.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)
                ),
                payload.RootElement,
                Ct
            );
        Assert.True(filed.IsDone, filed.Refusal?.Message);
        var promotion = await scene.RequestAsync(Challenger);
        Assert.Equal("fail", await OutcomeAsync(scene, promotion));

        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var id = filed.Value.Id.ToString();
        var proof = await scene.ProofAsync(officer, AttestEvidence.Binding(id, filed.Value.Sha256));
        var attested = await scene
            .Get<AttestEvidence>()
            .RunAsync(officer, new(ApprovalsScene.ModelName, Challenger, id, filed.Value.Sha256, proof), Ct);
        Assert.True(attested.IsDone, attested.Refusal?.Message);

        Assert.Equal("pass", await OutcomeAsync(scene, promotion));
    }

    private static async Task<ApprovalsScene> StartAsync(Func<ApprovalsScene, Actor>? by = null)
    {
        var scene = await ApprovalsScene.CreateAsync();
        await DeployAsync(scene, "1.4.0", "production");
        await scene.RegisterVersionAsync(Challenger, by: by?.Invoke(scene));
        var active = await scene.ActivateAsync(ApprovalsScene.Policy("1", Asks));
        Assert.True(active.IsDone, active.Refusal?.Message);
        return scene;
    }

    private static async Task<string> PlanAsync(ApprovalsScene scene, Actor planner) =>
        Done(
            await scene
                .Get<PlanExperiment>()
                .RunAsync(
                    planner,
                    new(ApprovalsScene.ModelName, "shadow", Challenger, "It finds more fraud", [new("found", "higher", 0.2)], 0.05),
                    Ct
                )
        );

    private static async Task<string> RunAsync(ApprovalsScene scene, Actor planner, Actor approver, Actor sender)
    {
        var id = await PlanAsync(scene, planner);
        await FinishAsync(scene, id, approver, sender);
        return id;
    }

    private static async Task FinishAsync(ApprovalsScene scene, string id, Actor approver, Actor sender)
    {
        Done(await DecideAsync(scene, approver, id, ExperimentStep.Approval, "approve"));
        Done(await scene.Get<StartExperiment>().RunAsync(scene.Engineer, id, Ct));
        Done(await scene.Get<AddObservations>().RunAsync(sender, id, new("day 1", [new("found", 150, 30, 150, 31, 29)]), Ct));
        Done(await scene.Get<StopExperiment>().RunAsync(scene.Engineer, id, Ct));
    }

    private static async Task<string> OutcomeAsync(ApprovalsScene scene, PromotionId promotion) =>
        Assert.Single((await scene.ReadAsync(promotion)).Gate.Results, r => r.Rule == "EXPR-01").Outcome;
}
