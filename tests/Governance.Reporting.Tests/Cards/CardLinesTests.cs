using Governance.Domain.Cards;
using Governance.Localisation;
using Governance.Reporting.Cards;

namespace Governance.Reporting.Tests.Cards;

/// <summary>Lines of a card as people read them.</summary>
public sealed class CardLinesTests
{
    [Theory]
    [InlineData("age_band: Recall: 0.810, 204 rows", "age band: Recall: 0.810, 204 rows", "Altersgruppe: ")]
    [InlineData("sex|age_band: Recall: 0.810", "sex and age band: Recall: 0.810", "Geschlecht und Altersgruppe: ")]
    [InlineData("sex, channel=web: Recall: 0.810", "sex, channel=web: Recall: 0.810", "Geschlecht, channel=web: ")]
    [InlineData("segment: Recall: 0.810", "segment: Recall: 0.810", "segment: ")]
    public void MeasuredLine_NamesColumnsInWords(string line, string english, string germanStart)
    {
        Assert.Equal(english, CardLines.Say("fairness", FieldStatus.FilledFromRecord, line));
        // What a person wrote stays as it is.
        Assert.Equal(line, CardLines.Say("fairness", FieldStatus.WrittenByPerson, line));

        using var german = Languages.Use("de");

        Assert.StartsWith(germanStart, CardLines.Say("fairness", FieldStatus.FilledFromRecord, line), StringComparison.Ordinal);
    }
}
