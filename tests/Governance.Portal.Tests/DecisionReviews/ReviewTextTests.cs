using Governance.Domain.Decisions.Reviews;
using Governance.Localisation;
using Governance.Portal.Operations.Decisions.Reviews;

namespace Governance.Portal.Tests.DecisionReviews;

/// <summary>Why a decision is reviewed, in words.</summary>
public sealed class ReviewTextTests
{
    private static readonly ReviewRule s_band = new(ReviewRuleKind.ConfidenceBand, Low: 0.45, High: 0.5);

    [Fact]
    public void Said_InGerman_HasItsNumbersAsGermanWritesThem()
    {
        using var german = Languages.Use("de");

        Assert.Equal("Score von 0,450 bis 0,500", ReviewText.Said(s_band));
        Assert.Equal("Confidence from 0.45 to 0.5", ReviewText.Of(s_band)); // what the API answers
    }

    [Fact]
    public void Said_OfABand_HasTheWordAndTheDigitsOfTheScoreBesideIt_AndNoDigitLess()
    {
        Assert.Equal("Score from 0.450 to 0.500", ReviewText.Said(s_band));
        Assert.Equal("Score from 0.4567 to 0.500", ReviewText.Said(s_band with { Low = 0.4567 }));
    }

    [Fact]
    public void Said_OfAGroup_LeavesItsValueAlone()
    {
        using var german = Languages.Use("de");

        Assert.Contains("release = 1.5", ReviewText.Said(new(ReviewRuleKind.Group, "release", "1.5")), StringComparison.Ordinal);
    }
}
