using System.Net;
using Governance.Domain.Documents;
using Governance.Localisation;
using Governance.Reporting.Documents;
using Governance.Reporting.Tests.Cards;
using Governance.Reporting.Tests.Committee;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Tests.Documents;

/// <summary>
/// A name is nobody's to translate: what people called a column, a dataset, a tool, a risk or a measure stands in a German document as they
/// wrote it, even where it is word for word a text of ours. A document with such names is the document with names of no meaning, renamed.
/// </summary>
public sealed class GermanNamesTests(Making making)
{
    // One word and several, nouns and states, of which German says something else.
    private static readonly string[] s_keys =
    [
        "service",
        "Service",
        "Owner",
        "training",
        "Monitoring",
        "Card",
        "Credit decisions",
        "Not assessed",
        "Risk register",
        "Approve or reject",
        "Alert flood hides real events",
    ];

    public static TheoryData<string> Keys => [.. s_keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void EveryKey_SaysSomethingElseInGerman()
    {
        using var german = Languages.Use("de");

        Assert.All(s_keys, key => Assert.NotEqual(key, T.Current!.Find(key) ?? key));
    }

    [Fact]
    public void EveryText_InAPlaceOfASentence_StaysAsItIs()
    {
        using var german = Languages.Use("de");
        var names = T.Current!.Keys.Where(k => !k.Contains('{', StringComparison.Ordinal) && T.Current.Find(k) != k).ToList();

        // A provision of the law and a time are data of ours in any place.
        var changed = names.Where(name => RecordWords.Sentence($"{name}") != name).ToList();

        Assert.True(names.Count > 5_000, $"Only {names.Count} names.");
        Assert.Empty(changed);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task DriftReport_KeepsItsNames(string key) =>
        await SameAsync(
            key,
            name =>
            {
                var sample = Samples.Drift();
                return sample with
                {
                    Features = [sample.Features[0] with { Name = name }],
                    Events = [new(Samples.Now.AddDays(-26), Wording.Text($"{name} deployed"))],
                    Alerts =
                    [
                        new(
                            "ALR-0001",
                            Wording.Text($"Drift"),
                            Wording.Verbatim(name),
                            "alert",
                            Wording.Text($"Open"),
                            Samples.Now,
                            null,
                            "WIN-0107",
                            name
                        )
                        {
                            Feature = name,
                            Value = Wording.Sentence("PSI 0.33"),
                        },
                    ],
                };
            }
        );

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task CommitteePack_KeepsItsNames(string key) =>
        await SameAsync(
            key,
            name =>
            {
                var sample = CommitteeSamples.Full();
                return sample with
                {
                    Risks = sample.Risks with { Printed = [sample.Risks.Printed[0] with { Title = name, About = name, Owner = name }] },
                    Changes = sample.Changes with
                    {
                        Printed =
                        [
                            new(Samples.Now, "POL-1", "Policy", $"Policy {name} {"2026.1"} came into force"),
                            new(Samples.Now, "RSK-0001", "Risk re-scored", $"{name}: residual score {16}"),
                            new(Samples.Now, "INC-0001", "Incident opened", $"{name}"),
                        ],
                    },
                };
            }
        );

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Card_KeepsItsNames(string key) =>
        await SameAsync(
            key,
            name =>
            {
                var sample = CardSamples.Approved();
                FormattableString measured = $"{name}: {new PortalWords("0.810")}";
                return sample with
                {
                    Fields =
                    [
                        .. sample.Fields.Select(f =>
                            f.Key switch
                            {
                                "trainingData" => f with
                                {
                                    Sentences = [$"{name} {"1"} ({new PortalWords("training")}), SHA-256 {new string('a', 64)}"],
                                },
                                "fairness" => f with { Sentences = [$"{new PortalColumns(name)}, {name}: {measured}"] },
                                "robustness" => f with { Sentences = [$"Report from {name}"] },
                                _ => f,
                            }
                        ),
                    ],
                };
            }
        );

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task DocumentOfASystem_KeepsItsNames(string key) =>
        await SameAsync(
            key,
            name =>
            {
                var sample = DocumentSamples.Technical();
                var point = DocumentHtmlTests.Point("AIV-3-3", "Annex IV(3)", "Oversight measures", "validation_report", "results") with
                {
                    Records = [new PointRecord("validation_report", ["results", "metric", "dataset"])],
                };
                var found = new FoundRecord
                {
                    Kind = "validation_report",
                    Id = "EVD-0001",
                    Title = $"{new PortalWords("Validation report")}, {name}",
                    Evidence = new PortalWords("Validation report"),
                    Sha256 = Samples.Sha("names"),
                    At = Samples.Now,
                    Rows =
                    [
                        new Dictionary<string, RecordValue>(StringComparer.Ordinal)
                        {
                            ["results"] = RecordValue.Of([new($"{name} rate", "0.81"), new("auc", "0.79")]),
                            ["metric"] = RecordValue.Of("", [$"Drift of {name}"]),
                            ["dataset"] = RecordValue.Of("", [$"{name} ({new PortalWords("training")})"]),
                        },
                    ],
                };
                var risk = found with
                {
                    Kind = "risk_register",
                    Id = "RSK-0001",
                    Title = $"{name}",
                    Evidence = null,
                    Rows =
                    [
                        new Dictionary<string, RecordValue>(StringComparer.Ordinal)
                        {
                            ["risk_id"] = RecordValue.Of(name),
                            ["inherent_score"] = RecordValue.Of([new("inherent score", "20")]),
                        },
                    ],
                };
                var risks = DocumentHtmlTests.Point("AIV-5", "Annex IV(5)", "Risk management", "risk_register", "risk_id") with
                {
                    Records = [new PointRecord("risk_register", ["risk_id", "inherent_score"])],
                };
                return sample with
                {
                    Plan = sample.Plan with
                    {
                        Groups =
                        [
                            new DocumentGroup(point.Id, point.Ref, point.Title, [point]),
                            new DocumentGroup(risks.Id, risks.Ref, risks.Title, [risks]),
                        ],
                    },
                    Points = [FilledPoint.Of(point, null, [found], k => k), FilledPoint.Of(risks, null, [risk], k => k)],
                    Scope = [$"{"INC-0001"}: {name}. AI systems: {$"{name} (SYS-0001)"}."],
                };
            }
        );

    // The same document with a name that has no meaning, as long and broken at the same places, is the same once that name is replaced.
    private async Task SameAsync(string key, Func<string, ReportRecord> of)
    {
        var neutral = string.Concat(
            key.Select(c =>
                !char.IsLetter(c) ? c
                : char.IsUpper(c) ? 'Q'
                : 'q'
            )
        );
        var (expected, said) = (await HtmlAsync(of(neutral)), await HtmlAsync(of(key)));

        Assert.Contains(neutral, expected, StringComparison.Ordinal);
        Assert.Equal(expected.Replace(neutral, key, StringComparison.Ordinal), said);
    }

    private async Task<string> HtmlAsync(ReportRecord record) =>
        WebUtility.HtmlDecode(await making.Html.RenderAsync(record with { Document = record.Document with { Language = "de" } }, Ct));
}
