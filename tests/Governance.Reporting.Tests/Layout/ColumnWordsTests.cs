using Governance.Localisation;
using Governance.Reporting.Layout;

namespace Governance.Reporting.Tests.Layout;

/// <summary>Columns and their values as people read them.</summary>
public sealed class ColumnWordsTests
{
    [Theory]
    [InlineData("sex female", "sex female", "Geschlecht weiblich")]
    [InlineData("age_band 18-24", "age band 18-24", "Altersgruppe 18-24")]
    [InlineData("sex|age_band male|60+", "sex and age band male 60+", "Geschlecht und Altersgruppe männlich 60+")]
    [InlineData("region North", "region “North”", "region „North“")]
    [InlineData("age_band", "age band", "Altersgruppe")]
    public void Group_HasWordsForWhatIsKnown_AndQuotesOtherValues(string group, string english, string german)
    {
        Assert.Equal(english, ColumnWords.Group(group));

        using var inGerman = Languages.Use("de");

        Assert.Equal(german, ColumnWords.Group(group));
    }
}
