namespace Governance.Policies.Tests.Evaluation;

/// <summary>Which age of evidence blocks first is said before it does.</summary>
public sealed class EvidenceAgeLimitTests
{
    [Fact]
    public void StrictestOfEachKind_OfRulesThatBlock_Counts()
    {
        var limits = EvidenceAgeLimit.Of(
            [
                TestFacts.Policy("type: evidence_required, params: {kinds: [validation, sbom], maxAgeDays: 90}", name: "wide"),
                TestFacts.Policy("type: independent_validation, params: {maxAgeDays: 30}", name: "strict"),
                TestFacts.Policy("type: security_scan, params: {maxAgeDays: 1}", severity: "low", name: "advisory"),
                TestFacts.Policy("type: fairness_audit, params: {maxAgeDays: 1}", mode: "warn", name: "warns"),
                TestFacts.Policy("type: rollback_plan, params: {maxAgeDays: 1}", name: "plan"),
            ],
            TestFacts.Input.Model,
            "production",
            TestFacts.Now
        );

        Assert.Equal(
            [("fairness", 30, "strict"), ("robustness", 30, "strict"), ("sbom", 90, "wide"), ("validation", 30, "strict")],
            limits.Select(l => (l.Kind, l.Days, l.Policy))
        );
    }

    [Theory]
    [InlineData("{riskClasses: [limited]}", 0)]
    [InlineData("{riskClasses: [high]}", 1)]
    [InlineData("{stages: [staging]}", 0)]
    [InlineData("{tiers: [tier1]}", 1)]
    [InlineData("{models: [other]}", 0)]
    public void PolicyAboutOthers_SetsNone(string appliesTo, int expected) =>
        Assert.Equal(
            expected,
            EvidenceAgeLimit
                .Of(
                    [TestFacts.Policy("type: fairness_audit, params: {maxAgeDays: 10}", appliesTo: appliesTo)],
                    TestFacts.Input.Model,
                    "production",
                    TestFacts.Now
                )
                .Count
        );
}
