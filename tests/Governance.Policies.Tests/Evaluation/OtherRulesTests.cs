using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class OtherRulesTests
{
    private const string Regions = "type: approved_regions, params: {allow: [eu-west-1, eu-central-1]}";

    [Fact]
    public void ApprovedRegions_AllKnownAndAllowed_Passes() => Assert.Equal(RuleOutcome.Pass, Judge(Regions, Input).Outcome);

    [Fact]
    public void ApprovedRegions_OneOutside_NamesRegionAndField()
    {
        var result = Judge(Regions, Input with { Regions = new(["eu-west-1"], ["us-east-1"], ["eu-west-1"]) });

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.Contains("us-east-1 (hosting)", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ApprovedRegions_FieldUnknown_CannotBeEvaluated()
    {
        var input = Input with { Regions = new([], ["eu-west-1"], ["eu-west-1"]) };

        Assert.Equal(RuleOutcome.Error, Judge(Regions, input).Outcome);
        Assert.Equal(RuleOutcome.Pass, Judge("type: approved_regions, params: {allow: [eu-west-1], fields: [hosting]}", input).Outcome);
    }

    [Fact]
    public void ApprovedRegions_EvidenceNamesAnother_IsAddedNotReplaced()
    {
        var input = Input with { Evidence = [Evidence("EVD-0001", "lineage", facts: new() { Regions = new(["ap-south-1"], [], []) })] };

        Assert.Equal(RuleOutcome.Fail, Judge(Regions, input).Outcome);
    }

    [Fact]
    public void ApprovedRegions_OtherSpelling_IsAnotherRegion() =>
        Assert.Equal(RuleOutcome.Fail, Judge(Regions, Input with { Regions = new(["EU-WEST-1"], ["eu-west-1"], ["eu-west-1"]) }).Outcome);

    [Theory]
    [InlineData(OtherArtifact, 1024L)]
    [InlineData(Artifact, 1023L)]
    [InlineData(null, null)]
    public void ArtifactDigest_NotTheDeclaredFile_FailsAtTheBaseline(string? stored, long? size)
    {
        var result = GateEvaluator.Evaluate([], Input with { Artifact = new(Artifact, 1024, stored, size) });

        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.Equal("BASE-02", Assert.Single(result.Results, rule => rule.Blocks).RuleId);
    }

    [Theory]
    [InlineData("medium", 0, 0, 3, RuleOutcome.Pass)]
    [InlineData("medium", 0, 1, 0, RuleOutcome.Fail)]
    [InlineData("high", 0, 1, 0, RuleOutcome.Pass)]
    [InlineData("high", 1, 0, 0, RuleOutcome.Fail)]
    public void SecurityScan_GravestAccepted_IsABoundOnEachFinding(
        string limit,
        long critical,
        long high,
        long medium,
        RuleOutcome expected
    ) =>
        Assert.Equal(
            expected,
            Judge(
                $"type: security_scan, params: {{maxSeverity: {limit}}}",
                Input with
                {
                    Evidence = [Scan("EVD-0001", "trivy", critical, high, medium)],
                }
            ).Outcome
        );

    [Fact]
    public void SecurityScan_NoLimitGiven_AcceptsNothing() =>
        Assert.Equal(
            RuleOutcome.Fail,
            Judge("type: security_scan", Input with { Evidence = [Scan("EVD-0001", "trivy", 0, 0, 1)] }).Outcome
        );

    [Fact]
    public void SecurityScan_AnotherToolsCleanScan_HidesNoFinding() =>
        Assert.Equal(
            RuleOutcome.Fail,
            Judge(
                "type: security_scan",
                Input with
                {
                    Evidence = [Scan("EVD-0001", "trivy", 1, 0, 0), Scan("EVD-0002", "grype", 0, 0, 0)],
                }
            ).Outcome
        );

    [Fact]
    public void SecurityScan_NamedToolMissing_Fails() =>
        Assert.Equal(
            RuleOutcome.Fail,
            Judge(
                "type: security_scan, params: {tools: [modelscan]}",
                Input with
                {
                    Evidence = [Scan("EVD-0001", "trivy", 0, 0, 0)],
                }
            ).Outcome
        );

    [Theory]
    [InlineData('a', 0, RuleOutcome.Pass)]
    [InlineData('a', 1, RuleOutcome.Fail)]
    [InlineData('b', 0, RuleOutcome.Fail)]
    public void PiiRedaction_EveryDataset_NeedsAScanOfItsOwnDigest(char digest, long findings, RuleOutcome expected)
    {
        var scan = Evidence(
            "EVD-0001",
            "pii-scan",
            artifact: null,
            facts: new() { Pii = new([new string(digest, 64)], ["email"], [], findings) }
        );

        Assert.Equal(expected, Judge("type: pii_redaction, params: {detectors: [email]}", Input with { Evidence = [scan] }).Outcome);
    }

    [Fact]
    public void PiiRedaction_NoDatasetRegistered_CannotBeEvaluated() =>
        Assert.Equal(RuleOutcome.Error, Judge("type: pii_redaction", Input with { Version = new("2.1.0", new string('5', 64)) }).Outcome);

    [Theory]
    [InlineData(0.2, 0.2, RuleOutcome.Pass)]
    [InlineData(0.2, 0.2000001, RuleOutcome.Fail)]
    [InlineData(0.2, null, RuleOutcome.Error)]
    public void DriftLimit_EachFeature_MustBeDefinedAndWithinTheLimit(double first, double? second, RuleOutcome expected)
    {
        var drift = Evidence("EVD-0001", "drift", facts: new() { Drift = new([Feature("a", first), Feature("b", second)]) });

        Assert.Equal(
            expected,
            Judge("type: drift_limit, params: {statistic: psi, features: all, max: 0.2}", Input with { Evidence = [drift] }).Outcome
        );
    }

    [Fact]
    public void DriftLimit_NoComparisonOrAStaleOne_Blocks()
    {
        const string rule = "type: drift_limit, params: {statistic: psi, max: 0.2, maxAgeHours: 24}";
        var stale = Evidence("EVD-0001", "drift", 1.01, facts: new() { Drift = new([Feature("a", 0.1)]) });

        Assert.Equal(RuleOutcome.Error, Judge(rule, Input).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge(rule, Input with { Evidence = [stale] }).Outcome);
    }

    [Fact]
    public void RollbackPlan_MissingStaleOrFuture_Fails()
    {
        const string rule = "type: rollback_plan, params: {maxAgeDays: 90}";
        GateInput With(double ageDays) => Input with { Rollback = new("2.0.0", new string('d', 64), Now - TimeSpan.FromDays(ageDays)) };

        Assert.Equal(RuleOutcome.Fail, Judge(rule, Input).Outcome);
        Assert.Equal(RuleOutcome.Pass, Judge(rule, With(90)).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge(rule, With(90.001)).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge(rule, With(-0.001)).Outcome);
    }

    [Theory]
    [InlineData("type: rollback_plan", RuleOutcome.Pass)]
    [InlineData("type: rollback_plan, params: {maxAgeDays: 90}", RuleOutcome.Fail)]
    public void RollbackPlan_WithoutAFiledPlan_IsTheVersionThatServes_ExceptWhereAPlanHasToBeYoung(string rule, RuleOutcome outcome)
    {
        var serves = Input with { Rollback = new("2.0.0", null, Now.AddDays(-400)) };

        Assert.Equal(outcome, Judge(rule, serves).Outcome);
        Assert.Equal(serves.ToBytes(), GateInput.Read(serves.ToBytes()).Input!.ToBytes());
    }

    [Theory]
    [InlineData("type: signature_required", RuleOutcome.Pass)]
    [InlineData("type: signature_required, params: {keys: [release], format: [oms-1.0]}", RuleOutcome.Pass)]
    [InlineData(
        "type: signature_required, params: {keys: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]}",
        RuleOutcome.Pass
    )]
    [InlineData("type: signature_required, params: {keys: [other]}", RuleOutcome.Fail)]
    [InlineData("type: signature_required, params: {format: [dsse]}", RuleOutcome.Fail)]
    public void SignatureRequired_ASignatureOfTheArtifact_HasToBeInTheFormAndByAKeyAskedFor(string rule, RuleOutcome outcome) =>
        Assert.Equal(outcome, Judge(rule, Input with { Signatures = [new("oms-1.0", new string('a', 64), "release", Artifact)] }).Outcome);

    [Fact]
    public void SignatureRequired_NoneOrOfAnotherFile_Fails()
    {
        Assert.Equal(RuleOutcome.Fail, Judge("type: signature_required", Input).Outcome);
        Assert.Equal(
            RuleOutcome.Fail,
            Judge(
                "type: signature_required",
                Input with
                {
                    Signatures = [new("oms-1.0", new string('a', 64), "release", OtherArtifact)],
                }
            ).Outcome
        );
    }

    [Fact]
    public void Signatures_InTheInput_AreReadBackAndLeftOutWhenThereAreNone()
    {
        var signed = Input with { Signatures = [new("oms-1.0", new string('a', 64), "release", Artifact)] };

        Assert.Equal(signed.Signatures, GateInput.Read(signed.ToBytes()).Input!.Signatures);
        Assert.DoesNotContain("signatures", System.Text.Encoding.UTF8.GetString(Input.ToBytes()), StringComparison.Ordinal);
    }

    private static DriftFeature Feature(string name, double? psi) => new(name, new Dictionary<string, double?> { ["psi"] = psi });

    private static GateEvidence Scan(string id, string tool, long critical, long high, long medium) =>
        Evidence(id, "security-scan", facts: new() { Scan = new([tool], critical, high, medium, 0) });
}
