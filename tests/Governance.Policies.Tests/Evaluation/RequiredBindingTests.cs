using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary>
/// Where a policy asks for bound evidence, every rule that reads the kind reads what is bound, in every policy of the evaluation.
/// </summary>
public sealed class RequiredBindingTests
{
    private const string HeldOut = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string Both =
        "type: evidence_required, params: {kinds: [validation, fairness, robustness, explainability, prompt-safety], "
        + "maxAgeDays: 30, boundTo: [artifact, dataset]}";

    private const string Auc = "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75}";

    private static readonly SubjectFacts s_subject = new(Artifact, HeldOut, 4000, 7);

    private static GateInput Declared { get; } = Input with { Version = Input.Version with { Datasets = [new("flows", "test", HeldOut)] } };

    // A weak report that is bound, and a newer one that states nothing and is splendid.
    private static GateInput WeakBoundAndTypedStrong { get; } =
        Declared with
        {
            Evidence = [Evidence("EVD-0001", "validation", 9, facts: new() { Subject = s_subject }), Evidence("EVD-0002", "validation", 1)],
            Metrics = [Metric("auc", 0.61, evidence: "EVD-0001"), Metric("auc", 0.99, evidence: "EVD-0002")],
        };

    [Fact]
    public void MetricThreshold_OfAnyPolicyBesideOneThatBinds_ReadsTheBoundReport()
    {
        var result = GateEvaluator.Evaluate([Policy(Both, name: "binding"), Policy(Auc, name: "figures")], WeakBoundAndTypedStrong);

        var auc = result.Results.Single(item => item.Policy == "figures");
        Assert.Equal((RuleOutcome.Fail, "EVD-0001"), (auc.Outcome, Assert.Single(auc.Evidence).Id));
    }

    [Fact]
    public void MetricThreshold_WhereNoPolicyBinds_ReadsTheNewest() =>
        Assert.Equal(RuleOutcome.Pass, Judge(Auc, WeakBoundAndTypedStrong).Outcome);

    [Theory]
    [InlineData("warn", "high", RuleOutcome.Pass)]
    [InlineData("dryrun", "high", RuleOutcome.Pass)]
    [InlineData("enforce", "low", RuleOutcome.Pass)]
    [InlineData("enforce", "medium", RuleOutcome.Fail)]
    public void Composition_OnlyARuleThatBlocks_BindsOtherPolicies(string mode, string severity, RuleOutcome expected)
    {
        var binding = Policy(Both, severity: severity, mode: mode, name: "binding");

        var result = GateEvaluator.Evaluate([binding, Policy(Auc, name: "figures")], WeakBoundAndTypedStrong);

        Assert.Equal(expected, result.Results.Single(item => item.Policy == "figures").Outcome);
    }

    [Fact]
    public void Composition_APolicyThatIsTriedOut_ShowsWhatItWouldDo()
    {
        const string rules =
            "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75}}\n    - {id: TEST-02, severity: high, " + Both;

        var result = GateEvaluator.Evaluate([Policy(rules, mode: "dryrun")], WeakBoundAndTypedStrong);

        Assert.Equal(RuleOutcome.Fail, result.Results.Single(item => item.RuleId == "TEST-01").Outcome);
    }

    [Fact]
    public void Composition_WhatTwoPoliciesAskOfAKind_HoldsTogether()
    {
        const string artifact = "type: evidence_required, params: {kinds: [validation], maxAgeDays: 30, boundTo: [artifact]}";
        const string dataset = "type: evidence_required, params: {kinds: [validation], maxAgeDays: 30, boundTo: [dataset]}";
        var half = Declared with { Evidence = [Evidence("EVD-0001", "validation", facts: new() { Subject = new(Artifact, null, 1, 1) })] };

        var result = GateEvaluator.Evaluate([Policy(artifact, name: "one"), Policy(dataset, name: "two")], half);

        Assert.Equal([RuleOutcome.Fail, RuleOutcome.Fail], result.Results.Where(r => r.RuleId == "TEST-01").Select(r => r.Outcome));
    }

    // The same figure under another name: a report does not come loose by being filed as something else, or by being declared.
    [Theory]
    [InlineData("robustness", "auc")]
    [InlineData("other", "auc")]
    [InlineData("experiment", "recallAt10")]
    [InlineData("other", "ginI")]
    [InlineData(null, "auc")]
    [InlineData(null, "ginI")]
    public void MetricThreshold_AFigureFiledAsSomethingElse_DoesNotCount(string? kind, string metric)
    {
        var binding = Policy(
            "type: evidence_required, params: {kinds: [validation], maxAgeDays: 30, boundTo: [artifact]}",
            name: "binding"
        );
        var rule = Policy(Auc.Replace("auc", metric, StringComparison.Ordinal), name: "figures");
        var input = Declared with
        {
            Evidence = kind is null ? [] : [Evidence("EVD-0001", kind)],
            Metrics = [kind is null ? Metric(metric, 0.99, source: "declared") : Metric(metric, 0.99, evidence: "EVD-0001")],
        };

        Assert.Equal(RuleOutcome.Pass, Of(GateEvaluator.Evaluate([rule], input)).Outcome);
        Assert.Equal(RuleOutcome.Error, Of(GateEvaluator.Evaluate([binding, rule], input)).Outcome);

        static RuleResult Of(GateResult result) => result.Results.Single(item => item.Policy == "figures");
    }

