using System.Text;
using static Governance.Policies.Tests.RuleCases;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary><c>independent_validation</c>: who filed it is neither the developer nor the requester, and what is not known is not.</summary>
public sealed class IndependenceRuleTests
{
    private const string Rule = "type: independent_validation, params: {kinds: [fairness]}";

    [Theory]
    [InlineData("USR-0009", RuleOutcome.Pass, "All required evidence is independent: EVD-0001.")]
    [InlineData(
        "USR-0002",
        RuleOutcome.Fail,
        "EVD-0001 was filed by USR-0002, who developed this version. Have someone else file fairness evidence."
    )]
    [InlineData(
        "USR-0003",
        RuleOutcome.Fail,
        "EVD-0001 was filed by USR-0003, who requested this promotion. Have someone else file fairness evidence or request the promotion."
    )]
    [InlineData(
        null,
        RuleOutcome.Fail,
        "EVD-0001 was not filed by a known person. "
            + "Have someone else file fairness evidence with an account, or with an API key that has an owner."
    )]
    public void Filer_EachAnswer_HasItsOwnSentence(string? filer, RuleOutcome expected, string message)
    {
        var result = Judge(Rule, Filed(filer is null ? [] : [filer]));

        Assert.Equal((expected, message), (result.Outcome, result.Message));
    }

    [Fact]
    public void Filer_KeyOfTwoPeople_IsIndependentOnlyIfBothAre() =>
        Assert.Equal(RuleOutcome.Fail, Judge(Rule, Filed("USR-0009", "USR-0002")).Outcome);

    [Theory]
    [InlineData("USR-0009", RuleOutcome.Pass)]
    [InlineData("USR-0002", RuleOutcome.Fail)]
    [InlineData("USR-0003", RuleOutcome.Fail)]
    public void Attester_WhoIsIndependent_MakesWhatTheDeveloperFiledCount(string attester, RuleOutcome expected)
    {
        var filed = Filed("USR-0002");
        var result = Judge(Rule, filed with { Evidence = [filed.Evidence[0] with { AttestedBy = [attester] }] });

        Assert.Equal(expected, result.Outcome);
        Assert.Equal($"EVD-0001 (fairness, filed by USR-0002, attested by {attester})", result.Actual);
    }

    [Fact]
    public void Attester_OfWhatNoKnownPersonFiled_Counts_AndOneWhoFiledItDoesNot()
    {
        var unknown = Filed();
        var own = Filed("USR-0002", "USR-0009");

        Assert.Equal(
            RuleOutcome.Pass,
            Judge(Rule, unknown with { Evidence = [unknown.Evidence[0] with { AttestedBy = ["USR-0009"] }] }).Outcome
        );
        Assert.Equal(RuleOutcome.Fail, Judge(Rule, own with { Evidence = [own.Evidence[0] with { AttestedBy = ["USR-0009"] }] }).Outcome);
    }

    [Fact]
    public void Input_WhoAttested_IsReadBack_AndAbsentWhereNoOneDid()
    {
        var filed = Filed("USR-0002");
        var attested = filed with { Evidence = [filed.Evidence[0] with { AttestedBy = ["USR-0009", "USR-0004"] }] };

        Assert.Contains(
            "\"attestedBy\":[\"USR-0004\",\"USR-0009\"]",
            Encoding.UTF8.GetString(attested.ToBytes()),
            StringComparison.Ordinal
        );
        Assert.Equal(attested.ToBytes(), GateInput.Read(attested.ToBytes()).Input!.ToBytes());
        Assert.DoesNotContain("attestedBy", Encoding.UTF8.GetString(filed.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void Filer_InputDoesNotSay_IsNotKnown() =>
        Assert.StartsWith(
            "EVD-0001 was not filed by a known person.",
            Judge(Rule, Filed() with { Evidence = [Evidence("EVD-0001", "fairness")] }).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Developer_NobodyKnown_FailsAndInputThatDoesNotSay_CannotBeEvaluated()
    {
        var input = Filed("USR-0009");

        var nobody = Judge(Rule, input with { Version = input.Version with { Developers = [] } });
        var unsaid = Judge(Rule, input with { Version = input.Version with { Developers = null } });

        Assert.Equal(RuleOutcome.Fail, nobody.Outcome);
        Assert.StartsWith("No person is known to have developed this version.", nobody.Message, StringComparison.Ordinal);
        Assert.Equal(RuleOutcome.Error, unsaid.Outcome);
        Assert.Equal(RuleOutcome.Error, Judge(Rule, input with { RequestedBy = [] }).Outcome);
    }

    [Fact]
    public void Newest_OfWhatCounts_Decides()
    {
        var independent = Evidence("EVD-0001", "fairness", 2) with { FiledBy = ["USR-0009"] };
        var own = Evidence("EVD-0002", "fairness", 1) with { FiledBy = ["USR-0002"] };

        Assert.Equal(RuleOutcome.Fail, Judge(Rule, Filed() with { Evidence = [independent, own] }).Outcome);
        Assert.Equal(
            RuleOutcome.Pass,
            Judge(Rule, Filed() with { Evidence = [independent, own with { ArtifactSha256 = OtherArtifact }] }).Outcome
        );
        Assert.Equal(
            RuleOutcome.Fail,
            Judge(
                "type: independent_validation, params: {kinds: [fairness], maxAgeDays: 1}",
                Filed() with
                {
                    Evidence = [independent],
                }
            ).Outcome
        );
    }

    [Fact]
    public void Kinds_LeftOut_AreValidationFairnessAndRobustness()
    {
        var result = Judge("type: independent_validation", Filed("USR-0009"));

        Assert.Equal("validation, fairness, robustness filed by neither the developer nor the requester", result.Expected);
        Assert.Equal("EVD-0001 (fairness, filed by USR-0009)", result.Actual);
        Assert.Equal(
            "There is no validation evidence for this version. Add evidence of kind validation. "
                + "There is no robustness evidence for this version. Add evidence of kind robustness.",
            result.Message
        );
    }

    [Fact]
    public void Input_WhoFiledAndDeveloped_IsReadBackAndAbsentWhereItIsNotSaid()
    {
        var said = Filed("USR-0009", "USR-0004");
        var text = Encoding.UTF8.GetString(said.ToBytes());
        var read = GateInput.Read(said.ToBytes()).Input!;

        Assert.Contains("\"filedBy\":[\"USR-0004\",\"USR-0009\"]", text, StringComparison.Ordinal);
        Assert.Contains("\"developers\":[\"USR-0002\"]", text, StringComparison.Ordinal);
        Assert.Equal(said.ToBytes(), read.ToBytes());
        Assert.Contains("\"filedBy\":[]", Encoding.UTF8.GetString(Filed().ToBytes()), StringComparison.Ordinal);
        var unsaid = Encoding.UTF8.GetString(With(Evidence("EVD-0001", "fairness")).ToBytes());
        Assert.DoesNotContain("filedBy", unsaid, StringComparison.Ordinal);
        Assert.DoesNotContain("developers", unsaid, StringComparison.Ordinal);
    }
}
