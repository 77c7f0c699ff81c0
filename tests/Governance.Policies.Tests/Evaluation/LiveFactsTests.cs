using System.Security.Cryptography;
using static Governance.Policies.Tests.RuleCases;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary>What monitoring measured, in gates: which figures count, what open alerts do, and what stays as it was.</summary>
public sealed class LiveFactsTests
{
    private const string Limit = "type: drift_limit, params: {statistic: psi, max: 0.2";

    [Theory]
    // The filed report is of a quiet week; the newest window measured is not.
    [InlineData("", RuleOutcome.Fail)]
    [InlineData(", source: live", RuleOutcome.Fail)]
    [InlineData(", source: either", RuleOutcome.Fail)]
    [InlineData(", source: filed", RuleOutcome.Pass)]
    public void DriftLimit_AQuietReportAndADriftedWindow_IsJudgedByWhatWasMeasured(string source, RuleOutcome expected)
    {
        var input = Monitored(psi: 0.7) with { Evidence = [Covering(Drift(0.01), endedDaysAgo: 5)] };

        Assert.Equal(expected, Judge(Limit + source + "}", input).Outcome);
    }

    [Fact]
    public void DriftLimit_Live_SaysValueWindowAndReference()
    {
        var result = Judge(Limit + "}", Monitored(psi: 0.7));

        Assert.Equal(
            "1 of 1 above the limit; highest: income 0.7; WIN-0007 until 2026-03-01T09:00:00.000Z, 900 rows, against WIN-0001",
            result.Actual
        );
        Assert.Empty(result.Evidence);
    }

    [Fact]
    public void DriftLimit_LiveWithoutAWindow_CannotBeEvaluated_AndSaysWhatToDo()
    {
        var result = Judge(Limit + ", source: live}", Input with { Evidence = [Drift(0.01)] });

        Assert.Equal(RuleOutcome.Error, result.Outcome);
        Assert.StartsWith("No window of this version was measured", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, RuleOutcome.Pass)]
    [InlineData(1.001, RuleOutcome.Fail)]
    public void DriftLimit_LiveWindow_CountsItsAgeFromItsEnd(double endedDaysAgo, RuleOutcome expected) =>
        Assert.Equal(expected, Judge(Limit + ", maxAgeHours: 24}", Monitored(endedDaysAgo: endedDaysAgo)).Outcome);

    [Theory]
    [InlineData(0.5, RuleOutcome.Fail)] // covers what came after the window: the report counts
    [InlineData(1.0, RuleOutcome.Pass)] // covers what the window covers: what was measured counts
    [InlineData(3.0, RuleOutcome.Pass)]
    public void DriftLimit_Either_TakesTheReportOnlyWhereNothingWasMeasuredAfterIt(double coveredUntilDaysAgo, RuleOutcome expected)
    {
        var input = Monitored(psi: 0.1) with { Evidence = [Covering(Drift(0.5), coveredUntilDaysAgo)] };

        Assert.Equal(expected, Judge(Limit + ", source: either}", input).Outcome);
    }

    [Fact]
    public void Either_AReportThatNamesNoWindow_DoesNotCount()
    {
        Assert.Equal(RuleOutcome.Error, Judge(Limit + ", source: either}", Input with { Evidence = [Drift(0.01)] }).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge(Limit + ", source: either}", Monitored(psi: 0.7) with { Evidence = [Drift(0.01)] }).Outcome);
        Assert.Equal(RuleOutcome.Error, Judge(Limit + ", source: either}", Input).Outcome);
        Assert.Equal(
            RuleOutcome.Pass,
            Judge(Limit + ", source: either}", Input with { Evidence = [Covering(Drift(0.01), endedDaysAgo: 5)] }).Outcome
        );
    }

