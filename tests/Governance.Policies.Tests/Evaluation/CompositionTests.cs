using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class CompositionTests
{
    [Theory]
    [InlineData(
        "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.7}",
        "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.8}",
        "auc (at least)",
        ">= 0.8"
    )]
    [InlineData(
        "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.7}",
        "type: metric_threshold, params: {metric: auc, op: \">\", value: 0.7}",
        "auc (at least)",
        "> 0.7"
    )]
    [InlineData(
        "type: metric_threshold, params: {metric: ece, op: \"<=\", value: 0.1}",
        "type: metric_threshold, params: {metric: ece, op: \"<=\", value: 0.05}",
        "ece (at most)",
        "<= 0.05"
    )]
    [InlineData(
        "type: evidence_required, params: {kinds: [validation], maxAgeDays: 365}",
        "type: evidence_required, params: {kinds: [fairness, validation], maxAgeDays: 90}",
        "age of validation evidence in days",
        "90"
    )]
    [InlineData(
        "type: drift_limit, params: {statistic: psi, max: 0.25}",
        "type: drift_limit, params: {statistic: psi, max: 0.1}",
        "psi of all features (at most)",
        "<= 0.1"
    )]
    [InlineData("type: security_scan, params: {maxSeverity: high}", "type: security_scan", "severity of scan findings (at most)", "none")]
    [InlineData("type: human_oversight", "type: human_oversight, params: {minOverseers: 3}", "overseers", "3")]
    [InlineData("type: risk_appetite, params: {maxResidual: high}", "type: risk_appetite, params: {maxResidual: 6}", "residual risk", "6")]
    [InlineData(
        "type: rollback_plan, params: {maxAgeDays: 90}",
        "type: rollback_plan, params: {maxAgeDays: 30}",
        "age for rollback_plan in days",
        "30"
    )]
    public void SeveralPolicies_TheStricterBoundDecidesAndIsNamed(string loose, string strict, string on, string bound)
    {
        var result = GateEvaluator.Evaluate([Policy(loose, name: "organisation"), Policy(strict, name: "model")], Input);

        var composed = result.Bounds!.Single(item => item.On == on);
        Assert.Equal((bound, "model", "TEST-01"), (composed.Bound, composed.Policy, composed.Rule));
        Assert.Equal(["organisation"], composed.Looser);
        Assert.Equal(result.ToBytes(), GateResult.FromBytes(result.ToBytes()).Result!.ToBytes());
    }

    [Theory]
    [InlineData("warn", "high")]
    [InlineData("dryrun", "high")]
    [InlineData("enforce", "low")]
    public void ABoundThatBlocksNothing_IsNotTheOneThatDecides(string mode, string severity)
    {
        var result = GateEvaluator.Evaluate(
            [
                Policy("type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.7}", name: "organisation"),
                Policy(
                    "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.99}",
                    name: "trial",
                    mode: mode,
                    severity: severity
                ),
            ],
            Input with
            {
                Metrics = [Metric("auc", 0.8)],
            }
        );

        Assert.Empty(result.Bounds!);
        Assert.False(result.IsShut);
    }

    [Fact]
    public void SignOffs_TheShorterTimeCounts_AndItsPolicyIsNamed()
    {
        var result = GateEvaluator.Evaluate(
            [
                Policy("type: artifact_digest", name: "organisation", extra: "  approvals: {maxAgeDays: 30}"),
                Policy("type: artifact_digest", name: "model", extra: "  approvals: {maxAgeDays: 7, openDays: 14}"),
            ],
            Input
        );

        Assert.Equal((7, 14), (result.Approvals.MaxAgeDays, result.Approvals.OpenDays));
        Assert.Equal(["model", "model"], result.Bounds!.Select(bound => bound.Policy));
    }

    [Theory]
    [InlineData(0.75, GateOutcome.Fail)]
    [InlineData(0.85, GateOutcome.Pass)]
    public void ALooserModelPolicy_CannotSoftenTheOrganisations(double auc, GateOutcome expected) =>
        Assert.Equal(
            expected,
            GateEvaluator
                .Evaluate(
                    [
                        Policy("type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.8}", name: "organisation"),
                        Policy(
                            "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.6}",
                            name: "model",
                            appliesTo: "{models: [credit-scorer]}"
                        ),
                    ],
                    Input with
                    {
                        Metrics = [Metric("auc", auc)],
                    }
                )
                .Outcome
        );
}
