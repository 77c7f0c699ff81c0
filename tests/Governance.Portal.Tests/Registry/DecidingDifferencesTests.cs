using Bunit;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Components;

namespace Governance.Portal.Tests.Registry;

/// <summary>What decides about two versions, as the page that compares them says it: a better metric hides no gate that is shut.</summary>
public sealed class DecidingDifferencesTests : ComponentTest
{
    [Theory]
    [InlineData("en", "1 rule blocks 2.1.0", "Failed, blocking", "+10.1 points worse", "Concerns it", "High, 12 of 25")]
    [InlineData(
        "de",
        "1 Regel blockiert 2.1.0",
        "Nicht bestanden, blockierend",
        "+10,1 Prozentpunkte schlechter",
        "Betrifft sie",
        "Hoch, 12 von 25"
    )]
    public void VersionThatAGateRefuses_IsSaidToBeRefused_InTheLanguageOfItsReader(
        string language,
        string blocks,
        string verdict,
        string change,
        string concerns,
        string level
    )
    {
        using var spoken = Languages.Use(language);

        var page = Render<DecidingDifferences>(p => p.Add(c => c.Comparison, Compared()));

        var cards = page.FindAll("section.card");
        Assert.Contains(blocks, cards[0].TextContent, StringComparison.Ordinal);
        var row = cards[0].QuerySelector("tbody tr")!.TextContent;
        Assert.Contains("FAIR-01", row, StringComparison.Ordinal);
        Assert.Contains(verdict, row, StringComparison.Ordinal);
        Assert.Contains(change, cards[1].TextContent, StringComparison.Ordinal);
        Assert.Contains(level, cards[5].TextContent, StringComparison.Ordinal);
        Assert.Contains(concerns, cards[5].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RulesThatBothMeet_AreFolded_AndThereWhenAsked()
    {
        var page = Render<DecidingDifferences>(p => p.Add(c => c.Comparison, Compared()));
        Assert.DoesNotContain("CARD-01", page.Markup, StringComparison.Ordinal);

        await page.Find("section.card footer button").ClickAsync(new());

        Assert.Contains("CARD-01", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("section.card footer"));
    }

    [Fact]
    public void NothingKnown_IsSaidInWords_AndWhatMayNotBeReadIsNotThere()
    {
        var known = Compared();
        var page = Render<DecidingDifferences>(p =>
            p.Add(c => c.Comparison, new(known.Before, known.After, [], [], []) { Gates = new(null, null, []), Risks = null })
        );

        var text = page.Find("div").TextContent;
        Assert.Contains("No gate of 2.1.0 has run", text, StringComparison.Ordinal);
        Assert.Contains("Neither version has a fairness report with figures.", text, StringComparison.Ordinal);
        Assert.Contains("No model card is on file", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Open risks", text, StringComparison.Ordinal);
    }

    private static ComparedVersions Compared()
    {
        VersionManifest Manifest(string version) =>
            new("credit-default", version, new(new string('a', 64), 9, "application/octet-stream", null), null, [], [], []);
        FigureValue Value(double value, string evidence) => new(value, null, null, 900, evidence);
        return new(Manifest("2.0.0"), Manifest("2.1.0"), [], [], [])
        {
            Gates = new(
                new("GATE-0001", Stage.Production, "pass", DateTimeOffset.UnixEpoch),
                new("GATE-0002", Stage.Production, "fail", DateTimeOffset.UnixEpoch),
                [
                    new(
                        "bank",
                        "FAIR-01",
                        "Fairness audit",
                        new("pass", true, "Met.", "3.0 points", null),
                        new("fail", true, "The gap is 13.1 points.", "13.1 points", null)
                    ),
                    new(
                        "bank",
                        "CARD-01",
                        "Model card complete",
                        new("pass", true, "Met.", null, null),
                        new("pass", true, "Met.", null, null)
                    ),
                ]
            ),
            Figures =
            [
                new(ComparedKind.Fairness, "demographicParityDifference", "sex", null, Value(0.03, "EVD-0001"), Value(0.131, "EVD-0002")),
                new(ComparedKind.Robustness, "flipRate", null, null, Value(0.05, "EVD-0003"), null),
            ],
            CardAfter = new("EVD-0004", DateTimeOffset.UnixEpoch, ["purpose", "limits"]),
            Risks = [new(new RiskId(1), "Income shift", 12, RiskBand.High, true, false, true)],
        };
    }
}
