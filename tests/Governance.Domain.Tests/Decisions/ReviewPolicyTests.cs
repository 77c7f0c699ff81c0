using System.Text.Json;
using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Decisions;

/// <summary>Which decisions go to a person, whose turn it is, and which known cases are mixed in.</summary>
public sealed class ReviewPolicyTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_first = new(1);
    private static readonly UserId s_second = new(2);

    private static readonly DecisionPolicy s_stored = Stored("region", "amount");

    [Theory]
    [InlineData(0.39, false)]
    [InlineData(0.4, true)]
    [InlineData(0.6, true)]
    [InlineData(0.61, false)]
    public void ConfidenceBand_Matches_WithBothBounds(double confidence, bool matches) =>
        Assert.Equal(matches, Matches(new(ReviewRuleKind.ConfidenceBand, Low: 0.4, High: 0.6), Decided("d", confidence: confidence)));

    [Fact]
    public void Rules_OfOutcomeGroupAndAmount_ReadWhatIsStored()
    {
        var decision = Decided("d", "declined", fields: """{"region":"north","amount":"50000.5","open":true}""");

        Assert.True(Matches(new(ReviewRuleKind.Outcome, Value: "declined"), decision));
        Assert.False(Matches(new(ReviewRuleKind.Outcome, Value: "Declined"), decision));
        Assert.True(Matches(new(ReviewRuleKind.Group, "region", "north"), decision));
        Assert.False(Matches(new(ReviewRuleKind.Group, "region", "south"), decision));
        Assert.True(Matches(new(ReviewRuleKind.Group, "open", "true"), decision));
        Assert.True(Matches(new(ReviewRuleKind.Amount, "amount", Above: 50_000), decision));
        Assert.False(Matches(new(ReviewRuleKind.Amount, "amount", Above: 50_000.5), decision));
        Assert.False(Matches(new(ReviewRuleKind.Amount, "region", Above: 0), decision));
        Assert.False(Matches(new(ReviewRuleKind.Amount, "gone", Above: 0), decision));
        Assert.True(Matches(new(ReviewRuleKind.All), decision));
    }

    [Fact]
    public void RandomShare_OfManyDecisions_DrawsTheShare_TheSameEachTime_AndMoreContainsLess()
    {
        var seed = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        var ids = Enumerable.Range(0, 20_000).Select(i => $"crd-{i:000000}").ToList();

        HashSet<string> Drawn(double share) =>
            [.. ids.Where(id => new ReviewRule(ReviewRuleKind.RandomShare, Share: share).Matches(Decided(id), seed))];

        var (few, more) = (Drawn(0.05), Drawn(0.2));
        // Five standard deviations of a binomial share.
        Assert.InRange(few.Count, 1_000 - 155, 1_000 + 155);
        Assert.InRange(more.Count, 4_000 - 283, 4_000 + 283);
        Assert.Subset(more, few);
        Assert.Equal(few, Drawn(0.05));
        Assert.Equal(ids.Count, Drawn(1).Count);
        var other = ids.Count(id =>
            new ReviewRule(ReviewRuleKind.RandomShare, Share: 0.05).Matches(Decided(id), [.. seed.Reverse()]) && few.Contains(id)
        );
        Assert.InRange(other, 0, 110); // another secret draws others: about 50 in common by chance
    }

    [Fact]
    public void Draws_OfTwoPurposes_AreIndependent()
    {
        var seed = ReviewDraw.NewSeed();
        var both = Enumerable
            .Range(0, 10_000)
            .Count(i => ReviewDraw.Of(seed, "sample", $"d{i}") < 0.5 && ReviewDraw.Of(seed, "wrong", $"d{i}") < 0.5);

        Assert.InRange(both, 2_500 - 220, 2_500 + 220);
    }

    [Fact]
    public void RuleFor_NamesTheReason_BeforeTheLot()
    {
        var policy = Policy([new(ReviewRuleKind.RandomShare, Share: 1), new(ReviewRuleKind.Outcome, Value: "declined")]);

        Assert.Equal(ReviewRuleKind.Outcome, policy.RuleFor(Decided("d", "declined"))?.Kind);
        Assert.Equal(ReviewRuleKind.RandomShare, policy.RuleFor(Decided("d", "approved"))?.Kind);
    }

    [Fact]
    public void Turns_GoRound_AndPassOverThoseWhoMayNot()
    {
        var policy = Policy([new(ReviewRuleKind.All)]);

        Assert.Equal(s_first, policy.Next(_ => true));
        Assert.Equal(s_second, policy.Next(_ => true));
        Assert.Equal(s_second, policy.Next(p => p != s_first));
        Assert.Equal(s_first, policy.Next(_ => true));
        Assert.Null(policy.Next(_ => false));
    }

    [Fact]
    public void Samples_AreMixedInForTheirShare_HalfOfThemWrong()
    {
        var policy = Policy([new(ReviewRuleKind.All)], sample: 0.2);
        var ids = Enumerable.Range(0, 10_000).Select(i => $"d{i}").ToList();
        var mixed = ids.Where(policy.MixesIn).ToList();

        Assert.InRange(mixed.Count, 2_000 - 200, 2_000 + 200);
        Assert.InRange(mixed.Count(policy.WantsWrong), (mixed.Count / 2) - 120, (mixed.Count / 2) + 120);
        Assert.All(mixed, id => Assert.InRange(policy.Pivot(id), 0, 1));
        Assert.DoesNotContain(ids, Policy([new(ReviewRuleKind.All)]).MixesIn);
    }

    [Fact]
    public void Truth_IsReadByTheMap_AndUnknownWithoutIt()
    {
        var policy = Policy([new(ReviewRuleKind.All)], sample: 0.1);

        Assert.True(policy.WasRight("1", "declined"));
        Assert.False(policy.WasRight("1", "approved"));
        Assert.Null(policy.WasRight("7", "approved"));
        Assert.Null(policy.WasRight("1", null));
    }

    [Theory]
    [InlineData("rules[0]", """[{"Kind":0,"Low":0.7,"High":0.6}]""")]
    [InlineData("rules[0]", """[{"Kind":0,"Low":0.1,"High":1.6}]""")]
    [InlineData("rules[0]", """[{"Kind":1}]""")]
    [InlineData("rules[0]", """[{"Kind":1,"Value":"x","Share":0.1}]""")]
    [InlineData("rules[1]", """[{"Kind":5},{"Kind":2,"Field":"region"}]""")]
    [InlineData("rules[0]", """[{"Kind":3,"Field":"amount"}]""")]
    [InlineData("rules[0]", """[{"Kind":4,"Share":0}]""")]
    [InlineData("rules[0]", """[{"Kind":5,"Field":"amount"}]""")]
    [InlineData("rules[0].field", """[{"Kind":2,"Field":"name","Value":"x"}]""")]
    public void Rule_IncompleteOrOfWhatIsNotStored_IsRefusedByItsPlace(string field, string rules)
    {
        var refusal = ReviewPolicy
            .For("credit")
            .Change(Terms(JsonSerializer.Deserialize<List<ReviewRule>>(rules)!), s_stored, "user:USR-0001", s_now);

        Assert.Equal([field], refusal!.Errors.Keys);
    }

    [Fact]
    public void Terms_WithoutReviewersOrTruths_AreRefused()
    {
        var policy = ReviewPolicy.For("credit");
        ReviewRule[] rules = [new(ReviewRuleKind.All)];

        Assert.Equal(["reviewers"], policy.Change(Terms(rules) with { Reviewers = [] }, null, "x", s_now)!.Errors.Keys);
        Assert.Equal(["reviewers"], policy.Change(Terms(rules) with { Reviewers = [s_first, s_first] }, null, "x", s_now)!.Errors.Keys);
        Assert.Equal(["dueHours"], policy.Change(Terms(rules) with { DueHours = 0 }, null, "x", s_now)!.Errors.Keys);
        Assert.Equal(["sampleShare"], policy.Change(Terms(rules) with { SampleShare = double.NaN }, null, "x", s_now)!.Errors.Keys);
        Assert.Equal(
            ["truths"],
            policy.Change(Terms(rules) with { SampleShare = 0.1, Truths = new Dictionary<string, string>() }, null, "x", s_now)!.Errors.Keys
        );
        Assert.Equal(0, policy.Revision);
    }

    [Fact]
    public void Change_KeepsTheSecretAndTheBeginning_AndSaysWhatIsNotReadableAnyMore()
    {
        var policy = Policy([new(ReviewRuleKind.Group, "region", "north")]);
        var seed = policy.Seed;

        Assert.Null(policy.Change(Terms([new(ReviewRuleKind.Group, "region", "south")]), s_stored, "x", s_now.AddDays(1)));

        Assert.Equal(seed, policy.Seed);
        Assert.Equal(s_now, policy.Since);
        Assert.Equal(2, policy.Revision);
        Assert.Empty(policy.Unreadable(s_stored));
        Assert.Equal(["region"], policy.Unreadable(Stored("amount")));
        Assert.Equal(["region"], policy.Unreadable(null));
    }

    [Fact]
    public void Bias_CountsKnownWrongOutputsAlone()
    {
        var policy = Policy([new(ReviewRuleKind.All)], sample: 0.1);
        JudgedCases[] cases =
        [
            new("credit", "1", "approved", Confirmed: true, 3),
            new("credit", "1", "approved", Confirmed: false, 1),
            new("credit", "1", "declined", Confirmed: true, 50),
            new("credit", "7", "approved", Confirmed: true, 9),
        ];

        Assert.Equal((4, 3), ReviewFigures.Bias(cases, policy));
    }

    [Fact]
    public void Figures_OfNothing_AreNoShares()
    {
        var none = Figures(0, 0, 0, 0, 0);

        Assert.Null(none.ReviewedShare);
        Assert.Null(none.Agreement);
        Assert.Null(none.AutomationBias);
        var some = Figures(decisions: 200, confirmed: 15, overridden: 5, wrong: 4, wrongConfirmed: 3);
        Assert.Equal(0.1, some.ReviewedShare);
        Assert.Equal(0.75, some.Agreement);
        Assert.Equal(0.75, some.AutomationBias);
    }

    private static ReviewFigures Figures(long decisions, long confirmed, long overridden, long wrong, long wrongConfirmed) =>
        new()
        {
            Decisions = decisions,
            Confirmed = confirmed,
            Overridden = overridden,
            Waiting = 0,
            Overdue = 0,
            PassedOver = 0,
            KnownWrong = wrong,
            WrongConfirmed = wrongConfirmed,
        };

    private static bool Matches(ReviewRule rule, RuledDecision decision) => rule.Matches(decision, new byte[32]);

    private static RuledDecision Decided(string id, string? outcome = null, double? confidence = null, string fields = "{}")
    {
        var values = JsonSerializer.Deserialize<JsonElement>(fields);
        return new(id, outcome, confidence, f => values.TryGetProperty(f, out var value) ? value : null);
    }

    private static ReviewPolicy Policy(IReadOnlyList<ReviewRule> rules, double sample = 0)
    {
        var policy = ReviewPolicy.For("credit");
        Assert.Null(policy.Change(Terms(rules) with { SampleShare = sample }, s_stored, "user:USR-0001", s_now));
        return policy;
    }

    private static ReviewTerms Terms(IReadOnlyList<ReviewRule> rules) =>
        new(
            rules,
            [s_first, s_second],
            48,
            null,
            0,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["1"] = "declined", ["0"] = "approved" }
        );

    private static DecisionPolicy Stored(params string[] fields)
    {
        var policy = DecisionPolicy.For("credit");
        var rules = fields.ToDictionary(f => f, _ => FieldRule.Store, StringComparer.Ordinal);
        rules["name"] = FieldRule.Mask;
        Assert.Null(policy.Change(rules, maskOutput: true, null, "x", s_now));
        return policy;
    }
}
