using Bunit;
using Governance.Localisation;
using Governance.Portal.Models.Cards;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Registry;

namespace Governance.Portal.Tests.Cards;

/// <summary>A card on a page says what its document says: lines made of records in the reader's language, texts as written.</summary>
public sealed class CardPanelTests : PortalPageTest
{
    [Fact]
    public async Task CardOfAVersion_InGerman_SaysItsRecordsInGerman_AndTheTextOfAPersonAsWritten()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        var version = RegistryFixture.Version("1.0.0", [1]);
        version["metrics"] = new System.Text.Json.Nodes.JsonObject { ["auc"] = 0.931 };
        await registry.CreatedAsync("/models/fraud-scorer/versions", version);
        var subject = CardSubject.Of("fraud-scorer", "1.0.0");
        var texts = new Dictionary<string, Domain.Cards.NewText>(StringComparer.Ordinal) { ["users"] = new("high risk desk, 1.5 people") };
        var written = await registry
            .Portal.Get<WriteCard>()
            .RunAsync(registry.AsEngineer, subject, texts, Xunit.TestContext.Current.CancellationToken);
        Assert.True(written.IsDone, written.Refusal?.Message);
        using var german = Languages.Use("de");

        var page = await OpenAsync<CardPanel>(
            registry.Portal,
            registry.Clock,
            registry.AsEngineer,
            "/models/fraud-scorer/versions/1.0.0",
            p => p.Add(c => c.Subject, subject)
        );

        Assert.Equal("Begrenzt", Line(page, "Risikoklasse").Trim());
        Assert.Contains("0,931", Line(page, "Leistung"), StringComparison.Ordinal);
        Assert.Equal("high risk desk, 1.5 people", Line(page, "Vorgesehene Nutzende"));
    }

    private static string Line(IRenderedComponent<CardPanel> page, string field) =>
        page.FindAll(".card-field").Single(f => f.QuerySelector("dt")!.TextContent == field).QuerySelector("dd p")!.TextContent;
}
