using static Governance.Policies.Tests.RuleCases;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary>Lineage, oversight, risks, people and remote decisions: what each of them takes for an answer.</summary>
public sealed class LaterRulesTests
{
    private const string Opa = "type: opa, params: {url: \"https://opa.example\", path: governance/gate}";

    [Theory]
    [InlineData("allow", RuleOutcome.Pass)]
    [InlineData("deny", RuleOutcome.Fail)]
    [InlineData("undefined", RuleOutcome.Fail)]
    [InlineData("timeout", RuleOutcome.Fail)]
    [InlineData("not-boolean", RuleOutcome.Fail)]
    [InlineData("not-allowed", RuleOutcome.Fail)]
    [InlineData("error", RuleOutcome.Fail)]
    public void Opa_OnlyAPlainYes_IsAYes(string answer, RuleOutcome expected) => Assert.Equal(expected, Judge(Opa, Remote(answer)).Outcome);

    [Theory]
    [InlineData("low", RuleOutcome.Pass)]
    [InlineData("medium", RuleOutcome.Fail)]
    [InlineData("whatever", RuleOutcome.Fail)]
    public void Opa_YesWithAViolation_CountsTheViolation(string severity, RuleOutcome expected) =>
        Assert.Equal(expected, Judge(Opa, Remote("allow", new RemoteViolation("v1", severity, "No."))).Outcome);

    [Theory]
    [InlineData("timeout", true)]
    [InlineData("undefined", true)]
    [InlineData("deny", false)]
    public void Opa_Silence_CannotBeWaived(string answer, bool shut)
    {
        var result = GateEvaluator.Evaluate(
            [Policy(Opa + ", waivable: true")],
            Remote(answer) with
            {
                Waivers = [GateEvaluatorTests.Waiver()],
            }
        );

        Assert.Equal(shut, result.IsShut);
    }

    [Theory]
    [InlineData("https://opa.example", "governance/other")]
    [InlineData("https://other.example", "governance/gate")]
    public void Opa_AnswerToAnotherQuestion_IsNone(string url, string path) =>
        Assert.Equal(RuleOutcome.Error, Judge(Opa, Input with { RemoteDecisions = [new(url, path, "allow", null, [])] }).Outcome);

    [Theory]
    [InlineData(2, "warehouse/applications", null, RuleOutcome.Pass)]
    [InlineData(3, "applications", null, RuleOutcome.Pass)]
    [InlineData(1, "warehouse/applications", null, RuleOutcome.Fail)]
    [InlineData(2, "warehouse/other", null, RuleOutcome.Fail)]
    [InlineData(2, "warehouse/other", 'a', RuleOutcome.Pass)]
    [InlineData(2, "warehouse/applications", 'b', RuleOutcome.Fail)]
    [InlineData(2, "scraped/applications", null, RuleOutcome.Fail)]
    public void Lineage_ReachesARegisteredDataset_ByDigestElseByName(int depth, string dataset, char? digest, RuleOutcome expected)
    {
        var sha256 = digest is { } letter ? new string(letter, 64) : null;

        Assert.Equal(
            expected,
            Judge(
                "type: data_lineage_required, params: {depth: 2, forbidSources: [scraped]}",
                With(Lineage(depth, dataset, sha256))
            ).Outcome
        );
    }

    [Theory]
    [InlineData("lake*", RuleOutcome.Fail)]
    [InlineData("lake", RuleOutcome.Fail)]
    [InlineData("lake/bureau", RuleOutcome.Fail)]
    [InlineData("bureau", RuleOutcome.Fail)]
    [InlineData("LAKE", RuleOutcome.Fail)]
    [InlineData("lak", RuleOutcome.Pass)]
    public void Lineage_ForbiddenSource_IsNamedWholeOrByABeginning(string source, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            Judge(
                $"type: data_lineage_required, params: {{forbidSources: [\"{source}\"]}}",
                With(Lineage(2, "warehouse/applications"))
            ).Outcome
        );

    [Theory]
    [InlineData(null, RuleOutcome.Fail)]
    [InlineData(-0.001, RuleOutcome.Fail)]
    [InlineData(89.9, RuleOutcome.Pass)]
    [InlineData(90.001, RuleOutcome.Fail)]
    public void Oversight_StopControl_MustHaveBeenTestedInTime(double? daysAgo, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            Judge("type: human_oversight, params: {stopControlMaxAgeDays: 90}", With(Oversight(daysAgo, "A. Ode"))).Outcome
        );

    [Fact]
    public void Oversight_SamePersonTwice_IsOne() =>
        Assert.Equal(
            RuleOutcome.Fail,
            Judge("type: human_oversight, params: {minOverseers: 2}", With(Oversight(1, "A. Ode", "A. Ode"))).Outcome
        );

    [Theory]
    [InlineData("maxResidual: 9", 9, false, RuleOutcome.Pass)]
    [InlineData("maxResidual: 9", 10, true, RuleOutcome.Fail)]
    [InlineData("maxResidual: medium", 9, false, RuleOutcome.Pass)]
    [InlineData("maxResidual: medium", 10, false, RuleOutcome.Fail)]
    [InlineData("requireMitigation: true", 1, false, RuleOutcome.Fail)]
    [InlineData("requireMitigation: true", 25, true, RuleOutcome.Pass)]
    [InlineData("maxResidual: 25", null, true, RuleOutcome.Error)]
    public void RiskAppetite_EveryOpenRisk_IsAssessedAndWithinIt(string parameters, int? residual, bool mitigated, RuleOutcome expected) =>
        Assert.Equal(expected, Judge($"type: risk_appetite, params: {{{parameters}}}", Risky(residual, mitigated)).Outcome);

