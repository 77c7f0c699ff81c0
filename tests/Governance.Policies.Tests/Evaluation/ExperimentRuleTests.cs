using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class ExperimentRuleTests
{
    private const string Asks = "type: experiment_required, params: {kinds: [canary, ab], outcome: ship, minShare: 0.05, minRows: 500}";

    [Theory]
    [InlineData("ship", "canary", 0.05, 500, RuleOutcome.Pass)]
    [InlineData("ship", "shadow", 0.05, 500, RuleOutcome.Fail)]
    [InlineData("ship", "ab", 0.04, 500, RuleOutcome.Fail)]
    [InlineData("ship", "ab", 0.05, 499, RuleOutcome.Fail)]
    [InlineData(null, "ab", 0.05, 500, RuleOutcome.Fail)]
    public void KindOutcomeShareAndRows_AreAllAsked(string? outcome, string kind, double share, long rows, RuleOutcome expected) =>
        Assert.Equal(expected, Judge(Asks, RuleCases.With(RuleCases.Tried(outcome, kind, share, rows))).Outcome);

    [Theory]
    [InlineData("canary", RuleOutcome.NotApplicable)]
    [InlineData("pilot", RuleOutcome.Fail)]
    public void OfAPromotionThatIsLimitedToAnExperiment_ItAsksOnlyForOneOfAnotherKind(string kind, RuleOutcome expected)
    {
        var input = Input with { Experiment = new GateExperiment("EXP-0001", kind, "0.1") };

        Assert.Equal(expected, Judge(Asks, input).Outcome);
        Assert.Equal(input.Experiment, GateInput.Read(input.ToBytes()).Input!.Experiment);
        Assert.NotEqual(Input.ToBytes(), input.ToBytes());
    }

    [Theory]
    [InlineData(true, null, RuleOutcome.Pass)]
    [InlineData(null, null, RuleOutcome.Pass)]
    [InlineData(false, null, RuleOutcome.Fail)]
    [InlineData(false, "USR-0002", RuleOutcome.Fail)]
    [InlineData(false, "USR-0003", RuleOutcome.Fail)]
    [InlineData(false, "USR-0004", RuleOutcome.Fail)]
    [InlineData(false, "USR-0005", RuleOutcome.Pass)]
    public void AReportThatSomeoneFiled_CountsOnlyWhereSomeoneIndependentAttestedIt(
        bool? concluded,
        string? attestedBy,
        RuleOutcome expected
    )
    {
        var filed = RuleCases.Filed(RuleCases.Tried("ship"));
        filed = filed with
        {
            Facts = filed.Facts with { Experiment = filed.Facts.Experiment! with { Concluded = concluded } },
            AttestedBy = attestedBy is null ? [] : [attestedBy],
        };
        var input = RuleCases.With(filed) with { RequestedBy = ["USR-0004"] };
        input = input with { Version = input.Version with { Developers = ["USR-0003"] } };

        Assert.Equal(expected, Judge(Asks, input).Outcome);
        Assert.Equal(concluded, GateInput.Read(input.ToBytes()).Input!.Evidence[0].Facts.Experiment!.Concluded);
    }

    [Fact]
    public void AReport_IsReadAsThePortalWritesIt()
    {
        const string report = """{"kind":"ab","share":0.5,"observed":{"champion":10,"challenger":9},"outcome":"ship","metrics":[]}""";
        var read = EvidenceFacts.Read("experiment", Encoding.UTF8.GetBytes(report), "application/json").Facts;

        Assert.Equal(new ExperimentFacts("ab", 0.5, 9, "ship"), read.Experiment);
        Assert.Null(EvidenceFacts.Read("experiment", "{}"u8.ToArray(), "application/json").Facts.Experiment);
    }
}
