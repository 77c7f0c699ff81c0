using Governance.Domain.Cards;
using Governance.Localisation;
using Governance.Reporting.Cards;

namespace Governance.Portal.Tests.Cards;

public sealed class CardLinesTests
{
    private const string OfAGroup = "sex|age_band: Demographic parity difference: 0.060, 181 rows";

    [Theory]
    [InlineData(OfAGroup, "Demographic parity difference (sex and age_band): 0.060, 181 rows")]
    [InlineData("age, under 25: Recall: 0.81, 1,204 rows", "Recall (age, under 25): 0.81, 1,204 rows")]
    [InlineData("AUC: 0.987, 95 % interval 0.985 to 0.989, 22,544 rows", "AUC: 0.987, 95 % interval 0.985 to 0.989, 22,544 rows")]
    [InlineData("Report from fairness-tool 2.1", "Report from fairness-tool 2.1")]
    public void MeasuredValue_OfAGroup_NamesTheMeasureFirst(string stored, string said) =>
        Assert.Equal(said, CardLines.Say("fairness", FieldStatus.FilledFromRecord, stored));

    [Fact]
    public void MeasuredValue_InGerman_NamesTheMeasureFirst()
    {
        using var german = Languages.Use("de");

        Assert.Equal(
            "Differenz der demografischen Parität (sex und age_band): 0,060, 181 Zeilen",
            CardLines.Say("fairness", FieldStatus.FilledFromRecord, OfAGroup)
        );
    }

    [Fact]
    public void WhatAPersonWrote_StaysAsItIs() => Assert.Equal(OfAGroup, CardLines.Say("fairness", FieldStatus.WrittenByPerson, OfAGroup));
}