    [Fact]
    public void RiskAppetite_NoRegisterAndNoRisks_AreNotTheSame()
    {
        const string rule = "type: risk_appetite, params: {maxResidual: 9}";

        Assert.Equal(RuleOutcome.Error, Judge(rule, Input).Outcome);
        Assert.Equal(RuleOutcome.Pass, Judge(rule, Input with { Risks = [] }).Outcome);
    }

    [Theory]
    [InlineData("roles: [Engineer]", "Engineer", "USR-0009", null, RuleOutcome.Pass)]
    [InlineData("roles: [Engineer]", "Auditor", "USR-0009", null, RuleOutcome.Fail)]
    [InlineData("separationFrom: [registered-version]", "Engineer", "USR-0003", null, RuleOutcome.Fail)]
    [InlineData("separationFrom: [added-evidence]", "Engineer", "USR-0009", null, RuleOutcome.Error)]
    [InlineData("mfa: true", "Engineer", "USR-0009", true, RuleOutcome.Pass)]
    [InlineData("mfa: true", "Engineer", "USR-0009", false, RuleOutcome.Fail)]
    [InlineData("mfa: true", "Engineer", "USR-0009", null, RuleOutcome.Error)]
    public void RbacAction_WhoAsks_IsJudgedByRoleDeedAndFactor(
        string parameters,
        string role,
        string registeredBy,
        bool? mfa,
        RuleOutcome expected
    ) =>
        Assert.Equal(
            expected,
            Judge($"type: rbac_action, params: {{action: promote, {parameters}}}", Asked(role, registeredBy, mfa)).Outcome
        );

    [Fact]
    public void RbacAction_AboutAnotherAction_DoesNotApply() =>
        Assert.Equal(
            RuleOutcome.NotApplicable,
            Judge("type: rbac_action, params: {action: retire}", Asked("Engineer", "USR-0009")).Outcome
        );

    [Fact]
    public void Lineage_OpenLineageEvents_GiveDepthAndDigestsAndLoopsEnd()
    {
        const string events = """
            {"events": [
              {"eventType": "COMPLETE", "inputs": [{"namespace": "lake", "name": "raw"}],
               "outputs": [{"namespace": "wh", "name": "clean"}]},
              {"eventType": "COMPLETE", "inputs": [{"namespace": "wh", "name": "clean"}, {"namespace": "wh", "name": "model"}],
               "outputs": [{"namespace": "wh", "name": "model",
                 "facets": {"version": {"datasetVersion": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}}]},
              {"eventType": "COMPLETE", "inputs": [{"namespace": "wh", "name": "clean"}],
               "outputs": [{"namespace": "lake", "name": "raw"}]}]}
            """;

        var lineage = EvidenceFacts.Read("lineage", System.Text.Encoding.UTF8.GetBytes(events), "application/json").Facts.Lineage!;

        Assert.Equal(2, lineage.Depth);
        Assert.Equal(["lake/raw", "wh/clean", "wh/model"], lineage.Datasets.Select(dataset => dataset.Name));
        Assert.Equal(new string('a', 64), lineage.Datasets[2].Sha256);
    }

    [Theory]
    [InlineData("""{"oversight": {"overseers": [{"name": "A. Ode"}], "stopControlTestedAt": "2026-01-31T09:00:00Z"}}""", null)]
    [InlineData("""{"oversight": {"overseers": ["A. Ode"], "stopControlTestedAt": "last week"}}""", "oversight.stopControlTestedAt")]
    public void Oversight_InACard_IsReadOrNamesWhatIsWrong(string payload, string? wrong)
    {
        var facts = EvidenceFacts.Read("system-card", System.Text.Encoding.UTF8.GetBytes(payload), "application/json").Facts;

        Assert.Equal(wrong is null, facts.Oversight?.Overseers is ["A. Ode"]);
        Assert.Equal(wrong is not null, facts.Unreadable?.Contains(wrong ?? "?", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Replay_OfARunOfTheFirstEngine_KeepsItsMeaning()
    {
        var policy = Policy("type: human_oversight");
        var now = GateEvaluator.EvaluateAs("governance-policies/3", [policy], Input);
        var then = now with
        {
            Engine = "governance-policies/1",
            Bounds = null,
            Outcome = GateOutcome.Error,
            Results =
            [
                .. now.Results.Select(result =>
                    result.Type != "human_oversight"
                        ? result
                        : result with
                        {
                            Outcome = RuleOutcome.Error,
                            Message =
                                "Rules of type human_oversight cannot be evaluated by this version. "
                                + "Take the rule out, or evaluate it in a policy of mode dryrun.",
                            Expected = null,
                            Actual = null,
                        }
                ),
            ],
        };

        Assert.True(GateEvaluator.Replay([policy], Input.ToBytes(), then.ToBytes()).Identical);
        Assert.Equal(
            "engine",
            GateEvaluator.Replay([policy], Input.ToBytes(), (now with { Engine = "governance-policies/9" }).ToBytes()).FirstDifference?.Path
        );
    }
}
