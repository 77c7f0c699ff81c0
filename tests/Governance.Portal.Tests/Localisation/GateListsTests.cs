using Governance.Localisation;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Tests.Localisation;

/// <summary>What a rule asks for may be a list of names: it is joined in the reader's language.</summary>
public sealed class GateListsTests
{
    [Theory]
    [InlineData("no findings, scanned by trivy and grype", "keine Befunde, gescannt mit trivy und grype")]
    [InlineData("a fairness report, covering sex and age_band", "ein Fairnessbericht, mit Auswertung nach sex und age_band")]
    [InlineData(
        "a signature in the form oms-1 or dsse by build-key or release-key",
        "eine Signatur in der Form oms-1 oder dsse mit build-key oder release-key"
    )]
    public void List_InGerman_IsJoinedInGerman(string english, string german)
    {
        Assert.Equal(english, GateSentences.Say(english));
        using var use = Languages.Use("de");

        Assert.Equal(german, GateSentences.Say(english));
    }
}
