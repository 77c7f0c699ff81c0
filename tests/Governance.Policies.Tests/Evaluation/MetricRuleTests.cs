using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class MetricRuleTests
{
    private const string Auc = "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75}";
    private const string Parity = "type: metric_threshold, params: {metric: demographicParityDifference, op: \"<=\", value: 0.1}";

    [Theory]
    [InlineData(">=", 0.75, RuleOutcome.Pass)]
    [InlineData(">", 0.75, RuleOutcome.Fail)]
    [InlineData("<=", 0.75, RuleOutcome.Pass)]
    [InlineData("<", 0.75, RuleOutcome.Fail)]
    [InlineData(">=", 0.7499999999999999, RuleOutcome.Fail)]
    [InlineData("<=", 0.7500000000000001, RuleOutcome.Fail)]
    [InlineData(">", 0.7500000000000001, RuleOutcome.Pass)]
    [InlineData("<", 0.7499999999999999, RuleOutcome.Pass)]
    public void Threshold_AtTheBound_OperatorDecides(string op, double value, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            Judged($"type: metric_threshold, params: {{metric: auc, op: \"{op}\", value: 0.75}}", Metric("auc", value)).Outcome
        );

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(null)]
    public void Threshold_UndefinedValue_CannotBeEvaluatedAndBlocks(double? value)
    {
        var result = Judged(Auc, Metric("auc", value));

        Assert.Equal(RuleOutcome.Error, result.Outcome);
        Assert.True(result.Blocks);
    }

    [Fact]
    public void Threshold_MetricAbsent_CannotBeEvaluatedAndSaysWhatToDo()
    {
        var result = Judged(Auc, Metric("AUC", 0.9));

        Assert.Equal((RuleOutcome.Error, "not measured"), (result.Outcome, result.Actual));
        Assert.Contains("Add evidence", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Threshold_Fails_ShowsValueBoundAndRows()
    {
        var result = Judged(Auc, Metric("auc", 0.7, n: 812));

        Assert.Equal((RuleOutcome.Fail, "auc >= 0.75", "0.7, n = 812"), (result.Outcome, result.Expected, result.Actual));
    }

    [Theory]
    [InlineData(">=", 0.80, 0.74, 0.86, RuleOutcome.Fail)]
    [InlineData(">=", 0.80, 0.75, 0.86, RuleOutcome.Pass)]
    [InlineData("<=", 0.70, 0.60, 0.76, RuleOutcome.Fail)]
    [InlineData("<=", 0.70, 0.60, 0.75, RuleOutcome.Pass)]
    public void Threshold_Conservative_ComparesTheUnfavourableEnd(string op, double value, double low, double high, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            Judged(
                $"type: metric_threshold, params: {{metric: auc, op: \"{op}\", value: 0.75, conservative: true}}",
                Metric("auc", value, low: low, high: high)
            ).Outcome
        );

    [Theory]
    [InlineData(">=", null, 0.9)]
    [InlineData("<=", 0.1, null)]
    public void Threshold_ConservativeWithoutThatEnd_CannotBeEvaluated(string op, double? low, double? high) =>
        Assert.Equal(
            RuleOutcome.Error,
            Judged(
                $"type: metric_threshold, params: {{metric: auc, op: \"{op}\", value: 0.75, conservative: true}}",
                Metric("auc", 0.75, low: low, high: high)
            ).Outcome
        );

    [Theory]
    [InlineData(500L, RuleOutcome.Pass)]
    [InlineData(499L, RuleOutcome.Fail)]
    [InlineData(0L, RuleOutcome.Fail)]
    [InlineData(null, RuleOutcome.Error)]
    public void Threshold_MinimumSamples_CountsTheRows(long? rows, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            Judged(
                "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75, minSamples: 500}",
                Metric("auc", 0.9, n: rows)
            ).Outcome
        );

    [Fact]
    public void Threshold_NoAttributeNamed_EveryAttributeMustKeepTheBound()
    {
        var result = Judged(
            Parity,
            Metric("demographicParityDifference", 0.05, attribute: "sex"),
            Metric("demographicParityDifference", 0.11, attribute: "age")
        );

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.Contains("age", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sex", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Threshold_OneAttributeUndefined_IsNotHiddenByAnotherThatPasses() =>
        Assert.Equal(
            RuleOutcome.Error,
            Judged(
                Parity,
                Metric("demographicParityDifference", 0.05, attribute: "sex"),
                Metric("demographicParityDifference", null, attribute: "age")
            ).Outcome
        );

    [Fact]
    public void Threshold_AttributeNamed_LooksAtNoOther()
    {
        const string rule = "type: metric_threshold, params: {metric: demographicParityDifference, op: \"<=\", value: 0.1, attribute: sex}";

        Assert.Equal(
            RuleOutcome.Pass,
            Judged(
                rule,
                Metric("demographicParityDifference", 0.05, attribute: "sex"),
                Metric("demographicParityDifference", 0.5, attribute: "age")
            ).Outcome
        );
        Assert.Equal(RuleOutcome.Error, Judged(rule, Metric("demographicParityDifference", 0.05)).Outcome);
    }

    [Fact]
    public void Threshold_SliceOnly_IsNotTakenForTheWhole()
    {
        Assert.Equal(RuleOutcome.Error, Judged(Auc, Metric("auc", 0.9, slice: "region=north")).Outcome);
        Assert.Equal(
            RuleOutcome.Pass,
            Judged(
                "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75, slice: region=north}",
                Metric("auc", 0.9, slice: "region=north")
            ).Outcome
        );
    }

    [Fact]
    public void Threshold_RepeatedValidation_ReplacesTheEarlierOne()
    {
        var input = Input with
        {
            Evidence = [Evidence("EVD-0001", "validation", 10), Evidence("EVD-0002", "validation", 2)],
            Metrics = [Metric("auc", 0.6, evidence: "EVD-0001"), Metric("auc", 0.8, evidence: "EVD-0002")],
        };

        var result = Judge(Auc, input);

        Assert.Equal(RuleOutcome.Pass, result.Outcome);
        Assert.Equal("EVD-0002", Assert.Single(result.Evidence).Id);
    }

    [Fact]
    public void Threshold_AnotherKindOfEvidence_ReplacesNothing()
    {
        var input = Input with
        {
            Evidence = [Evidence("EVD-0001", "validation", 10), Evidence("EVD-0002", "other", 2)],
            Metrics = [Metric("auc", 0.6, evidence: "EVD-0001"), Metric("auc", 0.8, evidence: "EVD-0002")],
        };

        Assert.Equal(RuleOutcome.Fail, Judge(Auc, input).Outcome);
    }

    [Theory]
    [InlineData(OtherArtifact, 1)]
    [InlineData(null, 1)]
    [InlineData(Artifact, -1)]
    public void Threshold_EvidenceThatDoesNotCount_DoesNotBringTheClaimBack(string? artifact, double ageDays)
    {
        var input = Input with
        {
            Evidence = [Evidence("EVD-0001", "validation", ageDays, artifact)],
            Metrics = [Metric("auc", 0.6, evidence: "EVD-0001"), Metric("auc", 0.99, source: "declared")],
        };

        Assert.Equal(RuleOutcome.Error, Judge(Auc, input).Outcome);
    }

    [Fact]
    public void Threshold_MeasuredBelowDeclared_TheMeasuredValueDecides()
    {
        var input = Input with
        {
            Evidence = [Evidence("EVD-0001", "validation")],
            Metrics = [Metric("auc", 0.99, source: "declared"), Metric("auc", 0.6, evidence: "EVD-0001")],
        };

        Assert.Equal(RuleOutcome.Fail, Judge(Auc, input).Outcome);
        Assert.Equal(RuleOutcome.Pass, Judge(Auc, input with { Metrics = [input.Metrics[0]] }).Outcome);
    }

    private static RuleResult Judged(string rule, params GateMetric[] metrics) => Judge(rule, Input with { Metrics = metrics });
}