    [Theory]
    [InlineData("", RuleOutcome.Fail)]
    [InlineData(", source: live", RuleOutcome.Fail)]
    [InlineData(", source: filed", RuleOutcome.Pass)]
    [InlineData(", source: either", RuleOutcome.Fail)]
    public void MetricThreshold_AGoodReportAndWorseLabels_IsJudgedByWhatWasMeasured(string source, RuleOutcome expected)
    {
        var input = Monitored(auc: 0.6) with
        {
            Evidence = [Evidence("EVD-0001", "validation")],
            Metrics = [Metric("auc", 0.95, evidence: "EVD-0001")],
        };

        var result = Judge("type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75" + source + "}", input);
        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected == RuleOutcome.Fail, result.Actual!.Contains("WIN-0007", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 624, RuleOutcome.Pass)] // too few labels to take the place of the report
    [InlineData("", 1000, RuleOutcome.Fail)]
    [InlineData(", source: live", 624, RuleOutcome.Fail)]
    public void MetricThreshold_AWindowWithFewerLabelsThanAskedFor_DecidesOnlyWhereItIsAskedFor(
        string source,
        int labelled,
        RuleOutcome expected
    )
    {
        var input = Monitored(auc: 0.6, labelled: labelled) with
        {
            Evidence = [Evidence("EVD-0001", "validation")],
            Metrics = [Metric("auc", 0.95, n: 5000, evidence: "EVD-0001")],
        };
        var rule = "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75, minSamples: 1000" + source + "}";

        Assert.Equal(expected, Judge(rule, input).Outcome);
    }

    [Fact]
    public void MetricThreshold_AMetricThatNoWindowMeasures_IsJudgedByWhatWasFiled()
    {
        var input = Monitored() with
        {
            Evidence = [Evidence("EVD-0001", "robustness")],
            Metrics = [Metric("flipRate", 0.02, evidence: "EVD-0001")],
        };

        Assert.Equal(RuleOutcome.Pass, Judge("type: metric_threshold, params: {metric: flipRate, op: \"<\", value: 0.05}", input).Outcome);
    }

    [Theory]
    [InlineData("", "warning", "drift", RuleOutcome.Fail)]
    [InlineData("severity: alert", "warning", "drift", RuleOutcome.Pass)]
    [InlineData("severity: alert", "alert", "quality", RuleOutcome.Fail)]
    [InlineData("monitors: [performance]", "alert", "drift", RuleOutcome.Pass)]
    [InlineData("monitors: [performance, drift]", "alert", "drift", RuleOutcome.Fail)]
    [InlineData("", "alert", "foreign-monitor", RuleOutcome.Pass)]
    [InlineData("monitors: [foreign-monitor]", "alert", "foreign-monitor", RuleOutcome.Fail)]
    [InlineData("severity: alert, monitors: [foreign-monitor]", "warning", "foreign-monitor", RuleOutcome.Pass)]
    public void NoOpenAlerts_SeverityAndKind_SayWhichAlertsBlock(string parameters, string severity, string kind, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            Judge($"type: no_open_alerts, params: {{{parameters}}}", Monitored(alerts: [Alert(severity, kind)])).Outcome
        );

    [Fact]
    public void NoOpenAlerts_NothingMonitorsTheVersion_IsNotApplicableAndBlocksNothing()
    {
        var result = Judge("type: no_open_alerts", Input);

        Assert.Equal((RuleOutcome.NotApplicable, false), (result.Outcome, result.Blocks));
    }

    [Fact]
    public void Monitoring_InTheInput_IsReadBackAndLeftOutWhenThereIsNone()
    {
        var input = Monitored(
            alerts: [Alert("alert", id: "ALR-0002"), Alert("warning")],
            bands: new("alert", "late", "breached", "warning", "stable")
        );

        Assert.Equal(input.ToBytes(), GateInput.Read(input.ToBytes()).Input!.ToBytes());
        Assert.DoesNotContain("monitoring", System.Text.Encoding.UTF8.GetString(Input.ToBytes()), StringComparison.Ordinal);
        Assert.NotEqual(Input.ToBytes(), input.ToBytes());
    }

