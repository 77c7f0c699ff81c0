using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary>Evidence is about what it says it measured: this artifact, on the held-out set, in all and in parts.</summary>
public sealed class BoundEvidenceTests
{
    private const string Training = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string HeldOut = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string Other = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";
    private const string Both = "type: evidence_required, params: {kinds: [validation], maxAgeDays: 30, boundTo: [artifact, dataset]}";
    private const string Auc = "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75}";
    private const string Recall = "type: metric_threshold, params: {metric: recall, op: \">=\", value: 0.8, slice: attack=exfiltration";

    private static GateInput Declared { get; } =
        Input with
        {
            Version = Input.Version with { Datasets = [new("flows", "training", Training), new("flows-held-out", "test", HeldOut)] },
        };

    [Fact]
    public void BoundTo_ThisArtifactAndTheHeldOutSet_Passes()
    {
        var result = Judge(Both, Declared with { Evidence = [About(Artifact, HeldOut)] });

        Assert.Equal(RuleOutcome.Pass, result.Outcome);
        Assert.Equal("validation, at most 30 days old, about the artifact of this version, measured on its held-out set", result.Expected);
    }

    [Theory]
    [InlineData(null, null, "EVD-0001 does not state which artifact it is about; that of this version is c3ab8ff13720….")]
    [InlineData(null, HeldOut, "EVD-0001 does not state which artifact it is about; that of this version is c3ab8ff13720….")]
    [InlineData(OtherArtifact, HeldOut, "EVD-0001 is about the artifact 000000000000…; that of this version is c3ab8ff13720….")]
    [InlineData(
        Artifact,
        null,
        "EVD-0001 does not state which dataset it was measured on; the held-out set of this version is flows-held-out (bbbbbbbbbbbb…)."
    )]
    [InlineData(
        Artifact,
        Other,
        "EVD-0001 was measured on the dataset cccccccccccc…; the held-out set of this version is flows-held-out (bbbbbbbbbbbb…)."
    )]
    [InlineData(
        Artifact,
        Training,
        "EVD-0001 was measured on the dataset aaaaaaaaaaaa…, which this version declares as flows for training; "
            + "the held-out set of this version is flows-held-out (bbbbbbbbbbbb…)."
    )]
    public void BoundTo_AnythingElse_FailsAndSaysWhatWasExpectedAndFoundAndWhatToDo(string? artifact, string? dataset, string said)
    {
        var result = Judge(Both, Declared with { Evidence = [About(artifact, dataset)] });

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.StartsWith(said + " Repeat the validation report ", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BoundTo_OnlyWhatTheRuleNames_IsAsked()
    {
        var artifact = Both.Replace(", dataset", "", StringComparison.Ordinal);
        var dataset = Both.Replace("artifact, ", "", StringComparison.Ordinal);

        Assert.Equal(RuleOutcome.Pass, Judge(artifact, Declared with { Evidence = [About(Artifact, Other)] }).Outcome);
        Assert.Equal(RuleOutcome.Pass, Judge(dataset, Declared with { Evidence = [About(null, HeldOut)] }).Outcome);
        // What the report itself names is another artifact, which no rule looks past.
        Assert.Equal(RuleOutcome.Fail, Judge(dataset, Declared with { Evidence = [About(OtherArtifact, HeldOut)] }).Outcome);
    }

    [Fact]
    public void BoundTo_VersionWithoutAHeldOutSet_FailsAndSaysHowToDeclareOne()
    {
        var result = Judge(Both, Input with { Evidence = [About(Artifact, Training)] });

        Assert.Equal(
            (
                RuleOutcome.Fail,
                "This version declares no held-out set that evidence could be measured on. "
                    + "Register a version that has a dataset with the role test."
            ),
            (result.Outcome, result.Message)
        );
    }

    [Fact]
    public void BoundTo_AnUnboundReportAfterABoundOne_DoesNotReplaceIt() =>
        Assert.Equal(
            "EVD-0002",
            Assert
                .Single(
                    Judge(
                        Both,
                        Declared with
                        {
                            Evidence = [About(null, null), About(Artifact, HeldOut) with { Id = "EVD-0002", ProducedAt = Now.AddDays(-9) }],
                        }
                    ).Evidence
                )
                .Id
        );

    [Fact]
    public void BoundTo_ReportThatIsTooOldOrCannotBeRead_SaysThat()
    {
        var old = About(Artifact, HeldOut) with { ProducedAt = Now.AddDays(-31) };
        var broken = About(null, null) with { Facts = new() { Unreadable = "subject.rows is a text" } };

        Assert.Contains("is 31 days old", Judge(Both, Declared with { Evidence = [old] }).Message, StringComparison.Ordinal);
        Assert.Contains("could not be read", Judge(Both, Declared with { Evidence = [broken] }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BoundTo_KindThatNeverStatesIt_FailsAndLintSaysSo()
    {
        const string rule = "type: evidence_required, params: {kinds: [sbom], maxAgeDays: 30, boundTo: [artifact]}";

        var result = Judge(rule, Declared with { Evidence = [Evidence("EVD-0001", "sbom")] });

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.Contains("Take SBOM out of this rule", result.Message, StringComparison.Ordinal);
        Assert.Equal("spec.rules[0].params.boundTo", Assert.Single(PolicyLint.Check(Policy(rule).Source, "p.yaml").Warnings).Path);
        Assert.Empty(PolicyLint.Check(Policy(Both).Source, "p.yaml").Warnings);
    }

    // Suites of prompts are sent to a live model and judged on what it answered: such a report says of which one.
    [Fact]
    public void BoundTo_PromptSuite_IsAskedOfItAsOfRows()
    {
        const string rule = "type: evidence_required, params: {kinds: [prompt-safety], maxAgeDays: 30, boundTo: [artifact, dataset]}";
        var payload =
            $$$"""{"subject":{"artifactSha256":"{{{Artifact}}}","datasetSha256":"{{{HeldOut}}}","rows":80,"seed":1},"""
            + """ "metrics":{"attackSuccessRate":{"value":0.02,"n":80} } }""";
        var facts = EvidenceFacts.Read("prompt-safety", Encoding.UTF8.GetBytes(payload), "application/json").Facts;

        var bound = Judge(rule, Declared with { Evidence = [Evidence("EVD-0001", "prompt-safety") with { Facts = facts }] });
        var unbound = Judge(rule, Declared with { Evidence = [Evidence("EVD-0001", "prompt-safety")] });

        Assert.Equal(new SubjectFacts(Artifact, HeldOut, 80, 1), facts.Subject);
        Assert.Equal((RuleOutcome.Pass, RuleOutcome.Fail), (bound.Outcome, unbound.Outcome));
        Assert.Empty(PolicyLint.Check(Policy(rule).Source, "p.yaml").Warnings);
    }

    [Fact]
    public void BoundTo_AskedByTwoPolicies_IsABoundOfBoth()
    {
        var result = GateEvaluator.Evaluate([Policy(Both, name: "organisation"), Policy(Both, name: "model")], Declared);

        Assert.Equal(
            [
                "age of validation evidence in days",
                "artifact that validation evidence is about",
                "dataset that validation evidence is about",
            ],
            result.Bounds!.Select(bound => bound.On)
        );
    }

    // The artifact of a version is what its evidence was filed under, unless the report says otherwise.
    [Fact]
    public void Metric_OfAReportThatStatesAnotherArtifact_NeverMeetsAThreshold()
    {
        var reading = Read("validation", $$$"""{"auc": 0.99, "labelled": 900, "subject": {"artifactSha256": "{{{OtherArtifact}}}"}}""");
        var input = Declared with
        {
            Evidence = [Evidence("EVD-0001", "validation", facts: reading.Facts)],
            Metrics = reading.MetricsOf("EVD-0001"),
        };

        var result = Judge(Auc, input);

        Assert.Equal(RuleOutcome.Error, result.Outcome);
        Assert.Contains("EVD-0001 is about another artifact (000000000000…)", result.Message, StringComparison.Ordinal);
        Assert.Equal(RuleOutcome.Fail, Judge("type: evidence_required, params: {kinds: [validation]}", input).Outcome);
    }

    [Theory]
    [InlineData("validation")]
    [InlineData("fairness")]
    [InlineData("robustness")]
    [InlineData("explainability")]
    public void Subject_OfAReport_IsReadAndKept(string kind)
    {
        var reading = Read(
            kind,
            $$$"""{"subject": {"artifactSha256": "{{{Artifact}}}", "datasetSha256": "{{{HeldOut}}}", "rows": 3000, "seed": 7}}"""
        );

        Assert.Equal(new SubjectFacts(Artifact, HeldOut, 3000, 7), reading.Facts.Subject);
        Assert.Equal(Artifact, reading.ArtifactSha256);
        var input = Input with { Evidence = [Evidence("EVD-0001", kind, facts: reading.Facts)] };
        Assert.Equal(reading.Facts.Subject, GateInput.Read(input.ToBytes()).Input!.Evidence[0].Facts.Subject);
    }

    [Theory]
    [InlineData("""{"subject": "the model"}""")]
    [InlineData("""{"subject": {"model": "m", "version": "1", "sha256": "x"}}""")]
    [InlineData("""{"subject": ["a"], "auc": 0.9}""")]
    public void Subject_InWordsOfAnotherTool_LeavesTheReportUnbound(string payload)
    {
        var reading = Read("validation", payload);

        Assert.Null(reading.Facts.Subject);
        Assert.Null(reading.Facts.Unreadable);
    }

    [Theory]
    [InlineData("""{"subject": {"artifactSha256": "C3AB"}}""", "subject.artifactSha256")]
    [InlineData("""{"subject": {"datasetSha256": 7}}""", "subject.datasetSha256")]
    [InlineData("""{"subject": {"datasetSha256": "b", "artifactSha256": null}}""", "subject.datasetSha256")]
    [InlineData("{\"subject\": {\"datasetSha256\": \"" + HeldOut + "\", \"rows\": -1}}", "subject.rows")]
    [InlineData("{\"subject\": {\"datasetSha256\": \"" + HeldOut + "\", \"seed\": 1.5}}", "subject.seed")]
    [InlineData(
        "{\"artifactSha256\": \"" + Artifact + "\", \"subject\": {\"artifactSha256\": \"" + OtherArtifact + "\"}}",
        "names another artifact than artifactSha256"
    )]
    public void Subject_Malformed_MakesTheReportUnreadableAndSaysWhere(string payload, string words) =>
        Assert.Contains(words, Read("validation", payload).Facts.Unreadable, StringComparison.Ordinal);

    [Fact]
    public void Slices_OfAPerformanceReport_BecomeMetricsNamedByColumnAndValue()
    {
        var reading = Read("validation", Performance(exfiltration: 0.61, rows: 84));

        Assert.Equal(["attack", "weekend"], reading.Facts.Slices);
        Assert.Equal(
            (0.61, 84L),
            reading.Metrics.Where(m => m is { Name: "recall", Slice: "attack=exfiltration" }).Select(m => (m.Value, m.N)).Single()
        );
        // Without labels counted, the rows of the slice are what is known.
        Assert.Equal(40, reading.Metrics.Single(m => m is { Name: "recall", Slice: "weekend=true" }).N);
        Assert.Equal(12, reading.Metrics.Single(m => m is { Name: "lift", Slice: "attack=" }).N);
        Assert.Null(reading.Metrics.Single(m => m is { Name: "recall", Slice: null }).Slice);
        Assert.Equal("odd", reading.Metrics.Single(m => m.Name == "liftAt10").Slice);
    }

    [Fact]
    public void Slices_OfAFairnessReport_AreOfAttributeAndSlice()
    {
        var reading = Read(
            "fairness",
            """
            {"minimumGroupSize": 30, "attributes": [], "slices": [{"by": "region", "value": 7, "rows": 90, "minimumGroupSize": 30,
              "attributes": [{"attribute": "sex", "groups": [{"name": "f", "count": 40}, {"name": "m", "count": 50}],
                "demographicParityDifference": {"all": 0.2, "minimumSize": 0.2}}]}]}
            """
        );

        Assert.Equal(
            new GateMetric("demographicParityDifference", 0.2, 40, null, null, "sex", "region=7", null, "evidence"),
            Assert.Single(reading.Metrics)
        );
    }

    [Theory]
    [InlineData("""{"slices": [{"by": "attack", "value": {}}]}""", "slices[0].value")]
    [InlineData("""{"slices": [{"by": "attack", "value": "a"}, {"value": "b"}]}""", "slices[1].by")]
    [InlineData("""{"slices": [{"by": 3, "value": "a"}]}""", "slices[0].by")]
    public void Slices_Malformed_MakeTheReportUnreadable(string payload, string words) =>
        Assert.Contains(words, Read("validation", payload).Facts.Unreadable, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"auc": 0.9, "slices": 4}""")]
    [InlineData("""{"auc": 0.9, "slices": ["a", "b"]}""")]
    [InlineData("""{"auc": 0.9, "slices": [{"name": "a", "from": 1}]}""")]
    public void Slices_OfAnotherTool_AreLeftAlone(string payload)
    {
        var reading = Read("validation", payload);

        Assert.Equal((null, null), (reading.Facts.Slices, reading.Facts.Unreadable));
        Assert.Single(reading.Metrics);
    }

    [Fact]
    public void Slice_OfAnAttackThatIsMissed_ShutsTheGateWhileTheAveragePasses()
    {
        var input = Filed(Performance(exfiltration: 0.61, rows: 84));
        var policy = Policy(
            "type: metric_threshold, params: {metric: recall, op: \">=\", value: 0.9, minSamples: 500}",
            extra: "    - {id: TEST-02, severity: high, " + Recall + "}}"
        );

        var result = GateEvaluator.Evaluate([policy], input);

        var (average, attack) = (result.Results.Single(r => r.RuleId == "TEST-01"), result.Results.Single(r => r.RuleId == "TEST-02"));
        Assert.Equal((RuleOutcome.Pass, "0.95, n = 3,000"), (average.Outcome, average.Actual));
        Assert.Equal((RuleOutcome.Fail, "0.61, n = 84"), (attack.Outcome, attack.Actual));
        Assert.StartsWith("recall in attack=exfiltration is 0.61, below the limit of 0.8.", attack.Message, StringComparison.Ordinal);
        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.Equal(GateOutcome.Pass, GateEvaluator.Evaluate([policy], Filed(Performance(exfiltration: 0.93, rows: 84))).Outcome);
    }

    [Theory]
    [InlineData("", 30, RuleOutcome.Pass)]
    [InlineData("", 29, RuleOutcome.Fail)]
    [InlineData(", minSamples: 50", 49, RuleOutcome.Fail)]
    [InlineData(", minSamples: 50", 50, RuleOutcome.Pass)]
    [InlineData(", minSamples: 10", 10, RuleOutcome.Pass)]
    public void Slice_OfTooFewRows_IsNotPassed(string minimum, int rows, RuleOutcome expected)
    {
        var result = Judge(Recall + minimum + "}", Filed(Performance(exfiltration: 0.99, rows)));

        Assert.Equal(expected, result.Outcome);
        if (expected == RuleOutcome.Fail)
        {
            Assert.StartsWith(
                $"recall in attack=exfiltration was measured on {rows} rows; at least ",
                result.Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Slice_ThatTheReportDoesNotHave_IsNotPassed() =>
        Assert.Equal(
            RuleOutcome.Error,
            Judge(
                Recall.Replace("exfiltration", "dos", StringComparison.Ordinal) + "}",
                Filed(Performance(exfiltration: 0.99, rows: 84))
            ).Outcome
        );

    [Fact]
    public void Input_FromBeforeSubjectsAndSlices_HasTheBytesItHad()
    {
        // A slice by name, as reports could always give it: no least number of rows is asked that no one asked for then.
        var before = Input with
        {
            Evidence = [Evidence("EVD-0001", "validation")],
            Metrics = [Metric("recall", 0.9, n: 4, slice: "attack=exfiltration", evidence: "EVD-0001")],
        };

        Assert.DoesNotContain("subject\":{", Encoding.UTF8.GetString(before.ToBytes()), StringComparison.Ordinal);
        Assert.DoesNotContain("slices", Encoding.UTF8.GetString(before.ToBytes()), StringComparison.Ordinal);
        Assert.Equal(RuleOutcome.Pass, Judge(Recall + "}", before).Outcome);
    }

    private static GateEvidence About(string? artifact, string? dataset) =>
        Evidence(
            "EVD-0001",
            "validation",
            facts: new() { Subject = artifact is null && dataset is null ? null : new(artifact, dataset, 3000, null) }
        );

    private static GateInput Filed(string payload)
    {
        var reading = Read("validation", payload);
        Assert.Null(reading.Facts.Unreadable);
        return Declared with
        {
            Evidence = [Evidence("EVD-0001", "validation", facts: reading.Facts)],
            Metrics = reading.MetricsOf("EVD-0001"),
        };
    }

    private static string Performance(double exfiltration, int rows) =>
        $$$"""
            {"rows": 3000, "labelled": 3000, "recall": 0.95, "metrics": [{"name": "liftAt10", "value": 3, "slice": "odd"}], "slices": [
              {"by": "attack", "value": "exfiltration", "rows": {{{rows}}}, "labelled": {{{rows}}},
               "recall": {{{FormattableString.Invariant(
                $"{exfiltration}"
            )}}}},
              {"by": "attack", "value": "scan", "rows": 900, "labelled": 900, "recall": 0.98},
              {"by": "attack", "value": null, "rows": 12, "metrics": {"lift": 1.1}},
              {"by": "weekend", "value": true, "rows": 40, "recall": 0.97}]}
            """;

    private static EvidenceReading Read(string kind, string payload) =>
        EvidenceFacts.Read(kind, Encoding.UTF8.GetBytes(payload), "application/json");
}
