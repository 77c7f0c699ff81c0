using Governance.Domain.Documents;
using Governance.Localisation;
using Governance.Reporting.Documents;
using Governance.Reporting.Tests.Cards;
using Governance.Reporting.Tests.Layout;

namespace Governance.Reporting.Tests.Documents;

/// <summary>Documents, incident reports and cards in German are German, but for what people and tools wrote.</summary>
public sealed class GermanDocumentTests(Making making)
{
    // Of the samples: names, what people wrote, and a plan that is not the product's.
    private static readonly string[] s_written =
    [
        DocumentHtmlTests.Hostile,
        CardSamples.Hostile,
        "A wrong refusal harms the applicant.",
        "Accuracy by group",
        "Amara Nwosu",
        "Applicants under 25 were declined",
        "Claire Fontaine",
        "Estimates a probability.",
        "Every risk that stays high is accepted",
        "Fairness",
        "Income shift breaks calibration",
        "Indicators",
        "Jonas Lindqvist",
        "Marta Kowalska",
        "Mei Tanaka",
        "Meridian Retail Bank",
        "Network intrusion detector",
        "Parts",
        "Probes below ten packets are missed.",
        "Retail credit scoring",
        "Reviewers follow the score blindly",
        "Reviewers follow the score",
        "Testing",
        "The argument.",
        "Trained in minutes on one machine without accelerators.",
        "What belongs here.",
        "When it happened",
        "Why these metrics fit",
        "consolidated",
        "evidence-manifest.json",
        "in production",
        "validation_report",
        // Ids, addresses and columns.
        "/models/network-intrusion",
        // Steps of addresses, between which a line may end.
        "approvals/",
        "credit/",
        "models/",
        "posture/",
        "versions/",
        "credit",
        "/models/credit",
        "/versions/",
        "?tab=validation",
        "network-intrusion",
        "credit-default",
        "credit 2.0.0",
        "postures",
        "Art.",
        "age_",
        "band",
        "destination_",
        "days",
        "employment_",
        "female",
        "income_",
        "male",
        "monthly",
        "sex",
        "type",
    ];

    [Fact]
    public Task TechnicalDocumentation_InGerman_HasNoEnglishOfOurs() => IsGermanAsync(DocumentSamples.Technical());

    [Fact]
    public Task IncidentReport_InGerman_HasNoEnglishOfOurs() => IsGermanAsync(DocumentSamples.Incident());

    [Fact]
    public Task Card_InGerman_HasNoEnglishOfOurs()
    {
        var card = CardSamples.Open();
        var lines = card.Fields.SelectMany(f => f.Lines).Where(l => l.StartsWith("What ", StringComparison.Ordinal));

        return IsGermanAsync(card, [.. lines]);
    }

    [Fact]
    public void Record_InGerman_SaysItsSentencesAndLeavesWhatPeopleWrote()
    {
        var control = RecordValue.Of("; ", [$"{"Approved"} (in place since {"3 Mar 2026"})", $"{"Open"} (planned)"]);
        var written = RecordValue.Of("Approved");
        var state = RecordValue.Of("", [$"Out of policy since {"3 Nov 2026"}"]);

        using var german = Languages.Use("de");

        Assert.Equal("Approved (umgesetzt seit 3.\u00A0März\u00A02026); Open (geplant)", RecordWords.Text(control));
        Assert.Equal("Approved", RecordWords.Text(written));
        Assert.Equal("Nicht richtlinienkonform seit 3.\u00A0Nov.\u00A02026", RecordWords.Text(state));
        Assert.Equal("Approved (in place since 3 Mar 2026); Open (planned)", control.Text);
    }

    [Fact]
    public void Verdict_WithTheNamesOfAProgram_IsSaidInWordsInEnglishToo()
    {
        const string Evaluated = "demographicParityDifference of sex is 0.003455.";
        var message = new PortalWords(Evaluated) { Said = () => "Demographic parity difference (sex): 0.003." };
        var verdict = RecordValue.Of("", [$"{new PortalWords("Passed")}: {message}"]);

        Assert.Equal("Passed: Demographic parity difference (sex): 0.003.", RecordWords.Text(verdict));
        Assert.Equal($"Passed: {Evaluated}", verdict.Text);
    }

    [Theory]
    [InlineData("Annex IV(2)(g)", "Anhang IV Nr. 2 Buchst. g")]
    [InlineData("Art. 73(2), (4)", "Art. 73 Abs. 2 und 4")]
    [InlineData("Art. 20, Art. 26(5)", "Art. 20, Art. 26 Abs. 5")]
    [InlineData("Annex IV(3), first item", "Anhang IV Nr. 3, erste Angabe")]
    [InlineData("Annex VIII(C)(4)", "Anhang VIII Abschnitt C Nr. 4")]
    [InlineData("Arts. 12, 19", "Art. 12, 19")]
    public void Provision_InGerman_IsCitedAsTheGermanTextDoes(string english, string expected)
    {
        using var german = Languages.Use("de");

        Assert.Equal(expected, DocumentLabels.Cited(english));
    }

    private async Task IsGermanAsync(ReportRecord record, params IReadOnlyList<string> written)
    {
        var left = await GermanText.LeftInEnglishAsync(making, record, [.. written, .. s_written]);

        Assert.True(left.Count == 0, string.Join(Environment.NewLine, left));
    }
}
