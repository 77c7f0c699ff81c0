using System.Text;
using Governance.Policies.Tests.Agents;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary>A policy says whether it is about models or about agents, and a rule for one never judges the other.</summary>
public sealed class KindsTests
{
    private const string Auc = "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75, minSamples: 100}";

    [Theory]
    [InlineData("{kinds: [model]}", true, false)]
    [InlineData("{kinds: [agent]}", false, true)]
    [InlineData("{kinds: [model, agent]}", true, true)]
    [InlineData("{}", true, true)]
    public void AppliesTo_Kinds_DecideWhatIsJudged(string appliesTo, bool model, bool agent)
    {
        var policy = Policy(Auc, appliesTo: appliesTo);

        Assert.Equal(model, Judges(policy, RuleCases.Monitored(auc: 0.9)));
        Assert.Equal(agent, Judges(policy, AgentFacts.Paying));
    }

    [Fact]
    public void AppliesTo_ModelsAlone_AnAgentWithATypedAucHasNoRuleThatItMeets()
    {
        var agent = AgentFacts.Paying with { Metrics = [Metric("auc", 0.99)] };

        var result = GateEvaluator.Evaluate([Policy(Auc, appliesTo: "{kinds: [model]}")], agent);

        Assert.DoesNotContain(result.Results, r => r.Policy == "test");
        Assert.Equal("It is about models.", result.Policies.Single(p => p.Name == "test").Reason);
    }

    [Theory]
    [InlineData("agent", false)]
    [InlineData("model", true)]
    [InlineData(null, true)]
    public void Limits_OfAModelOfKnownKind_LeaveOutPoliciesAboutOthers_AndAnUnknownKindLeavesOutNone(string? kind, bool counts)
    {
        var model = Input.Model with { Kind = kind };

        Assert.Equal(counts, PolicyLimits.Of([Policy(Auc, appliesTo: "{kinds: [model]}")], model, "production", Now).Count == 1);
    }

    [Fact]
    public void Kinds_OfAnUnknownWord_AreRefusedWithTheKnownOnes()
    {
        var parsed = PolicyDocument.Parse(
            Encoding.UTF8.GetBytes(
                Encoding
                    .UTF8.GetString(Policy(Auc, appliesTo: "{kinds: [agent]}").Source.Span)
                    .Replace("[agent]", "[robot]", StringComparison.Ordinal)
            ),
            "p.yaml"
        );

        Assert.Contains(parsed.Problems, p => p.Path.StartsWith("spec.appliesTo.kinds", StringComparison.Ordinal));
    }

