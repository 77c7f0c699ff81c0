using static Governance.Policies.Tests.RuleCases;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary>What was measured, as values: from statements, and from the text of results that have no statements.</summary>
public sealed class MeasuredResultTests
{
    private const string Auc = "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75";
    private const string Parity = "type: metric_threshold, params: {metric: demographicParityDifference, op: \"<=\", value: 0.1";

    [Theory]
    [InlineData(0.781, 812L, 0.76, 0.8)]
    [InlineData(0.781, null, null, null)]
    [InlineData(0.1234567890123456, 1L, null, 0.2)]
    [InlineData(1e-9, 3_000_000_000L, null, null)]
    [InlineData(-12.5, 7L, -13.0, -12.0)]
    public void Values_AreReadAsTheyWereMeasured(double value, long? rows, double? low, double? high)
    {
        var measured = Read(Auc + "}", Metric("auc", value, rows, low, high));

        Assert.Equal(("auc", true, null), (measured.Metric, measured.IsOfAllRows, measured.Window));
        var read = Assert.Single(measured.Values);
        Assert.Equal((null, value, rows, false), (read.Attribute, Number(read.Value), read.Rows, read.IsDeclared));
    }

    [Fact]
    public void WhatIsOnlyDeclared_IsTold()
    {
        var declared = Assert.Single(Read(Auc + "}", Metric("auc", 0.78, n: null, source: "declared")).Values);

        Assert.Equal(("0.78", true), (declared.Value, declared.IsDeclared));
    }

    [Fact]
    public void Attributes_HaveAValueEach_AndOneThatTheRuleNamesIsNoFigureOfAllRows()
    {
        GateMetric[] metrics =
        [
            Metric("demographicParityDifference", 0.05, attribute: "sex"),
            Metric("demographicParityDifference", 0.06, attribute: "sex|age_band"),
        ];

        var all = Read(Parity + "}", metrics);
        var one = Read(Parity + ", attribute: sex}", metrics);

        Assert.Equal([("sex", "0.05"), ("sex|age_band", "0.06")], all.Values.Select(v => (v.Attribute!, v.Value!)));
        Assert.True(all.IsOfAllRows);
        Assert.False(one.IsOfAllRows);
    }

    [Fact]
    public void Slice_IsNoFigureOfAllRows() =>
        Assert.False(Read(Auc + ", slice: region=north}", Metric("auc", 0.9, slice: "region=north")).IsOfAllRows);

    [Fact]
    public void Bounds_OfMoreWords_AreRead() =>
        Assert.Equal("auc", Read(Auc + ", conservative: true, minSamples: 1000}", Metric("auc", 0.9, 5000, 0.8, 0.95)).Metric);

    [Fact]
    public void Undefined_HasNoValue() => Assert.Null(Assert.Single(Read(Auc + "}", Metric("auc", null)).Values).Value);

    [Fact]
    public void Window_IsRead()
    {
        var measured = MeasuredResult.Of(Judge(Auc + "}", Monitored(auc: 0.6)))!;

        var window = measured.Window!;
        Assert.Equal(window, MeasuredResult.Of(OfThirdEngine(Auc + "}", Monitored(auc: 0.6)))!.Window);
        var performance = Monitored(auc: 0.6).Monitoring!.Performance!.Window;
        Assert.Equal((performance.Id, performance.End, performance.Rows), (window.Id, window.End, window.Rows));
        Assert.Equal("0.6", Assert.Single(measured.Values).Value);
    }

    [Fact]
    public void NothingMeasured_AndRulesOfOtherTypes_HaveNoResult()
    {
        Assert.Null(MeasuredResult.Of(Judge(Auc + "}", Input with { Metrics = [] })));
        Assert.Null(MeasuredResult.Of(Judge("type: artifact_digest", Input)));
    }

    private static double Number(string? value) => double.Parse(value!, System.Globalization.CultureInfo.InvariantCulture);

    private static MeasuredResult Read(string rule, params GateMetric[] metrics)
    {
        var input = Input with { Metrics = metrics };
        var measured = MeasuredResult.Of(Judge(rule, input))!;
        var before = MeasuredResult.Of(OfThirdEngine(rule, input))!;
        Assert.Equal((before.Metric, before.IsOfAllRows, before.Window), (measured.Metric, measured.IsOfAllRows, measured.Window));
        Assert.Equal(before.Values, measured.Values);
        return measured;
    }

    private static RuleResult OfThirdEngine(string rule, GateInput input) =>
        GateEvaluator.EvaluateAs("governance-policies/3", [Policy(rule)], input).Results.Single(item => item.Policy == "test");
}