    [Fact]
    public void OnlyBands_StayTheSameWhileANumberMoves()
    {
        static byte[] Bytes(GateInput input) => (input with { Monitoring = input.Monitoring!.OnlyBands() }).ToBytes();

        Assert.Equal(Bytes(Monitored(psi: 0.11)), Bytes(Monitored(psi: 0.12, auc: 0.8, endedDaysAgo: 0.5)));
        Assert.NotEqual(Bytes(Monitored()), Bytes(Monitored(bands: new("none", "current", "warning"))));
    }

    [Theory]
    [InlineData("""[{"start":"2026-02-01T00:00:00Z","end":"2026-02-08T00:00:00Z"}]""", 1)]
    [InlineData("""[{"start":"2026-02-08T00:00:00Z","end":"2026-02-01T00:00:00Z"}]""", 0)]
    [InlineData("""["WIN-0001", 7, {"start":"yesterday","end":"2026-02-08T00:00:00Z"}]""", 0)]
    [InlineData("\"seven\"", 0)]
    public void Windows_OfAReport_AreReadWhereTheyAreStretchesOfTime(string windows, int read)
    {
        var payload = System.Text.Encoding.UTF8.GetBytes($$"""{"features":[{"name":"a","psi":0.1}],"windows":{{windows}}}""");

        var facts = EvidenceFacts.Read("drift", payload, "application/json").Facts;

        Assert.Null(facts.Unreadable);
        Assert.Equal(read, facts.Windows?.Count ?? 0);
        var input = Input with { Evidence = [Evidence("EVD-0001", "drift", facts: facts)] };
        Assert.Equal(input.ToBytes(), GateInput.Read(input.ToBytes()).Input!.ToBytes());
    }

    [Theory]
    // Digests of results as the evaluator wrote them before it read measurements.
    [InlineData(0.1, 0.9, "6829c0a6342a624773b4a5fdf5e3dbbf9c24810140a5056072c9227ef841d05b")]
    [InlineData(0.3, 0.7, "d29110a0c8f6c89ef3a6c23a5f566bb006b66e9bcd630cd463741be53e210b42")]
    [InlineData(null, null, "49d955cccd898e5e34ebd1c435a7065ef23d4bca81825f5abb34ba74e101af13")]
    public void ARunFromBeforeMeasurementsWereRead_IsReplayedToTheByte(double? psi, double? auc, string resultSha256)
    {
        var policy = PolicyDocument
            .Parse(
                """
                apiVersion: governance/v1
                kind: ModelPolicy
                metadata: {name: test, version: "1"}
                spec:
                  appliesTo: {}
                  mode: enforce
                  rules:
                    - {id: TEST-01, severity: high, type: drift_limit, params: {statistic: psi, features: all, max: 0.2, maxAgeHours: 48}}
                    - {id: TEST-02, severity: high, type: metric_threshold, params: {metric: auc, op: ">=", value: 0.75, minSamples: 100}}
                """u8.ToArray(),
                "test.yaml"
            )
            .Document!;
        var input = Input with
        {
            Evidence = [Drift(psi), Evidence("EVD-0002", "validation")],
            Metrics = [Metric("auc", auc, evidence: "EVD-0002")],
        };

        var then = GateEvaluator.EvaluateAs("governance-policies/2", [policy], input).ToBytes();
        Assert.Equal(resultSha256, Convert.ToHexStringLower(SHA256.HashData(then)));
        Assert.True(GateEvaluator.Replay([policy], input.ToBytes(), then).Identical);
    }

    private static GateEvidence Covering(GateEvidence evidence, double endedDaysAgo) =>
        evidence with
        {
            Facts = evidence.Facts with
            {
                Windows = [new(Now - TimeSpan.FromDays(endedDaysAgo + 7), Now - TimeSpan.FromDays(endedDaysAgo))],
            },
        };
}
