using System.Net;
using Bunit;
using Governance.Domain.Documents;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Components.Values;
using Governance.Portal.Kernel.Findings;
using Governance.Portal.Tests.Components;
using Governance.Reporting.Documents;
using Governance.Testing;

namespace Governance.Portal.Tests.Localisation;

/// <summary>
/// What a gate found is data that each language says in its own words; what other systems and earlier engines said is shown to the letter.
/// </summary>
public sealed class FindingTextTests : ComponentTest
{
    /// <summary>Sentences that the display used to rewrite, translate or read as markup.</summary>
    public static TheoryData<string> Sentences => [.. WrittenSentences.All];

    [Fact]
    public void EveryCodeAndWord_IsThereInEveryLanguage_WithTheSameValues()
    {
        List<string> findings = [];
        foreach (var (language, _) in Languages.All.Where(l => l.Tag != Languages.Source))
        {
            foreach (var text in StatementTexts.All)
            {
                if (FindingTemplates.Find(language, text.Code) is not { } template)
                {
                    findings.Add($"{language}: {text.Code} is missing");
                    continue;
                }

                var (english, said) = (StatementTexts.ValuesOf(text.Template), StatementTexts.ValuesOf(template));
                if (!english.OrderBy(v => v.Key, StringComparer.Ordinal).SequenceEqual(said.OrderBy(v => v.Key, StringComparer.Ordinal)))
                {
                    findings.Add($"{language}: {text.Code} has {string.Join(", ", said)}, English {string.Join(", ", english)}");
                }
            }

            findings.AddRange(
                Words()
                    .Where(term => FindingTemplates.Find(language, FindingTemplates.KeyOf(term)) is null)
                    .Select(term => $"{language}: {FindingTemplates.KeyOf(term)} is missing")
            );
        }

        Assert.True(StatementTexts.All.Count > 400, $"{StatementTexts.All.Count} codes");
        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    /// <summary>Results keep the comparisons of programs; people read one sign for each, in every language.</summary>
    [Fact]
    public void Comparison_HasOneSign_InEveryLanguage()
    {
        var findings = Languages
            .All.SelectMany(l =>
                StatementTexts.All.Select(t => (l.Tag, t.Code, Template: FindingTemplates.Find(l.Tag, t.Code) ?? t.Template))
            )
            .Where(t => t.Template.Contains(">=", StringComparison.Ordinal) || t.Template.Contains("<=", StringComparison.Ordinal))
            .Select(t => $"{t.Tag}: {t.Code} = {t.Template}")
            .ToList();

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
        var rows = Statement.Of("asked.rows", ("rows", new StatementValue.Count(500)));
        Assert.Equal("n ≥ 500", new FindingText([rows], "n >= 500").Say());
        // What a result keeps, and a replay compares, is as it was.
        Assert.Equal("n >= 500", StatementTexts.English(rows));
        Assert.Equal("n >= 500", new FindingText(null, "n >= 500").Say());
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public void StoredSentence_IsShownToTheLetter_InEveryLanguage(string stored)
    {
        foreach (var (language, _) in Languages.All)
        {
            using var use = Languages.Use(language);
            var text = new FindingText(null, stored);

            Assert.Equal(stored, text.Say());
            Assert.Equal($"<span lang=\"en\" translate=\"no\">{WebUtility.HtmlEncode(stored)}</span>", text.Markup().Value);
            var shown = Render<FoundText>(p => p.Add(c => c.Finding, text)).Find("span");
            Assert.Equal((stored, "en"), (shown.TextContent, shown.GetAttribute("lang")));
        }
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public void ForeignSentenceAndName_AreShownToTheLetter_AndMarked_InEveryLanguage(string foreign)
    {
        var found = Statement.Of(
            "opa.violation",
            ("violation", new StatementValue.Name(foreign)),
            ("message", new StatementValue.Foreign(foreign))
        );
        foreach (var (language, _) in Languages.All)
        {
            using var use = Languages.Use(language);
            var text = new FindingText([found], found.ToString());

            Assert.StartsWith(foreign, text.Say(), StringComparison.Ordinal);
            Assert.Equal(3, text.Say().Split(foreign).Length);
            var shown = Render<FoundText>(p => p.Add(c => c.Finding, text));
            var quotation = shown.Find("q");
            Assert.Equal((foreign, "no"), (quotation.TextContent, quotation.GetAttribute("translate")));
        }
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public void SentenceOfAnEarlierRun_IsPrintedToTheLetter_InDocumentsOfEveryLanguage(string stored)
    {
        // As the record of a gate run holds it: documents and OSCAL read their words from here.
        var value = RecordValue.Of(
            " ",
            [$"{new PortalWords("Failed")}: {new PortalWords(stored) { Said = () => new FindingText(null, stored).Say() }}"]
        );
        foreach (var (language, _) in Languages.All)
        {
            using var use = Languages.Use(language);

            Assert.EndsWith($": {stored}", RecordWords.Text(value), StringComparison.Ordinal);
        }

        Assert.Equal($"Failed: {stored}", value.Text);
    }

    [Theory]
    [InlineData("demographicParityDifference", 0.131286, 0.1, "Approval-rate gap of sex is 13.1 points, above the limit of 10.0 points.")]
    [InlineData("fpr", 0.0500049, 0.05, "False positive rate of sex is 5.0005\u202f%, above the limit of 5.0000\u202f%.")]
    [InlineData("our_own_measure", 0.7, 0.25, "our_own_measure of sex is 0.700, above the limit of 0.250.")]
    public void Measure_IsSaidInItsWordsAndUnit_WithAsManyDecimalsAsTellItFromItsLimit(
        string measure,
        double value,
        double limit,
        string said
    )
    {
        var found = Statement.Of(
            "metric.above",
            ("measure", new StatementValue.Measure(measure)),
            ("attribute", new StatementValue.Name("sex")),
            ("value", new StatementValue.Number(value)),
            ("limit", new StatementValue.Number(limit))
        );

        Assert.StartsWith(said, new FindingText([found], "").Say(), StringComparison.Ordinal);
    }

    [Fact]
    public void CodeOfALaterEngine_IsShownAsItWasStored()
    {
        var later = new FindingText([Statement.Of("later.code")], "What a later engine wrote.");

        Assert.True(later.IsStored);
        Assert.Equal("What a later engine wrote.", later.Say());
    }

    private static IEnumerable<StatementValue.Term> Words() =>
        new (string Vocabulary, IReadOnlyList<string> Words)[]
        {
            (StatementTerms.EvidenceKind, PolicyVocabulary.EvidenceKinds),
            (StatementTerms.Stage, PolicyVocabulary.Stages),
            (StatementTerms.RiskClass, [.. PolicyVocabulary.RiskClasses, "not-classified"]),
            (StatementTerms.Tier, PolicyVocabulary.Tiers),
            (StatementTerms.ModelKind, PolicyVocabulary.ModelKinds),
            (StatementTerms.Severity, [.. PolicyVocabulary.FindingSeverities, "none"]),
            (StatementTerms.AlertSeverity, PolicyVocabulary.AlertSeverities),
            (StatementTerms.AlertKind, PolicyVocabulary.AlertKinds),
            (StatementTerms.Role, PolicyVocabulary.PersonRoles),
            (StatementTerms.Deed, PolicyVocabulary.Deeds),
            (StatementTerms.Action, PolicyVocabulary.GatedActions),
            (StatementTerms.QualityCheck, PolicyVocabulary.QualityChecks),
            (StatementTerms.Sensitivity, PolicyVocabulary.Sensitivities),
            (StatementTerms.DataRole, PolicyVocabulary.DataRoles),
            (StatementTerms.Autonomy, AgentVocabulary.AutonomyLevels),
            (StatementTerms.ToolRisk, AgentVocabulary.ToolRisks),
            (StatementTerms.Binding, ["artifact", "dataset"]),
        }.SelectMany(v => v.Words.Select(word => new StatementValue.Term(v.Vocabulary, word)));
}
