using Governance.Localisation;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Tests.Localisation;

public sealed class MeasureSentencesTests
{
    private const string Advice = " Improve the model or choose another version.";

    [Theory]
    [InlineData(
        "demographicParityDifference of sex is 0.131286; it must be <= 0.1.",
        "Approval-rate gap by sex: 13.1 points, limit 10.0.",
        "Unterschied der Bewilligungsquote nach Geschlecht: 13,1 Prozentpunkte, zulässig 10,0."
    )]
    [InlineData(
        "recall in attack=exfiltration is 0.61; it must be >= 0.8.",
        "Recall (attack=exfiltration): 61.0\u202f%, at least 80.0\u202f% required.",
        null
    )]
    [InlineData("fpr is 0.0500049; it must be < 0.05.", "False positive rate: 5.0005\u202f%, limit 5.0000\u202f%.", null)]
    [InlineData(
        "auc at the lower end of its interval is 0.7; it must be > 0.75.",
        "AUC, lower end of the interval: 0.700, at least 0.750 required.",
        null
    )]
    public void MissedBound_IsSaidInWordsAndUnits(string stored, string english, string? german)
    {
        Assert.Equal(english, GateSentences.Say(stored + Advice));
        using var use = Languages.Use("de");

        var said = GateSentences.Say(stored + Advice);

        Assert.NotEqual(english, said);
        Assert.Equal(german ?? said, said);
        Assert.DoesNotContain("limit", said, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralMissedBounds_OfOneRule_AreEachSaidInWords() =>
        Assert.Equal(
            "Approval-rate gap by sex: 13.1 points, limit 10.0. Approval-rate gap by sex and age band: 15.6 points, limit 10.0.",
            GateSentences.Say(
                "demographicParityDifference of sex is 0.131286; it must be <= 0.1."
                    + Advice
                    + " demographicParityDifference of sex|age_band is 0.156243; it must be <= 0.1."
                    + Advice
            )
        );

    [Fact]
    public void WhatTheEvaluatorStores_IsSaidInWordsOfToday() =>
        Assert.Equal(
            "EVD-0001 was not filed by a known person. Have someone else file fairness evidence.",
            GateSentences.Say("EVD-0001 was filed by no known person. Have somebody else file fairness evidence.")
        );

    [Theory]
    [InlineData(">= 0.7", "0.997, n = 3000", ">= 0.700")]
    [InlineData(">= 1", "0.95", ">= 1.00")]
    [InlineData("<= 0.1", "sex: 0.131286 [0.1, 0.16]", "<= 0.100")]
    [InlineData("<= 0.125", "0.1", "<= 0.125")]
    [InlineData("<= 200", "151", "<= 200")]
    [InlineData(">= 0.7", null, ">= 0.7")]
    public void Bound_BesideAMeasuredValue_HasItsDecimals(string bound, string? measured, string expected) =>
        Assert.Equal(expected, MeasureSentences.Aligned(bound, measured));

    [Theory]
    [InlineData("sex: 0.131286 [0.1001, 0.0000004], n = 1479", "sex: 0.131 [0.1, 0.0000004], n = 1,479")]
    [InlineData("sex|age_band: 0.156, n = 640", "sex and age band: 0.156, n = 640")]
    [InlineData("sex: 0.131, n = 1479; sex|age_band: 0.156, n = 181", "sex: 0.131, n = 1,479; sex and age band: 0.156, n = 181")]
    [InlineData("education|age: 0.156, n = 181", "education and age: 0.156, n = 181")]
    [InlineData("≥ 0.750, n ≥ 1000", "≥ 0.750, n ≥ 1,000")]
    [InlineData("version 1.2.3456 at 2026.11111.4", "version 1.2.3456 at 2026.11111.4")]
    public void LongNumbers_AreRounded_AndVersionsAreNot(string stored, string expected) =>
        Assert.Equal(expected, MeasureSentences.Rounded(stored));
}
