using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary>An empty, failed or half-written report is no good report, whatever rule reads it.</summary>
public sealed class NotMeasuredTests
{
    /// <summary>Reports of each kind that measured nothing, and what is said of them.</summary>
    public static TheoryData<string, string, string> Empty =>
        new()
        {
            { "validation", "{}", "it has no figure" },
            { "validation", """{"rows": 1200, "labelled": 0}""", "it has no figure" },
            { "validation", """{"auc": null, "metrics": []}""", "each of its figures is undefined" },
            { "robustness", "{}", "it has no figure" },
            { "robustness", """{"metrics": {}}""", "it has no figure" },
            { "fairness", "{}", "it audits no attribute" },
            { "fairness", """{"attributes": []}""", "it audits no attribute" },
            { "fairness", """{"attributes": [{"attribute": "sex"}]}""", "it has no figure" },
            {
                "fairness",
                """{"attributes": [{"attribute": "sex", "demographicParityDifference": null}]}""",
                "each of its figures is undefined"
            },
            { "explainability", "{}", "it names no method" },
            { "explainability", """{"methods": []}""", "it names no method" },
            { "drift", "{}", "it compares no feature" },
            { "drift", """{"rows": {"reference": 900, "current": 0}, "features": []}""", "it compares no feature" },
            { "sbom", "{}", "it is neither CycloneDX nor SPDX" },
            { "sbom", """{"bomFormat": "CycloneDX", "specVersion": "1.6"}""", "it lists no component" },
            { "model-card", "{}", "none of its sections is filled in" },
            { "model-card", """{"intendedUse": " ", "limitations": []}""", "none of its sections is filled in" },
            { "system-card", "{}", "none of its sections is filled in" },
            { "lineage", "{}", "it names no dataset" },
            { "lineage", """{"events": []}""", "it names no dataset" },
            { "lineage", """{"eventType": "FAIL", "inputs": [], "outputs": []}""", "it names no dataset" },
            { "pii-scan", "{}", "it does not say how many findings there are" },
            { "pii-scan", """{"findings": 0}""", "it names no dataset that was scanned" },
            { "pii-scan", """{"findings": 0, "datasetSha256": "x", "detectors": []}""", "it names no detector that ran" },
            { "prompt-safety", "{}", "it has no figure" },
            { "prompt-safety", """{"metrics": {"attackSuccessRate": {"value": null, "n": 0}}}""", "each of its figures is undefined" },
            { "experiment", "{}", "it has no observations of the version" },
            { "experiment", """{"kind": "canary", "observed": {"challenger": 0}}""", "it has no observations of the version" },
            { "security-scan", "{}", "it has neither the runs of SARIF nor counts of findings" },
            { "security-scan", """{"tools": [], "findings": {}}""", "tools names nothing that scanned" },
            { "security-scan", """{"tools": ["trivy"], "findings": {}}""", "findings.critical is not counted" },
            {
                "security-scan",
                """{"tools": ["trivy"], "findings": {"critical": 0, "high": 0, "medium": 0}}""",
                "findings.low is not counted"
            },
            { "security-scan", """{"version": "2.1.0", "runs": []}""", "runs is empty, so nothing scanned" },
            {
                "security-scan",
                """{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}}]}""",
                "x lists no results, which SARIF says of a scan that did not run"
            },
            {
                "security-scan",
                """{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": null}]}""",
                "x lists no results, which SARIF says of a scan that did not run"
            },
            {
                "security-scan",
                """{"runs": [{"tool": {"driver": {"name": "x"}}, "results": [], "invocations": [{"executionSuccessful": false}]}]}""",
                "x says that its run failed"
            },
            {
                "security-scan",
                """
                    {"runs": [{"tool": {"driver": {"name": "x"}}, "results": [], "invocations": [{"executionSuccessful": true,
                      "toolExecutionNotifications": [{"level": "error", "message": {"text": "Out of memory."}}]}]}]}
                    """,
                "x says that its run failed: Out of memory."
            },
            {
                "security-scan",
                """
                    {"runs": [{"tool": {"driver": {"name": "x"}}, "results": [], "invocations": [{"executionSuccessful": true,
                      "toolConfigurationNotifications": [{"level": "error", "message": {"id": "E1"}}]}]}]}
                    """,
                "x says that its run failed"
            },
            {
                "security-scan",
                """{"runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"kind": "open", "message": {"text": "?"}}]}]}""",
                "x leaves results of kind open for a person to decide"
            },
            // One of two runs broke off.
            {
                "security-scan",
                """{"runs": [{"tool": {"driver": {"name": "x"}}, "results": []}, {"tool": {"driver": {"name": "y"}}}]}""",
                "y lists no results, which SARIF says of a scan that did not run"
            },
        };

    [Theory]
    [MemberData(nameof(Empty))]
    public void EmptyReport_CountsForNoRule_AndSaysWhy(string kind, string payload, string reason)
    {
        var reading = EvidenceFacts.Read(kind, Encoding.UTF8.GetBytes(payload), "application/json");
        var input = Input with { Evidence = [Evidence("EVD-0001", kind, facts: reading.Facts)], Metrics = reading.MetricsOf("EVD-0001") };

        var required = Judge($"type: evidence_required, params: {{kinds: [{kind}], maxAgeDays: 30}}", input);

        Assert.Equal(reason, reading.Facts.NotMeasured);
        Assert.Null(reading.Facts.Unreadable);
        Assert.Equal(RuleOutcome.Fail, required.Outcome);
        Assert.Contains($"EVD-0001 measured nothing that counts (“{reason}”).", required.Message, StringComparison.Ordinal);
        Assert.Equal(input.ToBytes(), GateInput.Read(input.ToBytes()).Input!.ToBytes());
    }

