using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.Experiments;

public sealed class ExperimentTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_planner = new(1);
    private static readonly UserId s_officer = new(2);

    [Fact]
    public void Experiment_GoesFromPlanToConclusion_AndEachStepIsTakenOnce()
    {
        var experiment = Planned();
        Assert.Equal("experiment.not-approved", experiment.Start(s_now)?.Code);
        Assert.Null(experiment.Answer(approves: true));
        Assert.Equal("experiment.answered", experiment.Answer(approves: true)?.Code);
        Assert.Null(experiment.Start(s_now));
        Assert.Equal("experiment.not-stopped", experiment.Conclude(ExperimentOutcome.Ship)?.Code);
        Assert.Null(experiment.Stop(ExperimentStop.Success, null, s_now));
        Assert.Equal("experiment.not-running", experiment.Stop(ExperimentStop.Person, null, s_now)?.Code);
        Assert.Null(experiment.Conclude(ExperimentOutcome.Ship));
        Assert.Equal((ExperimentState.Concluded, ExperimentOutcome.Ship), (experiment.State, experiment.Outcome));
    }

    [Fact]
    public void WhatAGuardrailStopped_IsNotShipped()
    {
        var experiment = Running();
        Assert.Null(experiment.Stop(ExperimentStop.Guardrail, "complaints", s_now));
        Assert.Equal("experiment.guardrail", experiment.Conclude(ExperimentOutcome.Ship)?.Code);
        Assert.Null(experiment.Conclude(ExperimentOutcome.KeepChampion));
    }

    [Fact]
    public void WhoPlans_DoesNotDecide_AndADecisionSaysWhy()
    {
        var experiment = Planned();
        Assert.Equal("experiment.own-plan", Decide(experiment, s_planner, "Fine").Refusal?.Code);
        Assert.Equal("experiment.reason-missing", Decide(experiment, s_officer, " ").Refusal?.Code);
        Assert.Equal("approve", Decide(experiment, s_officer, "Fine").Value.Outcome);
    }

    [Theory]
    [InlineData(Stage.Production, Stage.Staging, null)]
    [InlineData(Stage.Production, Stage.Development, null)]
    [InlineData(Stage.Staging, Stage.Staging, "experiment.champion")]
    [InlineData(Stage.Production, Stage.Production, "experiment.challenger")]
    [InlineData(Stage.Production, Stage.Retired, "experiment.challenger")]
    public void TheChampionIsInProduction_AndTheChallengerIsNot(Stage champion, Stage challenger, string? code)
    {
        Assert.Equal(code, Planned().RefusesStages(champion, challenger)?.Code);
        var shadow = Planned(Plan with { Kind = ExperimentKind.Shadow, Share = 0 });
        Assert.Equal(code, shadow.RefusesStages(champion, challenger)?.Code);
    }

    [Fact]
    public void APlanThatServes_HasADigestOfAllItSays_AndAShadowServesNobody()
    {
        var plan = Planned();
        Assert.True(plan.Serves);
        Assert.Equal(plan.PlanSha256(), Planned().PlanSha256());
        Assert.NotEqual(plan.PlanSha256(), Planned(Plan with { Share = 0.2 }).PlanSha256());
        Assert.NotEqual(plan.PlanSha256(), Planned(Plan with { Champion = "0.9" }).PlanSha256());
        Assert.False(Planned(Plan with { Kind = ExperimentKind.Shadow, Share = 0 }).Serves);
    }

    [Fact]
    public void APlan_NamesEachFault()
    {
        static string[] Faults(ExperimentPlan plan) => [.. (plan.Refuses()?.Errors.Keys ?? []).Order(StringComparer.Ordinal)];

        Assert.Empty(Faults(Plan));
        Assert.Equal(["alpha", "power", "share"], Faults(Plan with { Alpha = 0, Power = 1, Share = 0 }));
        Assert.Equal(["challenger"], Faults(Plan with { Challenger = "1.4.0" }));
        Assert.Equal(["effect"], Faults(Plan with { Effect = 0.9 }));
        Assert.Equal(["metrics"], Faults(Plan with { Metrics = [Plan.Metrics[0], Plan.Metrics[0]] }));
        Assert.Equal(["population"], Faults(Plan with { Kind = ExperimentKind.Pilot }));
        Assert.Equal(["metrics"], Faults(Plan with { Metrics = [Plan.Metrics[0] with { Baseline = 1 }] }));
        Assert.Equal(
            "experiment.end-is-past",
            Experiment.Plan(new(1), Plan with { EndsAt = s_now }, (1, 1), "user", [s_planner], s_now).Refusal?.Code
        );
    }

    [Fact]
    public void WhoPlannedMadeOrMeasuredIt_DoesNotDecide()
    {
        var (maker, sender) = (new UserId(21), new UserId(22));
        var parties = new ExperimentParties([maker], [sender], false, Separation.None);
        var experiment = Planned();

        Assert.Equal("experiment.own-plan", experiment.RefusesDecider(s_planner, parties)?.Code);
        Assert.Equal("experiment.own-version", experiment.RefusesDecider(maker, parties)?.Code);
        Assert.Equal("experiment.own-figures", experiment.RefusesDecider(sender, parties)?.Code);
        Assert.Null(experiment.RefusesDecider(s_officer, parties));
    }

    [Fact]
    public void FiguresOfThoseWhomTheyAreAbout_AreConcludedByTheSecondLine()
    {
        var (maker, other) = (new UserId(21), new UserId(22));
        var experiment = Planned();
        ExperimentParties Sent(params UserId[] by) => new([maker], by, by.Length == 0, Separation.None);

        foreach (var theirs in new[] { Sent(maker), Sent(s_planner), Sent(other, maker), Sent() })
        {
            Assert.Equal("experiment.second-line-concludes", experiment.RefusesConcluder(Roles.ModelOwner, theirs)?.Code);
            Assert.Null(experiment.RefusesConcluder(Roles.RiskOfficer, theirs));
        }

        Assert.Null(experiment.RefusesConcluder(Roles.ModelOwner, Sent(other)));
    }

    [Fact]
    public void ABatch_HoldsFiguresThatCanBe()
    {
        var running = Running();
        Assert.Equal("experiment.not-running", Take(Planned(), new("found", 1, 1, 1, 1)).Refusal?.Code);
        Assert.Equal("experiment.figures", Take(running, new("found", 10, 11, 1, 1)).Refusal?.Code);
        Assert.Equal("experiment.figures", Take(running, new("unknown", 1, 1, 1, 1)).Refusal?.Code);
        Assert.Equal("experiment.figures", Take(running, new("found", 10, 5, 10, 5, 3)).Refusal?.Code);
        Assert.True(Take(running, new("found", 10, 5, 1, 1)).IsDone);

        var shadow = Running(Plan with { Kind = ExperimentKind.Shadow, Share = 0 });
        Assert.Equal("experiment.figures", Take(shadow, new("found", 10, 5, 10, 5)).Refusal?.Code);
        Assert.Equal("experiment.figures", Take(shadow, new("found", 10, 5, 10, 5, 6)).Refusal?.Code);
        Assert.True(Take(shadow, new("found", 10, 5, 10, 5, 3)).IsDone);
    }

    private static ExperimentPlan Plan { get; } =
        new(
            "fraud-scorer",
            ExperimentKind.Canary,
            "1.4.0",
            "1.5.0",
            "It finds more fraud",
            [new("found", true, 0.2, 0), new("complaints", false, 0.02, 0.01)],
            0.05,
            0.05,
            0.8,
            0.1,
            null,
            null,
            new UserId(3)
        );

    private static Experiment Planned(ExperimentPlan? plan = null) =>
        Experiment.Plan(new(1), plan ?? Plan, (900, 100), "user", [s_planner], s_now).Value;

    private static Experiment Running(ExperimentPlan? plan = null)
    {
        var experiment = Planned(plan);
        Assert.Null(experiment.Answer(approves: true));
        Assert.Null(experiment.Start(s_now));
        return experiment;
    }

    private static Result<ExperimentBatch> Take(Experiment experiment, ExperimentFigure figure) =>
        ExperimentBatch.Take(experiment, 1, "day 1", [figure], new string('a', 64), "user", s_now);

    private static Result<ExperimentDecision> Decide(Experiment experiment, UserId person, string reason) =>
        ExperimentDecision.Give(
            experiment,
            ExperimentStep.Approval,
            "approve",
            reason,
            new Signer(person, "Name", Roles.RiskOfficer),
            s_noOne,
            new("password", s_now),
            s_now
        );

    private static readonly ExperimentParties s_noOne = new([], [], false, Separation.None);
}
