using System.Text;

namespace Governance.Policies.Tests.Documents;

/// <summary>How long a rule may fail on what runs, and what follows, as a policy file says it.</summary>
public sealed class ContinuousTests
{
    [Fact]
    public void Left_Out_NothingFollows() => Assert.Null(Read("").Document!.Continuous);

    [Theory]
    [InlineData("{grace: 14d}", 14 * 24, 14 * 24, ContinuousStep.Alert)]
    [InlineData("{grace: 12h, then: block-permits}", 12, 12, ContinuousStep.BlockPermits)]
    [InlineData("{grace: 14d, then: require-review}", 14 * 24, 14 * 24, ContinuousStep.RequireReview)]
    [InlineData("{grace: {critical: 0h, high: 3d}, then: alert}", 0, 72, ContinuousStep.Alert)]
    public void Grace_IsOneTimeOrOneForEachSeverity(string text, int critical, int high, ContinuousStep then)
    {
        var continuous = Read(text).Document!.Continuous!;

        Assert.Equal(TimeSpan.FromHours(critical), continuous.GraceOf(RuleSeverity.Critical));
        Assert.Equal(TimeSpan.FromHours(high), continuous.GraceOf(RuleSeverity.High));
        Assert.Equal(then, continuous.Then);
    }

    [Fact]
    public void ASeverityThatIsNotNamed_HasNoTime() =>
        Assert.Equal(TimeSpan.Zero, Read("{grace: {high: 3d}}").Document!.Continuous!.GraceOf(RuleSeverity.Critical));

    [Theory]
    [InlineData("{then: alert}", "spec.continuous.grace", "missing")]
    [InlineData("{grace: 14}", "spec.continuous.grace", "Expected a duration")]
    [InlineData("{grace: 2w}", "spec.continuous.grace", "“2w”")]
    [InlineData("{grace: 366d}", "spec.continuous.grace", "too long")]
    [InlineData("{grace: {severe: 1d}}", "spec.continuous.grace.severe", "not known")]
    [InlineData("{grace: {high: soon}}", "spec.continuous.grace.high", "“soon”")]
    [InlineData("{grace: 1d, then: shut-down}", "spec.continuous.then", "not allowed here")]
    [InlineData("{grace: [1d]}", "spec.continuous.grace", "Expected a duration")]
    [InlineData("14d", "spec.continuous", "Expected a mapping")]
    public void WhatItCannotMean_IsSaidWithItsPlace(string text, string path, string words)
    {
        var problem = Assert.Single(Read(text).Problems);

        Assert.Equal(path, problem.Path);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    private static PolicyParseResult Read(string continuous)
    {
        var line = continuous.Length == 0 ? "" : $"  continuous: {continuous}\n";
        return PolicyDocument.Parse(
            Encoding.UTF8.GetBytes(
                "apiVersion: governance/v1\nkind: ModelPolicy\nmetadata: {name: p, version: \"1\"}\nspec:\n"
                    + "  appliesTo: {}\n  mode: enforce\n"
                    + "  rules:\n    - {id: ME-01, type: metric_threshold, severity: high, params: {metric: auc, op: \"<\", value: 1}}\n"
                    + line
            ),
            "p.yaml"
        );
    }
}
