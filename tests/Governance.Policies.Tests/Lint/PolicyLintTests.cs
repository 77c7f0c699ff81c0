using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class PolicyLintTests
{
    [Theory]
    [InlineData("policy.yaml")]
    [InlineData("policy-limited-risk.yaml")]
    [InlineData("open-risks-policy.yaml")]
    [InlineData("validation-findings-policy.yaml")]
    [InlineData("targets-policy.yaml")]
    [InlineData("data-policy.yaml")]
    [InlineData("training-policy.yaml")]
    [InlineData("suppliers-policy.yaml")]
    [InlineData("experiment-policy.yaml")]
    [InlineData("material-change-policy.yaml")]
    [InlineData("outside-decision-policy.yaml")]
    public void Lint_OurSamples_HaveNothingToSayAgainst(string file)
    {
        var lint = PolicyLint.Check(
            File.ReadAllBytes(Path.Combine(RepositoryRoot, "samples", file)),
            file,
            new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)
        );

        Assert.Empty(lint.Errors);
        Assert.Empty(lint.Warnings);
    }

    [Theory]
    [InlineData("type: opa, params: {url: opa, path: p}", "spec.rules[0].params.url")]
    [InlineData("type: opa, waivable: true, params: {url: \"https://x\", path: p}", "spec.rules[0].waivable")]
    [InlineData("type: evidence_required, params: {kinds: [sbom]}", "spec.rules[0].params.maxAgeDays")]
    [InlineData("type: metric_threshold, params: {metric: AUC, op: \">\", value: 0.7, minSamples: 9}", "spec.rules[0].params.metric")]
    [InlineData("type: metric_threshold, params: {metric: auc, op: \">\", value: 75, minSamples: 9}", "spec.rules[0].params.value")]
    [InlineData("type: metric_threshold, params: {metric: auc, op: \">\", value: 0.7}", "spec.rules[0].params.minSamples")]
    [InlineData(
        "type: metric_threshold, params: {metric: attackSucessRate, op: \"<\", value: 0.05, minSamples: 73}",
        "spec.rules[0].params.metric"
    )]
    [InlineData(
        "type: metric_threshold, params: {metric: evasionSuccesRate, op: \"<\", value: 0.1, minSamples: 100}",
        "spec.rules[0].params.metric"
    )]
    [InlineData(
        "type: metric_threshold, params: {metric: groundedness, op: \">\", value: 85, minSamples: 9}",
        "spec.rules[0].params.value"
    )]
    [InlineData("type: metric_threshold, params: {metric: recallAt20, op: \">\", value: 70, minSamples: 9}", "spec.rules[0].params.value")]
    [InlineData("type: independent_validation, params: {kinds: [fairness]}", "spec.rules[0].params.maxAgeDays")]
    [InlineData("type: license_allowed", "spec.rules[0].params")]
    public void Lint_ValidButHardlyMeant_Warns(string rule, string path) =>
        Assert.Equal(path, Assert.Single(PolicyLint.Check(Policy(rule).Source, "p.yaml").Warnings).Path);

    [Theory]
    [InlineData("recallAt20", "0.7")]
    [InlineData("ndcgAt3", "0.5")]
    [InlineData("evasionQueries", "200")]
    [InlineData("evasionMedianDistance", "3")]
    [InlineData("customerComplaints", "12")]
    public void Lint_MetricOfOurReportsOrOfSomeoneElse_IsLeftAlone(string metric, string value) =>
        Assert.Empty(
            PolicyLint
                .Check(
                    Policy($"type: metric_threshold, params: {{metric: {metric}, op: \">=\", value: {value}, minSamples: 9}}").Source,
                    "p.yaml"
                )
                .Warnings
        );

    [Fact]
    public void Lint_BoundsThatExcludeEachOther_Warns()
    {
        var text =
            Encoding.UTF8.GetString(
                Policy("type: metric_threshold, params: {metric: auc, op: \">\", value: 0.7, minSamples: 9}").Source.Span
            ) + "    - {id: TEST-02, severity: low, type: metric_threshold, params: {metric: auc, op: \"<\", value: 0.6, minSamples: 9}}\n";

        Assert.Contains(
            "TEST-02",
            Assert.Single(PolicyLint.Check(Encoding.UTF8.GetBytes(text), "p.yaml").Warnings).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Lint_ModeExpiryAndProhibited_Warns()
    {
        var policy = Policy(
            "type: artifact_digest",
            mode: "warn",
            appliesTo: "{riskClasses: [prohibited]}",
            metadata: ", expires: 2026-01-01"
        );

        var warnings = PolicyLint.Check(policy.Source, "p.yaml", new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)).Warnings;

        Assert.Equal(["spec.mode", "metadata.expires", "spec.appliesTo.riskClasses"], warnings.Select(warning => warning.Path));
    }

    [Fact]
    public void Days_OfAPolicy_AreThoseByWhichAGateJudges_InTheZoneOfTheClock()
    {
        var policy = Policy("type: artifact_digest", metadata: ", effectiveFrom: 2026-03-02, expires: 2026-03-02");
        // The second of March where these clocks are, and the third or the first in UTC.
        DateTimeOffset[] during = [new(2026, 3, 2, 20, 0, 0, TimeSpan.FromHours(-5)), new(2026, 3, 2, 8, 0, 0, TimeSpan.FromHours(13))];

        Assert.All(during, at => Assert.DoesNotContain(PolicyLint.Check(policy.Source, "p.yaml", at).Warnings, IsOfDays));
        Assert.All(during, at => Assert.True(GateEvaluator.Applies(policy, Input with { At = at })));
        Assert.Contains(PolicyLint.Check(policy.Source, "p.yaml", during[0].AddHours(5)).Warnings, IsOfDays);

        static bool IsOfDays(PolicyProblem problem) => problem.Path.StartsWith("metadata.e", StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_PublishedFile_IsTheOneTheParserGoesBy()
    {
        var published = Path.Combine(RepositoryRoot, "docs", "policy.schema.json");
        if (Environment.GetEnvironmentVariable("GOVERNANCE_UPDATE_SCHEMA") is not null)
        {
            File.WriteAllText(published, PolicySchema.ToJson());
        }

        Assert.Equal(PolicySchema.ToJson(), File.ReadAllText(published));
    }

    [Fact]
    public void Sample_WithTheExampleInput_PassesButForTheAdvice()
    {
        var folder = Path.Combine(RepositoryRoot, "samples");
        var policy = PolicyDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "policy.yaml")), "policy.yaml").Document!;
        var input = GateInput.Read(File.ReadAllBytes(Path.Combine(folder, "policy-input.example.json"))).Input!;

        var result = GateEvaluator.Evaluate([policy], input);

        Assert.Equal(GateOutcome.Warn, result.Outcome);
        Assert.Equal("CALB-01", Assert.Single(result.Results, rule => rule.Outcome != RuleOutcome.Pass).RuleId);
    }
}
