using static Governance.Policies.Tests.RuleCases;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary><c>validation_findings</c>: what is open, overdue or not fit, and whether there is a report.</summary>
public sealed class ValidationRuleTests
{
    private const string Rule = "type: validation_findings";

    [Theory]
    [InlineData("{maxSeverityOpen: none}", "low", RuleOutcome.Fail)]
    [InlineData("{maxSeverityOpen: low}", "low", RuleOutcome.Pass)]
    [InlineData("{maxSeverityOpen: low}", "medium", RuleOutcome.Fail)]
    [InlineData("{}", "medium", RuleOutcome.Pass)]
    [InlineData("{}", "high", RuleOutcome.Fail)]
    [InlineData("{maxSeverityOpen: high}", "critical", RuleOutcome.Fail)]
    public void OpenFinding_AboveTheBound_Fails(string parameters, string severity, RuleOutcome expected) =>
        Assert.Equal(expected, Judge($"{Rule}, params: {parameters}", Open(severity, Now.AddDays(1))).Outcome);

    [Theory]
    [InlineData("{}", RuleOutcome.Fail)]
    [InlineData("{overdue: block}", RuleOutcome.Fail)]
    [InlineData("{overdue: ignore}", RuleOutcome.Pass)]
    public void OverdueFinding_BlocksUnlessThePolicySaysOtherwise(string parameters, RuleOutcome expected)
    {
        Assert.Equal(expected, Judge($"{Rule}, params: {parameters}", Open("low", Now)).Outcome);
        Assert.Equal(RuleOutcome.Pass, Judge($"{Rule}, params: {parameters}", Open("low", Now.AddMilliseconds(1))).Outcome);
    }

    [Fact]
    public void Report_ThatIsMissingOrOldOrNotFit_Fails()
    {
        Assert.Equal(RuleOutcome.Pass, Judge($"{Rule}, params: {{}}", Validated(null)).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge($"{Rule}, params: {{requireReport: true}}", Validated(null)).Outcome);
        Assert.Equal(RuleOutcome.Pass, Judge($"{Rule}, params: {{reportMaxAgeDays: 30}}", Validated("fit", 30)).Outcome);
        Assert.Equal(
            "VAL-0001 was signed more than 30 days ago. Have the version validated again.",
            Judge($"{Rule}, params: {{reportMaxAgeDays: 30}}", Validated("fit", 30.01)).Message
        );
        Assert.Equal(
            "VAL-0001 states that this version is not fit. Have a fit version validated.",
            Judge($"{Rule}, params: {{}}", Validated("not-fit")).Message
        );
    }

    [Theory]
    [InlineData("not-material", RuleOutcome.Pass)]
    [InlineData("material", RuleOutcome.Fail)]
    [InlineData(null, RuleOutcome.Fail)]
    public void Report_ForMaterialChanges_IsNotAskedOfOthers(string? verdict, RuleOutcome expected)
    {
        const string rule = $"{Rule}, params: {{reportMaxAgeDays: 30, reportFor: material-change}}";
        var input = Judged(verdict, null);

        Assert.Equal(expected, Judge(rule, input).Outcome);
        Assert.Equal(verdict is null, Judge(rule, input).Message.EndsWith("Or have the change assessed.", StringComparison.Ordinal));
        Assert.Equal(RuleOutcome.Pass, Judge(rule, Judged(verdict, "fit")).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge(rule, Judged(verdict, "not-fit")).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge($"{Rule}, params: {{requireReport: true}}", input).Outcome);
        Assert.Equal(input.ToBytes(), GateInput.Read(input.ToBytes()).Input!.ToBytes());
    }

    [Fact]
    public void InputThatDoesNotSay_CannotBeEvaluated() => Assert.Equal(RuleOutcome.Error, Judge($"{Rule}, params: {{}}", Input).Outcome);

    [Fact]
    public void Input_KeepsTierAndValidation_AndWithoutThemItsBytes()
    {
        var input = Open("high", Now.AddDays(1)) with { Model = Input.Model with { Tier = "tier1" } };

        var read = GateInput.Read(input.ToBytes()).Input!;
        Assert.Equal("tier1", read.Model.Tier);
        Assert.Equal(input.ToBytes(), read.ToBytes());
        Assert.DoesNotContain("tier", System.Text.Encoding.UTF8.GetString(Input.ToBytes()), StringComparison.Ordinal);
        Assert.DoesNotContain("\"validation\"", System.Text.Encoding.UTF8.GetString(Input.ToBytes()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tier1", true)]
    [InlineData("tier3", false)]
    [InlineData(null, true)]
    public void Policy_AboutTiers_AppliesToThemAndToModelsWithoutOne(string? tier, bool applies)
    {
        var policy = Policy($"{Rule}, params: {{}}", appliesTo: "{tiers: [tier1, tier2]}");
        var result = GateEvaluator.Evaluate([policy], Open("high", Now.AddDays(1)) with { Model = Input.Model with { Tier = tier } });

        Assert.Equal(applies, result.Results.Any(r => r.Policy == "test"));
    }

    private static GateInput Judged(string? verdict, string? conclusion)
    {
        var input = Validated(conclusion);
        return verdict is null ? input : input with { Validation = input.Validation! with { Change = new("MCH-0001", verdict) } };
    }

    private static GateInput Open(string severity, DateTimeOffset due) => Validated("fit", 1, new GateFinding("FND-0001", severity, due));
}
