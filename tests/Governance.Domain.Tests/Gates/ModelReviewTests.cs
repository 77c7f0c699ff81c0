using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.Gates;

public sealed class ModelReviewTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 23, 30, 0, TimeSpan.Zero);
    private static readonly DateOnly s_today = new(2026, 11, 24);

    [Theory]
    [InlineData(ReviewOutcome.Keep, true)]
    [InlineData(ReviewOutcome.Restrict, true)]
    [InlineData(ReviewOutcome.Retrain, false)]
    [InlineData(ReviewOutcome.RollBack, false)]
    [InlineData(ReviewOutcome.Retire, false)]
    public void OnlyAVersionThatStays_IsLetInAgain(ReviewOutcome outcome, bool allows)
    {
        DateOnly? next = outcome is ReviewOutcome.RollBack or ReviewOutcome.Retire ? null : s_today.AddDays(1);

        Assert.Equal(allows, Record(new(outcome, "Looked at", next)).Value.Allows);
    }

    [Theory]
    [InlineData(ReviewOutcome.Keep, null)]
    [InlineData(ReviewOutcome.Keep, 0)]
    [InlineData(ReviewOutcome.Retrain, -1)]
    [InlineData(ReviewOutcome.Retire, 30)]
    [InlineData(ReviewOutcome.RollBack, 30)]
    [InlineData(ReviewOutcome.Restrict, 2000)]
    public void ADayThatCannotBeTheNext_IsRefused(ReviewOutcome outcome, int? days) =>
        Assert.Equal(
            ModelReviewRefusals.DayNotValid,
            Record(new(outcome, "Looked at", days is { } after ? s_today.AddDays(after) : null)).Refusal
        );

    [Fact]
    public void AReviewOfSomeEnvironments_SaysNothingOfOthers()
    {
        var review = Record(new(ReviewOutcome.Keep, "Looked at", s_today.AddDays(1)) { Environments = ["us", "eu"] }).Value;

        Assert.Equal(["eu", "us"], review.Environments);
        Assert.Equal((true, false), (review.IsAbout("eu"), review.IsAbout("asia")));
    }

    [Theory]
    [InlineData(RiskClass.Minimal, "2028-11-24")]
    [InlineData(RiskClass.Limited, "2027-11-24")]
    [InlineData(RiskClass.High, "2027-05-24")]
    [InlineData(RiskClass.Prohibited, "2027-02-24")]
    [InlineData(null, "2027-02-24")]
    public void TheGraverTheClass_TheSoonerTheNextReview(RiskClass? riskClass, string day) =>
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), Revalidation.NextOf(riskClass, null, s_now));

    [Theory]
    [InlineData(RiskClass.Minimal, ModelTier.Tier1, "2027-11-24")]
    [InlineData(RiskClass.Minimal, ModelTier.Tier2, "2028-05-24")]
    [InlineData(RiskClass.Minimal, ModelTier.Tier4, "2028-11-24")]
    [InlineData(RiskClass.High, ModelTier.Tier1, "2027-05-24")]
    public void TheSoonerOfClassAndTier_SetsTheNextReview(RiskClass riskClass, ModelTier tier, string day) =>
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), Revalidation.NextOf(riskClass, tier, s_now));

    private static Result<ModelReview> Record(ReviewVerdict verdict) =>
        ModelReview.Record(new ModelReviewId(1), "fraud-scorer", "1.4.0", verdict, (new UserId(7), "Rita Risk"), s_now);
}
