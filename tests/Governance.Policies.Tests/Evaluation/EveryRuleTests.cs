using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary>What holds for every rule type: each of its answers, in each mode, with and without a waiver.</summary>
public sealed class EveryRuleTests
{
    public static TheoryData<string, int> Rules
    {
        get
        {
            var data = new TheoryData<string, int>();
            for (var i = 0; i < RuleCases.All.Count; i++)
            {
                data.Add(RuleCases.All[i].Type, i);
            }

            return data;
        }
    }

    public static TheoryData<string, int> Undecidable
    {
        get
        {
            var data = new TheoryData<string, int>();
            for (var i = 0; i < RuleCases.All.Count; i++)
            {
                if (RuleCases.All[i].Undecided is not null)
                {
                    data.Add(RuleCases.All[i].Type, i);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, int> BoundEvidence
    {
        get
        {
            var data = new TheoryData<string, int>();
            for (var i = 0; i < RuleCases.OfBoundEvidence.Count; i++)
            {
                data.Add(RuleCases.OfBoundEvidence[i].Type, i);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Met_Passes(string type, int rule)
    {
        var result = Evaluate(RuleCases.All[rule], bad: false);

        Assert.Equal((type, RuleOutcome.Pass), (Of(result).Type, Of(result).Outcome));
        Assert.Equal(GateOutcome.Pass, result.Outcome);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void NotMet_FailsShutsTheGateAndSaysWhatToDo(string type, int rule)
    {
        var one = RuleCases.All[rule];
        var result = Evaluate(one, bad: true);
        // The baseline asks for the artifact too, so that its own failure is the gate's there.
        Assert.Equal(RuleOutcome.Fail, Of(result).Outcome);
        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.True(
            Of(result) is { Blocks: true, Message.Length: > 10, Expected.Length: > 0, Actual.Length: > 0 },
            $"{type}: {Of(result)}"
        );
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void NotMet_InModeWarn_OnlyWarns(string type, int rule) => Lenient(type, rule, GateOutcome.Warn, mode: "warn");

    [Theory]
    [MemberData(nameof(Rules))]
    public void NotMet_InModeDryRun_OnlyRecords(string type, int rule) => Lenient(type, rule, GateOutcome.Pass, mode: "dryrun");

    [Theory]
    [MemberData(nameof(Rules))]
    public void NotMet_OfLowSeverity_OnlyWarns(string type, int rule) => Lenient(type, rule, GateOutcome.Warn, severity: "low");

    [Theory]
    [MemberData(nameof(Rules))]
    public void NotMet_WithAWaiver_IsWaivedOnlyWhereThePolicySaysSo(string type, int rule)
    {
        var one = RuleCases.All[rule];
        var input = one.Bad with { Waivers = [GateEvaluatorTests.Waiver()] };

        Assert.Equal(
            (type, RuleOutcome.Waived),
            (type, Of(GateEvaluator.Evaluate([Policy(one.Rule + ", waivable: true")], input)).Outcome)
        );
        Assert.Equal(RuleOutcome.Fail, Of(GateEvaluator.Evaluate([Policy(one.Rule)], input)).Outcome);
        Assert.NotEqual(
            RuleOutcome.Waived,
            Of(GateEvaluator.Evaluate([Policy(one.Rule + ", waivable: true")], input with { At = Now.AddDays(91) })).Outcome
        );
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void PolicyAboutOtherModels_IsNotApplied(string type, int rule)
    {
        var result = GateEvaluator.Evaluate(
            [Policy(RuleCases.All[rule].Rule, appliesTo: "{models: [other-model]}")],
            RuleCases.All[rule].Bad
        );

        Assert.DoesNotContain(result.Results, item => item.Policy == "test");
        Assert.NotNull(result.Policies.Single(policy => policy.Name == "test").Reason);
        Assert.NotEmpty(type);
    }

    [Theory]
    [MemberData(nameof(Undecidable))]
    public void NotDecidable_IsAnErrorThatBlocksWhateverItsSeverityAndCannotBeWaived(string type, int rule)
    {
        var one = RuleCases.All[rule];
        var result = GateEvaluator.Evaluate(
            [Policy(one.Rule + ", waivable: true", severity: "low")],
            one.Undecided! with
            {
                Waivers = [GateEvaluatorTests.Waiver()],
            }
        );

        Assert.Equal((type, RuleOutcome.Error), (type, Of(result).Outcome));
        Assert.Equal(GateOutcome.Error, result.Outcome);
    }

    [Theory]
    [MemberData(nameof(BoundEvidence))]
    public void Evidence_Missing_NeverPasses(string type, int rule) =>
        Blocked(type, rule, input => input with { Evidence = [], Metrics = [] });

    [Theory]
    [MemberData(nameof(BoundEvidence))]
    public void Evidence_OfAnotherArtifact_NeverPasses(string type, int rule) =>
        Spoilt(type, rule, evidence => evidence with { ArtifactSha256 = OtherArtifact });

    [Theory]
    [MemberData(nameof(BoundEvidence))]
    public void Evidence_BoundToNothing_NeverPasses(string type, int rule) =>
        Spoilt(type, rule, evidence => evidence with { ArtifactSha256 = null });

    [Theory]
    [MemberData(nameof(BoundEvidence))]
    public void Evidence_OfTheFuture_NeverPasses(string type, int rule) =>
        Spoilt(type, rule, evidence => evidence with { ProducedAt = Now.AddMilliseconds(1) });

    [Theory]
    [MemberData(nameof(BoundEvidence))]
    public void Evidence_ThatCannotBeRead_NeverPasses(string type, int rule) =>
        Spoilt(type, rule, evidence => evidence with { Facts = evidence.Facts with { Unreadable = "it is cut off" } });

    [Theory]
    [MemberData(nameof(BoundEvidence))]
    public void Evidence_OlderThanTheRuleAllows_NeverPasses(string type, int rule)
    {
        var one = RuleCases.OfBoundEvidence[rule];
        if (one.Rule.Contains("maxAge", StringComparison.Ordinal))
        {
            Spoilt(
                type,
                rule,
                evidence =>
                    evidence with
                    {
                        ProducedAt = Now - TimeSpan.FromDays(one.Type == "drift_limit" ? 2 : 30) - TimeSpan.FromMilliseconds(1),
                    }
            );
        }
        else
        {
            Assert.Equal(RuleOutcome.Pass, Judge(one.Rule, Old(one.Good)).Outcome);
        }

        static GateInput Old(GateInput input) =>
            input with
            {
                Evidence = [.. input.Evidence.Select(evidence => evidence with { ProducedAt = Now.AddYears(-5) })],
            };
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Result_OfEveryRule_ReadsBackAndReplaysToTheByte(string type, int rule)
    {
        var one = RuleCases.All[rule];
        var policy = Policy(one.Rule);
        var bytes = GateEvaluator.Evaluate([policy], one.Bad).ToBytes();

        Assert.Equal(bytes, GateResult.FromBytes(bytes).Result!.ToBytes());
        Assert.True(GateEvaluator.Replay([policy], one.Bad.ToBytes(), bytes).Identical, type);
        Assert.Equal(one.Good.ToBytes(), GateInput.Read(one.Good.ToBytes()).Input!.ToBytes());
    }

    private static void Lenient(string type, int rule, GateOutcome expected, string mode = "enforce", string severity = "high")
    {
        var one = RuleCases.All[rule];
        // The artifact is the baseline's business too, which no mode softens.
        var input = one.Type == "artifact_digest" ? one.Bad with { To = "production" } : one.Bad;
        var result = GateEvaluator.Evaluate([Policy(one.Rule, severity: severity, mode: mode)], input);

        Assert.Equal((type, RuleOutcome.Fail), (type, Of(result).Outcome));
        Assert.False(Of(result).Blocks);
        Assert.Equal(one.Type == "artifact_digest" ? GateOutcome.Fail : expected, result.Outcome);
    }

    private static void Spoilt(string type, int rule, Func<GateEvidence, GateEvidence> spoil) =>
        Blocked(type, rule, input => input with { Evidence = [.. input.Evidence.Select(spoil)] });

    private static void Blocked(string type, int rule, Func<GateInput, GateInput> spoil)
    {
        var one = RuleCases.OfBoundEvidence[rule];
        var outcome = Judge(one.Rule, spoil(one.Good)).Outcome;

        Assert.True(outcome is RuleOutcome.Fail or RuleOutcome.Error, $"{type}: {outcome}");
    }

    private static GateResult Evaluate(RuleCase rule, bool bad) => GateEvaluator.Evaluate([Policy(rule.Rule)], bad ? rule.Bad : rule.Good);

    private static RuleResult Of(GateResult result) => result.Results.Single(item => item.Policy == "test");
}