    [Fact]
    public void Lint_ARuleAboutAgentsInAPolicyAboutModels_IsRemarked()
    {
        var policy = Policy("type: agent_limits, params: {maxSteps: 5}", appliesTo: "{kinds: [model]}");

        Assert.Contains(PolicyLint.Check(policy.Source, "p.yaml").Warnings, w => w.Path == "spec.rules[0].type");
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Alert_OfEveryKind_CanBeNamed_AndCountsByItselfUnlessItIsOneOfThoseThatHaveToBe(string kind)
    {
        var input = RuleCases.Monitored(alerts: [RuleCases.Alert("alert", kind)]);

        Assert.Equal(RuleOutcome.Fail, Judge($"type: no_open_alerts, params: {{monitors: [{kind}]}}", input).Outcome);
        Assert.Equal(
            PolicyVocabulary.AlertKindsOnlyNamed.Contains(kind) ? RuleOutcome.Pass : RuleOutcome.Fail,
            Judge("type: no_open_alerts, params: {severity: alert}", input).Outcome
        );
    }

    public static TheoryData<string> Alerts => [.. PolicyVocabulary.AlertKinds];

    [Fact]
    public void Monitoring_OfAVersionThatDoesNotServeYet_AsksForMonitorsAlone()
    {
        const string Rule = "type: monitoring_required, params: {minMonitors: 1, decisions: true}";

        Assert.Equal(RuleOutcome.Pass, Judge(Rule, RuleCases.Watched(1)).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge(Rule, RuleCases.Watched(0)).Outcome);
        Assert.Equal(RuleOutcome.Pass, Judge(Rule, RuleCases.Watched(1, servesDaysAgo: 30)).Outcome);
        var never = Judge(Rule, RuleCases.Watched(1, servesDaysAgo: 31));
        Assert.Equal(RuleOutcome.Fail, never.Outcome);
        Assert.Contains("In production and unmonitored since", never.Message, StringComparison.Ordinal);
        Assert.Contains("without a recorded decision", never.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Monitoring_MeasuredBeforeItServed_CountsFromTheDayItServes() =>
        Assert.Equal(
            RuleOutcome.Pass,
            Judge("type: monitoring_required", RuleCases.Watched(1, servesDaysAgo: 5, measuredDaysAgo: 60)).Outcome
        );

    [Fact]
    public void RiskAssessed_AnUnassessedRisk_SaysTheInherentScoreThatCounts()
    {
        var result = Judge("type: risk_assessed", RuleCases.Assessed(residual: null));

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.Contains("RSK-0001 – (20)", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(365, true, RuleOutcome.Pass)]
    [InlineData(365.1, true, RuleOutcome.Fail)]
    [InlineData(1, false, RuleOutcome.Fail)]
    public void RiskAssessed_NeedsACurrentAssessmentOfThisRelease(double days, bool ofRelease, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            Judge(
                "type: risk_assessed, params: {maxAgeDays: 365, perRelease: true}",
                RuleCases.Assessed(assessedDaysAgo: days, ofRelease: ofRelease)
            ).Outcome
        );

    [Fact]
    public void RiskAssessed_WithoutAnyRiskOnRecord_IsAnError_AndWithClosedOnesAlone_AFailure()
    {
        Assert.Equal(RuleOutcome.Error, Judge("type: risk_assessed", Input with { Risks = null }).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge("type: risk_assessed", Input with { Risks = [] }).Outcome);
        // An input of a run that did not ask says nothing of assessments.
        Assert.Equal(RuleOutcome.Error, Judge("type: risk_assessed", RuleCases.Risky(8, true)).Outcome);
    }

    [Fact]
    public void DataQuality_ReadsAReportOfTheCommand_AndSumsItUpByCheck()
    {
        const string Report = """
            {"rows": {"reference": null, "current": 900}, "quality": [
              {"column": "income", "check": "missing", "reference": null, "current": 0.2, "verdict": "warn", "reason": null},
              {"column": "age", "check": "missing", "reference": null, "current": 0, "verdict": "ok", "reason": null},
              {"column": "chargeback", "check": "label_leakage", "reference": null, "current": 1, "verdict": "warn", "reason": "AUC."},
              {"column": null, "check": "collinearity", "reference": null, "current": null, "verdict": "not_run", "reason": "One input."}],
             "verdict": "warn"}
            """;

        var facts = EvidenceFacts.Read("other", System.Text.Encoding.UTF8.GetBytes(Report), "application/json").Facts;

        Assert.Null(facts.Unreadable);
        Assert.Equal(
            ["collinearity not_run ", "label_leakage warn chargeback", "missing warn income"],
            facts.Quality!.Select(c => $"{c.Check} {c.Verdict} {string.Join(',', c.Columns)}")
        );
        // A list that another tool calls quality is no report of ours, and makes no evidence unreadable.
        var other = EvidenceFacts.Read("other", "{\"quality\": [{\"score\": 3}]}"u8.ToArray(), "application/json").Facts;
        Assert.Null(other.Quality);
        Assert.Null(other.Unreadable);
    }

    private static bool Judges(PolicyDocument policy, GateInput input) =>
        GateEvaluator.Evaluate([policy], input).Results.Any(r => r.Policy == "test");
}