    [Fact]
    public void EveryKindThatMeasures_HasItsEmptyForms() =>
        Assert.Equal(
            PolicyVocabulary.EvidenceKinds.Where(kind => kind != "other").Order(StringComparer.Ordinal),
            Empty.Select(row => row.Data.Item1).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );

    /// <summary>
    /// Each rule that is met by evidence, with that evidence replaced by an empty report of its kind, newer or as old: none is met any
    /// more.
    /// </summary>
    [Fact]
    public void RuleThatEvidenceMeets_WithAnEmptyReportInItsPlace_IsNotMet()
    {
        var tried = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in RuleCases.All.Concat(RuleCases.OfBoundEvidence))
        {
            foreach (var evidence in one.Good.Evidence.Where(evidence => Empty.Any(row => row.Data.Item1 == evidence.Kind)))
            {
                if (Judge(one.Rule, Without(one.Good, evidence, null)).Outcome == RuleOutcome.Pass)
                {
                    continue; // the rule does not rest on it
                }

                foreach (var (kind, payload, _) in Empty.Select(row => row.Data).Where(row => row.Item1 == evidence.Kind))
                {
                    var facts = EvidenceFacts.Read(kind, Encoding.UTF8.GetBytes(payload), "application/json").Facts;
                    var result = Judge(one.Rule, Without(one.Good, evidence, facts));
                    Assert.True(
                        result.Outcome is RuleOutcome.Fail or RuleOutcome.Error,
                        $"{one.Rule} is {result.Outcome} on the {kind} {payload}: {result.Message}"
                    );
                    tried.Add(one.Type);
                }
            }
        }

        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "evidence_required",
                "fairness_audit",
                "sbom_required",
                "explainability_required",
                "experiment_required",
                "model_card_required",
                "data_lineage_required",
                "security_scan",
                "pii_redaction",
            },
            tried
        );
    }

    [Theory]
    [InlineData("""[{"ruleId": "A", "level": "error", "message": {"text": "found before it broke off"}}]""", RuleOutcome.Fail)]
    [InlineData("[]", RuleOutcome.Error)]
    public void SecurityScan_ThatBrokeOff_StandsBeforeAnOlderCleanOne(string results, RuleOutcome expected)
    {
        var clean = Scan("""{"runs": [{"tool": {"driver": {"name": "x"}}, "results": []}]}""", "EVD-0001", 9);
        var brokenOff = Scan(
            $$$"""{"runs": [{"tool": {"driver": {"name": "x"}}, "results": {{{results}}},"""
                + """ "invocations": [{"executionSuccessful": false}]}]}""",
            "EVD-0002",
            1
        );

        Assert.Equal(RuleOutcome.Pass, JudgeScan(clean).Outcome);
        Assert.Equal(expected, JudgeScan(clean, brokenOff).Outcome);
        Assert.Equal(RuleOutcome.Pass, JudgeScan(brokenOff, Scan(Clean, "EVD-0003", 0.5)).Outcome);
    }

    /// <summary>
    /// SARIF 2.1.0, 3.27.5 and 3.52: rules of extensions, hierarchical ids, rules named by their place, results gone since.
    /// </summary>
    [Fact]
    public void Sarif_RulesOfExtensions_GiveTheirSeverity()
    {
        var facts = EvidenceFacts
            .Read(
                "security-scan",
                Encoding.UTF8.GetBytes(
                    """
                    {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "CodeQL", "rules":
                        [{"id": "own", "properties": {"security-severity": "4.5"}}]},
                        "extensions": [{"name": "queries", "rules": [{"id": "py/sql", "properties": {"security-severity": "9.1"}}]}]},
                      "results": [
                        {"ruleId": "py/sql", "level": "warning", "message": {"text": "x"}},
                        {"rule": {"id": "py/sql"}, "message": {"text": "x"}},
                        {"ruleId": "own/2", "message": {"text": "x"}},
                        {"ruleIndex": 0, "message": {"text": "x"}},
                        {"ruleId": "py/sql", "baselineState": "absent", "message": {"text": "gone"}}]}]}
                    """
                ),
                "application/json"
            )
            .Facts;

        Assert.Equal((2L, 0L, 2L, 0L), (facts.Scan!.Critical, facts.Scan.High, facts.Scan.Medium, facts.Scan.Low));
        Assert.Null(facts.NotMeasured);
    }

    private const string Clean = """{"runs": [{"tool": {"driver": {"name": "x"}}, "results": []}]}""";

    private static GateInput Without(GateInput input, GateEvidence evidence, EvidenceFacts? facts) =>
        input with
        {
            Evidence =
            [
                .. input.Evidence.Where(other => other.Id != evidence.Id),
                .. facts is null ? (GateEvidence[])[] : [evidence with { Facts = facts }],
            ],
            Metrics = [.. input.Metrics.Where(metric => metric.Evidence != evidence.Id)],
        };

    private static GateEvidence Scan(string payload, string id, double age) =>
        Evidence(
            id,
            "security-scan",
            age,
            facts: EvidenceFacts.Read("security-scan", Encoding.UTF8.GetBytes(payload), "application/json").Facts
        );

    private static RuleResult JudgeScan(params GateEvidence[] scans) =>
        Judge("type: security_scan, params: {maxSeverity: medium}", Input with { Evidence = scans });
}
