using Governance.Localisation;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Tests.Localisation;

/// <summary>What rules about agents write is German on a German page, several sentences of one rule too.</summary>
public sealed class AgentSentencesTests
{
    [Theory]
    [InlineData(
        "Tools without a review: files.new. Review them and name their risks in the manifest. "
            + "Tools that are denied: files.new (risk:external), mail (risk:external). Take them out of the manifest. "
            + "Tools without a checkpoint: payments.transfer. Add checkpoints to the manifest, so that a person is asked before.",
        "Werkzeuge ohne Prüfung: files.new. Prüfen Sie sie, und nennen Sie ihre Risiken im Manifest. "
            + "Verbotene Werkzeuge: files.new (risk:external), mail (risk:external). Nehmen Sie sie aus dem Manifest. "
            + "Werkzeuge ohne Kontrollpunkt: payments.transfer. Ergänzen Sie Kontrollpunkte im Manifest, "
            + "damit vorher ein Mensch gefragt wird."
    )]
    [InlineData(
        "Servers that list other tools: payments (refund). Register a version with their tools, or restore the servers.",
        "Server, die andere Werkzeuge anbieten: payments (refund). Registrieren Sie eine Version mit deren Werkzeugen, "
            + "oder stellen Sie die Server wieder her."
    )]
    [InlineData(
        "The tools of the agent are within the rule. Servers that list other tools: payments (refund).",
        "Die Werkzeuge des Agenten entsprechen der Regel. Server, die andere Werkzeuge anbieten: payments (refund)."
    )]
    [InlineData(
        "Limits that are missing: steps, spend. Add them to the manifest. Limits that are too high: seconds 900 (<= 600). "
            + "Lower them in the manifest. The limit of spending is in EUR, and the rule is in USD. Give it in USD.",
        "Fehlende Grenzen: steps, spend. Ergänzen Sie sie im Manifest. Zu hohe Grenzen: seconds 900 (<= 600). "
            + "Senken Sie sie im Manifest. Die Ausgabengrenze ist in EUR angegeben, die Regel in USD. Geben Sie sie in USD an."
    )]
    [InlineData(
        "The agent is autonomous, and at most supervised is accepted. Lower its autonomy in the manifest. "
            + "The agent is autonomous, and with tools of the risk money (pay.a, pay.b) at most approved-acts is accepted. "
            + "Lower its autonomy, or take the tools out of the manifest. "
            + "The kill switch was never tested. Test it, and write the day into the manifest.",
        "Autonomie des Agenten: autonomous; zulässig ist höchstens supervised. Senken Sie sie im Manifest. "
            + "Autonomie des Agenten: autonomous; mit Werkzeugen des Risikos money (pay.a, pay.b) ist höchstens approved-acts zulässig. "
            + "Senken Sie sie, oder nehmen Sie die Werkzeuge aus dem Manifest. "
            + "Die Notabschaltung wurde nie getestet. Testen Sie sie, und tragen Sie den Tag in das Manifest ein."
    )]
    [InlineData(
        "Models without an exact version: openai/gpt@stable. Name a version that does not move, or a digest. "
            + "Models that are not of this registry: openai/gpt@stable. Use models that are approved here.",
        "Modelle ohne genaue Version: openai/gpt@stable. Nennen Sie eine Version, die sich nicht ändert, oder eine Prüfsumme. "
            + "Modelle, die nicht aus diesem Register stammen: openai/gpt@stable. Verwenden Sie Modelle, die hier genehmigt sind."
    )]
    [InlineData(
        "attackSuccessRate in channel=page at the upper end of its interval is 0.11; it must be <= 0.1. Improve the model or choose "
            + "another version. benignUtility was measured on 49 rows; at least 50 are asked for. Measure it on more. "
            + "utilityUnderAttack is not known for this version. Add evidence that measures it.",
        "Erfolg von Angriffen (channel=page), oberes Ende des Intervalls: 11,0\u202f%, zulässig 10,0\u202f%. benignUtility wurde an 49 "
            + "Zeilen gemessen; verlangt sind mindestens 50. Messen Sie an mehr Zeilen. "
            + "utilityUnderAttack ist für diese Version nicht bekannt. Fügen Sie einen Nachweis mit diesem Messwert hinzu."
    )]
    [InlineData(
        "Rule TOOL-01 in policy agents asks a person before risk:money (> 100 EUR).",
        "Die Regel TOOL-01 in der Richtlinie agents verlangt vor risk:money (> 100 EUR) die Entscheidung eines Menschen."
    )]
    public void Sentence_InGerman_IsWholeGerman(string english, string german)
    {
        Assert.DoesNotContain("Modelle", GateSentences.Say(english), StringComparison.Ordinal);
        using var use = Languages.Use("de");

        Assert.Equal(german, GateSentences.Say(english));
    }
}
