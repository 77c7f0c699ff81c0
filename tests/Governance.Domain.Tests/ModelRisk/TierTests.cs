using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using static Governance.Domain.ModelRisk.TierRating;

namespace Governance.Domain.Tests.ModelRisk;

public sealed class TierTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly Signer s_second = new(new UserId(8), "Sam Second", "RiskOfficer");

    [Theory]
    [InlineData(High, Low, ModelTier.Tier2)]
    [InlineData(High, Moderate, ModelTier.Tier1)]
    [InlineData(High, High, ModelTier.Tier1)]
    [InlineData(Moderate, Low, ModelTier.Tier3)]
    [InlineData(Moderate, Moderate, ModelTier.Tier2)]
    [InlineData(Moderate, High, ModelTier.Tier2)]
    [InlineData(Low, Low, ModelTier.Tier4)]
    [InlineData(Low, Moderate, ModelTier.Tier4)]
    [InlineData(Low, High, ModelTier.Tier3)]
    public void Tier_FollowsFromMaterialityAndComplexity(TierRating materiality, TierRating complexity, ModelTier expected) =>
        Assert.Equal(expected, Of(materiality, complexity).Tier);

    [Fact]
    public void OneGraveAnswer_IsNotAveragedAway()
    {
        Assert.Equal(High, new TierAnswers(Low, High, Low, Low, Low, Low).Materiality);
        Assert.Equal(High, new TierAnswers(Low, Low, Low, Low, Low, High).Complexity);
    }

    [Fact]
    public void AHigherTier_CountsAtOnce_ALowerOneWaits()
    {
        Assert.Equal(TierState.InForce, Record(ModelTier.Tier1, "Cautious").Value.State);
        Assert.Equal(TierState.InForce, Record(null, null).Value.State);
        Assert.Equal(TierState.Proposed, Record(ModelTier.Tier3, "Only a pilot").Value.State);
        Assert.Equal(TierRefusals.ReasonMissing, Record(ModelTier.Tier1, " ").Refusal);
    }

    [Fact]
    public void ALowerTier_TakesAnotherPerson_Once()
    {
        var tier = Record(ModelTier.Tier3, "Only a pilot").Value;

        Assert.Equal(TierRefusals.OwnProposal, tier.Decide(new Signer(tier.By, "Rita Risk", "RiskOfficer"), true, s_now));
        Assert.Null(TierAssessment.Current([tier]));
        Assert.Null(tier.Decide(s_second, true, s_now));
        Assert.Equal(tier, TierAssessment.Current([tier]));
        Assert.Equal(TierRefusals.NotWaiting, tier.Decide(s_second, false, s_now));
    }

    [Fact]
    public void ADeclinedTier_LeavesTheOneBefore()
    {
        var before = Record(null, null, 1).Value;
        var lower = Record(ModelTier.Tier4, "Small", 2).Value;
        Assert.Null(lower.Decide(s_second, false, s_now));

        Assert.Equal(before, TierAssessment.Current([before, lower]));
    }

    [Theory]
    [InlineData(ModelTier.Tier1, "2027-11-24")]
    [InlineData(ModelTier.Tier2, "2028-05-24")]
    public void ATier_IsStaleAfterItsDay_OrWithAnotherClass(ModelTier tier, string day)
    {
        var assessed = Record(tier, "As it is").Value;
        var end = new DateTimeOffset(assessed.ReviewOn.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), assessed.ReviewOn);
        Assert.False(assessed.IsStale(RiskClass.High, end.AddTicks(-1)));
        Assert.True(assessed.IsStale(RiskClass.High, end));
        Assert.True(assessed.IsStale(RiskClass.Limited, s_now));
        Assert.True(assessed.IsStale(null, s_now));
    }

    [Fact]
    public void WithoutWords_NothingIsRecorded()
    {
        var model = ModelRiskScene.Model();
        var answers = Of(High, High);

        Assert.Equal(TierRefusals.MaterialityMissing, Say(new(answers, " ", "Trees", null, null)));
        Assert.Equal(TierRefusals.ComplexityMissing, Say(new(answers, "Loans", null, null, null)));

        Refusal? Say(TierProposal proposal) => TierAssessment.Record(new(1), model, proposal, (new UserId(7), "Rita Risk"), s_now).Refusal;
    }

    private static TierAnswers Of(TierRating materiality, TierRating complexity) => new(materiality, Low, Low, complexity, Low, Low);

    // The answers give tier 2.
    private static Result<TierAssessment> Record(ModelTier? tier, string? reason, int id = 1) =>
        TierAssessment.Record(
            new(id),
            ModelRiskScene.Model(),
            new(Of(Moderate, Moderate), "Loans", "Trees", tier, reason),
            (new UserId(7), "Rita Risk"),
            s_now
        );
}
