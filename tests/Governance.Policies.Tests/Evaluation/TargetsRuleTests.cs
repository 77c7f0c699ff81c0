using static Governance.Policies.Tests.RuleCases;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary><c>targets_met</c>, and the appetite of a system beside the bound of a rule <c>risk_appetite</c>.</summary>
public sealed class TargetsRuleTests
{
    [Theory]
    [InlineData(RuleOutcome.Pass, "met", "met")]
    [InlineData(RuleOutcome.Fail, "met", "missed")]
    [InlineData(RuleOutcome.Fail, "met", "known-before")]
    [InlineData(RuleOutcome.Error, "met", "no-result")]
    [InlineData(RuleOutcome.Fail, "no-result", "missed")]
    [InlineData(RuleOutcome.Error)]
    public void EveryTarget_IsMet_ByAResultThatCameAfterIt(RuleOutcome expected, params string[] outcomes) =>
        Assert.Equal(expected, Judge("type: targets_met", Targeted(outcomes)).Outcome);

    [Fact]
    public void Failure_SaysWhichTargetsAndWhy()
    {
        var finding = Judge("type: targets_met", Targeted("known-before", "missed"));

        Assert.Equal(
            "Missed: SYS-0001 metric1. Improve the model or choose another version. The result was known before the target was signed: "
                + "SYS-0001 metric0. Targets apply to versions measured after the signature.",
            finding.Message
        );
        Assert.Equal("SYS-0001 metric0 0.5 (≥ 0.8), SYS-0001 metric1 0.5 (≥ 0.8)", finding.Actual);
    }

    [Theory]
    [InlineData("{}", 10, 9, RuleOutcome.Fail)]
    [InlineData("{}", 9, 9, RuleOutcome.Pass)]
    [InlineData("{maxResidual: 6}", 8, 9, RuleOutcome.Fail)]
    [InlineData("{maxResidual: 12}", 10, 9, RuleOutcome.Fail)]
    [InlineData("{maxResidual: 12}", 10, null, RuleOutcome.Pass)]
    public void Appetite_OfTheSystem_CountsBesideTheBoundOfTheRule(string parameters, int residual, int? appetite, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            Judge(
                $"type: risk_appetite, params: {parameters}",
                Input with
                {
                    Risks = [new("RSK-0001", residual, true) { Appetite = appetite }],
                }
            ).Outcome
        );

    [Fact]
    public void Input_KeepsTargetsAndAppetite_AndWithoutThemItsBytes()
    {
        var input = Targeted("met", "no-result") with { Risks = [new("RSK-0001", 4, true) { Appetite = 9 }] };

        var read = GateInput.Read(input.ToBytes()).Input!;
        Assert.Equal(input.ToBytes(), read.ToBytes());
        Assert.Equal((2, 9), (read.Targets!.Count, read.Risks![0].Appetite));
        var without = System.Text.Encoding.UTF8.GetString((Input with { Risks = [new("RSK-0001", 4, true)] }).ToBytes());
        Assert.DoesNotContain("targets", without, StringComparison.Ordinal);
        Assert.DoesNotContain("appetite", without, StringComparison.Ordinal);
    }
}
