using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class EvidenceRulesTests
{
    private const string Required = "type: evidence_required, params: {kinds: [validation], maxAgeDays: 180}";
    private const string Explained = "type: explainability_required, params: {methods: [shap, lime], scope: local, maxAgeDays: 30}";

    [Fact]
    public void EvidenceRequired_ExactlyAsOldAsAllowed_Passes()
    {
        Assert.Equal(RuleOutcome.Pass, With(Required, Evidence("EVD-0001", "validation", 180)).Outcome);
        var older = Evidence("EVD-0001", "validation") with { ProducedAt = Now - TimeSpan.FromDays(180) - TimeSpan.FromMilliseconds(1) };
        var result = With(Required, older);
        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.Equal(180, Assert.Single(result.Evidence).AgeDays);
    }

    [Fact]
    public void EvidenceRequired_ProducedAMillisecondLater_Fails()
    {
        var future = Evidence("EVD-0001", "validation") with { ProducedAt = Now + TimeSpan.FromMilliseconds(1) };

        var result = With(Required, future);

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.Contains("future", result.Message, StringComparison.Ordinal);
        Assert.Equal(RuleOutcome.Pass, With(Required, future with { ProducedAt = Now }).Outcome);
    }

    [Theory]
    [InlineData(OtherArtifact, "another artifact")]
    [InlineData(null, "not bound")]
    public void EvidenceRequired_NotAboutThisArtifact_FailsAndSaysSo(string? artifact, string words)
    {
        var result = With(Required, Evidence("EVD-0001", "validation", artifact: artifact));

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.Contains(words, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EvidenceRequired_Unreadable_DoesNotCount() =>
        Assert.Equal(
            RuleOutcome.Fail,
            With(Required, Evidence("EVD-0001", "validation", facts: new() { Unreadable = "it is no JSON" })).Outcome
        );

    [Fact]
    public void EvidenceRequired_OneOfTwoKindsMissing_NamesIt()
    {
        var result = With("type: evidence_required, params: {kinds: [validation, fairness]}", Evidence("EVD-0001", "validation", 9999));

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.Contains("no fairness evidence", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EvidenceRequired_OldBesideYoung_TheYoungOneCounts()
    {
        var result = With(Required, Evidence("EVD-0001", "validation", 400), Evidence("EVD-0002", "validation", 3));

        Assert.Equal("EVD-0002", Assert.Single(result.Evidence).Id);
        Assert.Equal(RuleOutcome.Pass, result.Outcome);
    }

    [Theory]
    [InlineData("shap", "local", 30, RuleOutcome.Pass)]
    [InlineData("shap", "global", 30, RuleOutcome.Fail)]
    [InlineData("attention", "local", 30, RuleOutcome.Fail)]
    [InlineData("shap", "local", 31, RuleOutcome.Fail)]
    public void Explainability_MethodScopeAndAge_AreAllAskedFor(string method, string scope, int age, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            With(Explained, Evidence("EVD-0001", "explainability", age, facts: new() { Explainability = new([method], [scope]) })).Outcome
        );

    [Fact]
    public void Explainability_PayloadWithoutMethods_Fails() =>
        Assert.Equal(RuleOutcome.Fail, With("type: explainability_required", Evidence("EVD-0001", "explainability")).Outcome);

    [Theory]
    [InlineData("[sex]", RuleOutcome.Pass)]
    [InlineData("[sex, age]", RuleOutcome.Fail)]
    public void FairnessAudit_ProtectedAttributes_MustAllBeAudited(string attributes, RuleOutcome expected)
    {
        var facts = new EvidenceFacts { Fairness = new(null, 50, [new("sex", "ok", [], new Dictionary<string, double?>())]) };

        Assert.Equal(
            expected,
            With(
                $"type: fairness_audit, params: {{protectedAttributes: {attributes}}}",
                Evidence("EVD-0001", "fairness", facts: facts)
            ).Outcome
        );
    }

    [Fact]
    public void FairnessAudit_ReportWithoutAttributes_CannotBeEvaluated() =>
        Assert.Equal(RuleOutcome.Error, With("type: fairness_audit", Evidence("EVD-0001", "fairness")).Outcome);

    [Fact]
    public void ModelCard_SectionMissing_NamesIt()
    {
        var result = With(
            "type: model_card_required, params: {sections: [purpose, limits]}",
            Evidence("EVD-0001", "model-card", facts: new() { CardSections = ["purpose"] })
        );

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.Contains("limits", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cyclonedx", "1.6", RuleOutcome.Pass)]
    [InlineData("cyclonedx", "1.10", RuleOutcome.Pass)]
    [InlineData("cyclonedx", "2.0", RuleOutcome.Pass)]
    [InlineData("cyclonedx", "1.5", RuleOutcome.Fail)]
    [InlineData("cyclonedx", "latest", RuleOutcome.Fail)]
    [InlineData("spdx", "3.0.1", RuleOutcome.Pass)]
    [InlineData("spdx", "2.3", RuleOutcome.Fail)]
    public void Sbom_FormatVersion_IsComparedAsNumbers(string format, string version, RuleOutcome expected) =>
        Assert.Equal(expected, With("type: sbom_required", Sbom(format, version, [Artifact], [])).Outcome);

    [Fact]
    public void Sbom_OfAnotherArtifact_FailsEvenWhenBoundToThisOne() =>
        Assert.Equal(RuleOutcome.Fail, With("type: sbom_required", Sbom("cyclonedx", "1.6", [OtherArtifact], [])).Outcome);

    [Fact]
    public void Sbom_ModelComponentAskedFor_AFileComponentIsNotEnough()
    {
        const string rule = "type: sbom_required, params: {requireMlModelComponent: true}";

        Assert.Equal(RuleOutcome.Fail, With(rule, Sbom("cyclonedx", "1.6", [Artifact], [])).Outcome);
        Assert.Equal(RuleOutcome.Pass, With(rule, Sbom("cyclonedx", "1.6", [Artifact], [Artifact])).Outcome);
    }

    [Theory]
    [InlineData("AGPL-3.0-only", RuleOutcome.Fail)]
    [InlineData("agpl-3.0-only", RuleOutcome.Fail)]
    [InlineData("(MIT AND AGPL-3.0-only)", RuleOutcome.Fail)]
    [InlineData("MIT", RuleOutcome.Pass)]
    public void Sbom_ForbiddenLicence_IsFoundInsideExpressions(string license, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            With(
                "type: sbom_required, params: {forbidLicenses: [AGPL-3.0-only]}",
                Sbom("cyclonedx", "1.6", [Artifact], [], license)
            ).Outcome
        );

    [Fact]
    public void Sbom_FileThatIsNoSbom_CannotBeEvaluated() =>
        Assert.Equal(RuleOutcome.Error, With("type: sbom_required", Evidence("EVD-0001", "sbom")).Outcome);

    [Theory]
    [InlineData("MIT", 0, RuleOutcome.Pass)]
    [InlineData("MIT", 1, RuleOutcome.Fail)]
    [InlineData("GPL-2.0-only", 0, RuleOutcome.Fail)]
    [InlineData("GPL-2.0-only OR MIT", 0, RuleOutcome.Pass)]
    [InlineData("GPL-2.0-only AND MIT", 0, RuleOutcome.Fail)]
    [InlineData("Some house licence", 0, RuleOutcome.Fail)]
    public void LicenseAllowed_UnknownOrMissingLicence_Fails(string license, long unlicensed, RuleOutcome expected)
    {
        var sbom = Sbom("cyclonedx", "1.6", [Artifact], [], license);

        var outcome = With(
            "type: license_allowed, params: {allow: [MIT, Apache-2.0]}",
            sbom with
            {
                Facts = new() { Sbom = sbom.Facts.Sbom! with { Unlicensed = unlicensed } },
            }
        ).Outcome;

        Assert.Equal(expected, outcome);
    }

    private static GateEvidence Sbom(string format, string version, string[] digests, string[] models, params string[] licenses) =>
        Evidence("EVD-0001", "sbom", facts: new() { Sbom = new(format, version, digests, models, licenses, 3, 0) });

    private static RuleResult With(string rule, params GateEvidence[] evidence) => Judge(rule, Input with { Evidence = evidence });
}
