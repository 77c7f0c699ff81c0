using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Models.Registry.Agents;

namespace Governance.Portal.Tests.Agents;

/// <summary>What differs between two manifests, as people read it.</summary>
public sealed class AgentLabelsTests
{
    private static readonly string s_digest = new('a', 64);

    private static readonly AgentManifest s_older = new()
    {
        Purpose = "Pays invoices",
        Autonomy = "approved-acts",
        Owner = "treasury",
        Tools = [new("transfer", "payments", null, s_digest, ["write", "money", "personal-data"])],
        Limits = new(40, 600, 10, 1_000m, "EUR"),
        Checkpoints = [new("money", null, 30)],
    };

    [Fact]
    public void Change_InGerman_HasCapitalsNumbersAndCheckpointsOfGerman()
    {
        using var german = Languages.Use("de");
        var newer = s_older with
        {
            Tools = [new("transfer", "payments", null, s_digest, ["write", "money"])],
            Limits = new(1_500, 600, 10, 2_500.5m, "EUR"),
            Checkpoints = [new("money", null, 60)],
        };

        var changes = AgentDifference.Between(s_older, newer).Select(AgentLabels.Change).ToList();

        Assert.Contains(
            "Risiken des Werkzeugs payments.transfer: schreibt, bewegt Geld; bisher schreibt, bewegt Geld, personenbezogene Daten.",
            changes
        );
        Assert.Contains("Er darf 2.500,50 EUR je Lauf ausgeben; bisher 1.000,00 EUR.", changes);
        Assert.Contains("Schritte je Lauf: 1.500; bisher 40.", changes);
        Assert.Contains("Zeit für die Antwort einer Person vor Werkzeugen mit dem Risiko „Bewegt Geld“: 60 min; bisher 30 min.", changes);
    }
}