    // A figure of a kind that no policy binds stays as it was.
    [Fact]
    public void MetricThreshold_OfAnotherKindThatIsNotBound_ReadsTheNewest()
    {
        var binding = Policy(
            "type: evidence_required, params: {kinds: [validation], maxAgeDays: 30, boundTo: [artifact]}",
            name: "binding"
        );
        var rule = Policy("type: metric_threshold, params: {metric: flipRate, op: \"<=\", value: 0.05}", name: "figures");
        var input = Declared with
        {
            Evidence = [Evidence("EVD-0001", "robustness")],
            Metrics = [Metric("flipRate", 0.01, evidence: "EVD-0001")],
        };

        Assert.Equal(
            RuleOutcome.Pass,
            GateEvaluator.Evaluate([binding, rule], input).Results.Single(item => item.Policy == "figures").Outcome
        );
    }

    public static TheoryData<string> OtherReaders =>
        [
            "type: fairness_audit, params: {maxAgeDays: 30}",
            "type: explainability_required, params: {methods: [shap], maxAgeDays: 30}",
            "type: independent_validation, params: {kinds: [validation, fairness]}",
            "type: agent_evaluation, params: {maxAttackSuccess: 0.05}",
            "type: evidence_required, params: {kinds: [robustness], maxAgeDays: 30}",
            "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.7, slice: site=north}",
            "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.7, source: either}",
            "type: targets_met",
        ];

    [Theory]
    [MemberData(nameof(OtherReaders))]
    public void EveryRuleThatReadsAKind_PassesOnUnboundEvidence_OnlyWhereNoPolicyBindsIt(string rule)
    {
        var policy = Policy(rule, name: "reader");

        var loose = GateEvaluator.Evaluate([policy], Everything(null)).Results.Single(item => item.Policy == "reader");
        var refused = GateEvaluator.Evaluate([policy, Policy(Both, name: "binding")], Everything(null));
        var bound = GateEvaluator.Evaluate([policy, Policy(Both, name: "binding")], Everything(s_subject));

        Assert.Equal(RuleOutcome.Pass, loose.Outcome);
        var read = refused.Results.Single(item => item.Policy == "reader");
        Assert.True(read.Blocks, $"{read.Outcome}: {read.Message}");
        Assert.Equal(RuleOutcome.Pass, bound.Results.Single(item => item.Policy == "reader").Outcome);
    }

    [Fact]
    public void Replay_OfARunOfTheSecondEngine_KeepsItsMeaningToTheByte()
    {
        PolicyDocument[] policies = [Policy(Both, name: "binding"), Policy(Auc, name: "figures")];
        var now = GateEvaluator.EvaluateAs("governance-policies/3", policies, WeakBoundAndTypedStrong);
        var alone = GateEvaluator.EvaluateAs("governance-policies/3", [Policy(Auc)], WeakBoundAndTypedStrong);
        // As the second engine judged it: the newest figure, whatever it states.
        var then = now with
        {
            Engine = "governance-policies/2",
            Results =
            [
                .. now.Results.Select(result =>
                    result.Policy == "figures"
                        ? alone.Results.Single(item => item.Policy == "test") with
                        {
                            Policy = "figures",
                            Location = result.Location,
                        }
                        : result
                ),
            ],
        };

        Assert.True(GateEvaluator.Replay(policies, WeakBoundAndTypedStrong.ToBytes(), then.ToBytes()).Identical);
        Assert.False(
            GateEvaluator
                .Replay(policies, WeakBoundAndTypedStrong.ToBytes(), (then with { Engine = GateEvaluator.Engine }).ToBytes())
                .Identical
        );
        Assert.True(GateEvaluator.CanReplay("governance-policies/1") && GateEvaluator.CanReplay("governance-policies/2"));
        Assert.False(GateEvaluator.CanReplay("governance-policies/9"));
    }

    [Fact]
    public void EveryMeasureThatPoliciesName_BelongsToAKindThatStatesWhatItIsAbout() =>
        Assert.All(
            PolicyLint.Metrics.Append("ndcgAt5"),
            metric => Assert.Contains(MetricKinds.Of(metric), new[] { "validation", "fairness", "robustness", "prompt-safety" })
        );

    private static GateInput Everything(SubjectFacts? subject)
    {
        GateEvidence One(string id, string kind, EvidenceFacts facts) =>
            Evidence(id, kind, facts: facts with { Subject = subject }) with
            {
                FiledBy = ["USR-0009"],
            };

        return Declared with
        {
            Version = Declared.Version with { Developers = ["USR-0002"] },
            Agent = Agents.AgentFacts.Agent,
            Evidence =
            [
                One("EVD-0001", "validation", new() { Slices = ["site"], Windows = [new(Now.AddDays(-3), Now.AddDays(-2))] }),
                One("EVD-0002", "fairness", new() { Fairness = new(null, 50, [new("sex", "ok", [], new Dictionary<string, double?>())]) }),
                One("EVD-0003", "robustness", EvidenceFacts.None),
                One("EVD-0004", "explainability", new() { Explainability = new(["shap"], ["local"]) }),
                One("EVD-0005", "prompt-safety", EvidenceFacts.None),
            ],
            Metrics =
            [
                Metric("auc", 0.9, evidence: "EVD-0001"),
                Metric("auc", 0.9, evidence: "EVD-0001", slice: "site=north"),
                Metric("attackSuccessRate", 0, low: 0, high: 0.01, evidence: "EVD-0005"),
            ],
            Targets = [new("SYS-0001", "TGT-0001", "auc", null, 0.7, null, "met", 0.9, "EVD-0001")],
        };
    }
}
