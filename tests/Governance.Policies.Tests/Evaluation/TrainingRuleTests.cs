using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class TrainingRuleTests
{
    [Fact]
    public void Runs_WithoutPermits_AreNamedByDatasetAndReason()
    {
        var finding = Judge(
            "type: training_permitted",
            Trained(
                new("a", "etl/train", "covered-in-part", "TRN-0001", [new("clicks@2", "not-named"), new("payments@3", "other-version")]),
                new("b", "etl/again", "permit-expired", "TRN-0001", []),
                new("c", "etl/first", "covered", "TRN-0002", [])
            )
        );

        Assert.Equal(RuleOutcome.Fail, finding.Outcome);
        Assert.Contains("Not named in the permit: clicks@2.", finding.Message, StringComparison.Ordinal);
        Assert.Contains("another version: payments@3.", finding.Message, StringComparison.Ordinal);
        Assert.Contains("had expired: etl/again.", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("etl/first", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", RuleOutcome.Fail)]
    [InlineData(", params: {unseen: deny}", RuleOutcome.Fail)]
    [InlineData(", params: {unseen: warn}", RuleOutcome.Pass)]
    public void Version_OfWhichLineageKnowsNoRun_Fails_UnlessTheRuleOnlyWarns(string parameters, RuleOutcome expected) =>
        Assert.Equal(expected, Judge($"type: training_permitted{parameters}", Trained()).Outcome);

    [Fact]
    public void Input_WithTraining_IsReadAsItWasWritten()
    {
        var input = Trained(new GateTrainingRun("a", "etl/train", "no-permit", null, [new("clicks", "no-permit")]));
        var read = GateInput.Read(input.ToBytes());
        Assert.Empty(read.Problems);
        Assert.Equal(input.ToBytes(), read.Input!.ToBytes());
        Assert.NotEqual(Input.FactsSha256(), input.FactsSha256());
    }

    private static GateInput Trained(params GateTrainingRun[] runs) => Input with { Training = new GateTraining(runs) };
}
