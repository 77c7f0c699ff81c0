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

    /// <summary>Parts of these had no German, or fitted the text of another rule.</summary>
    [Theory]
    [InlineData("no open finding, a signed report", "keine offene Feststellung, ein unterzeichneter Bericht")]
    [InlineData("no open finding, a report at most 30 days old", "keine offene Feststellung, ein höchstens 30 Tage alter Bericht")]
    [InlineData(
        "at least 2 trained overseers, stop control tested at most 1 days ago",
        "mindestens 2 geschulte Aufsichtspersonen, Stoppfunktion vor höchstens 1 Tag getestet"
    )]
    [InlineData("suppliers under contract, examined at most 1 days ago", "Lieferanten unter Vertrag, vor höchstens 1 Tag geprüft")]
    [InlineData("3 steps, 2 datasets; raw.loans", "3 Schritte, Datensätze: 2; raw.loans")]
    [InlineData(
        "at most 0 findings in each dataset, detectors iban, email, fields given_name",
        "Funde in jedem Datensatz: höchstens 0, Detektoren iban, email, Felder given_name"
    )]
    [InlineData("any method, local scope", "beliebige Methode, Reichweite lokal")]
    [InlineData("methods: lime; scope: local, global", "Methoden: lime; Reichweite: lokal, global")]
    [InlineData("one of shap, lime", "eine der Methoden shap, lime")]
    [InlineData("one of shap, lime, local scope", "eine der Methoden shap, lime, Reichweite lokal")]
    [InlineData("one of shap, at most 30 days old", "eine der Methoden shap, höchstens 30 Tage alt")]
    [InlineData(
        "EVD-0004 does not name the method or scope asked for. Add explainability evidence with one of shap, lime, local scope.",
        "EVD-0004 nennt nicht die verlangte Methode oder Reichweite. Fügen Sie einen Nachweis der Erklärbarkeit hinzu: "
            + "eine der Methoden shap, lime, Reichweite lokal."
    )]
    [InlineData("only openai/gpt-x mistral/small, one exact version", "nur openai/gpt-x mistral/small, genau eine Version")]
    [InlineData(
        "asked for by Model owner or Compliance, with a second factor",
        "beantragt von Modellverantwortung, Compliance, mit einem zweiten Faktor"
    )]
    [InlineData("nobody; stop control never tested", "niemand; Stoppfunktion nie getestet")]
    [InlineData(
        "SYS-0001: ada; stop control tested 2026-11-19T08:00:00Z (STP-0001) | SYS-0002: –; stop control never tested",
        "SYS-0001: ada; Stoppfunktion getestet 2026-11-19T08:00:00Z (STP-0001) | SYS-0002: –; Stoppfunktion nie getestet"
    )]
    [InlineData("auc at the lower end of its interval", "auc am Intervallende (unten)")]
    public void Value_InGerman_IsGermanThroughout(string english, string german)
    {
        using var use = Languages.Use("de");

        Assert.Equal(german, GateSentences.Say(english));
    }
}
