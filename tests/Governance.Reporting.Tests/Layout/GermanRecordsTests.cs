using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Governance.Localisation;
using Governance.Reporting.Approvals;
using Governance.Reporting.Tests.Registers;
using Governance.Reporting.Tests.Validations;
using Stage = Governance.Domain.Models.Stage;

namespace Governance.Reporting.Tests.Layout;

/// <summary>Approval records, drift and validation reports and registers in German.</summary>
public sealed class GermanRecordsTests(Making making)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // What people and programs wrote in the samples.
    private static readonly string[] s_data =
    [
        "Amara Nwosu",
        "Meridian Retail Bank",
        "Network intrusion detector",
        "network-intrusion",
        "Jonas Lindqvist",
        "Mei Tanaka",
        "Tomasz Wójcik",
        "Claire Fontaine",
        "Priya Raman",
        "Flags network connections for review by the security operations centre.",
        "Retrained on October traffic. False negative rate on probes falls from 6.1 % to 3.6 %.",
        "Too few rows from two regions. Collected by 21 December and evaluated again.",
        "Scan is clean.",
        "Dependencies scanned again after the new validation report.",
        "The notice to employees is published before 1 December 2026.",
        "Drift in connection durations after the firewall change",
        "Analysts follow the score unread",
        "bank-baseline",
        "built-in",
        "evidence-manifest.json",
    ];

    [Fact]
    public async Task ApprovalRecord_IsGermanThroughout()
    {
        var sample = Samples.Approval();
        var record = sample with
        {
            GateRun = sample.GateRun! with
            {
                // As the portal hands them over, in the language of the document.
                Results =
                [
                    .. sample.GateRun.Results.Select(r =>
                        r with
                        {
                            Words = new("Die Regel hat so geurteilt.", "12 Zeilen", "≥ 30 Zeilen"),
                        }
                    ),
                ],
            },
        };

        string[] data =
        [
            .. s_data,
            .. sample.GateRun.Results.Select(r => r.Rule),
            .. sample.Metrics.Select(m => m.Name),
            .. sample.Datasets.Select(d => d.Name),
            .. sample.Dependencies.SelectMany(d => new[] { d.Name, d.License ?? "" }).Where(d => d.Length > 0),
            .. sample.Evidence.Select(e => e.Tool ?? e.Id),
            .. sample.Custody.Select(c => c.Actor),
            "the smallest group has 12 rows, fewer than 30",
            "the bundle changed: evidence",
            // The code of a refusal is the same in both.
            "Code promotion.own-request",
            "DEP-0088",
            "production, eu-north-1",
            "application/octet-stream",
            "governance report verify",
            "key KEY-0003",
            "governance.bundle/v1",
            // The same word in both.
            "Schema",
            "Die Regel hat so geurteilt.",
            "12 Zeilen",
            "≥ 30 Zeilen",
            .. sample.SignOffs.Select(o => o.Meaning),
        ];
        AssertNone((await GermanText.LeftInEnglishAsync(making, record, data)).Where(piece => !IsOfTheBundle(piece, record)));

        var german = await GermanAsync(record);
        Assert.Contains("Alle 3 erforderlichen Abzeichnungsfelder sind unterzeichnet.", german, StringComparison.Ordinal);
        Assert.Contains("von Erprobung nach Produktion", german, StringComparison.Ordinal);
        Assert.Contains(
            "3 von 3 Signaturen ausstehend",
            await GermanAsync(record with { State = "open", SignOffs = [] }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task CustodyOfAnApproval_AsThePortalTellsIt_IsGerman_ButWhatPeopleWrote()
    {
        CustodyFacts Step(string action, string? detail, bool refused = false, bool quoted = false) =>
            new(Samples.Now, "Governance Portal", action, detail, 7, refused) { IsQuoted = quoted };
        CustodyFacts Said(string action, FormattableString said) =>
            Step(action, Wording.Text(said).English) with
            {
                Said = Wording.Text(said),
            };
        var record = Samples.Approval() with
        {
            Custody =
            [
                Said("promotion.requested", $"from {Stage.Staging} to {Stage.Production}"),
                Said("promotion.signed", $"{Wording.Text($"Security")}: {Wording.Text($"approved with a condition")}"),
                Said("promotion.voided", $"{Wording.Text($"The evidence")} changed; {Wording.Text($"{2} signatures")} void"),
                Step("promotion.signed", "Code promotion.own-request", refused: true),
                Step("evidence.added", "EVD-0112: model-card"),
                Step("version.registered", "evidence@1.0.0"),
                Step("artifact.stored", "other"),
                Said("gate.evaluated", $"{"GATE-0341"}: {Wording.Text($"passed")}"),
                Said("deployment.made", $"{"DEP-0088"}, under emergency override {"OVR-0001"}"),
                Said("override.ended", $"{"OVR-0001"}: {Wording.Text($"its time had run out")}"),
                Step("promotion.commented", "The evidence changed", quoted: true),
            ],
        };

        var german = await GermanAsync(record);
        Assert.All(
            [
                "von Erprobung nach Produktion",
                "Sicherheit: mit einer Auflage genehmigt",
                "Versuch abgewiesen: ",
                "Code promotion.own-request",
                "EVD-0112: Modellkarte",
                "<bdi>evidence@1.0.0</bdi>",
                "<bdi>other</bdi>",
                "GATE-0341: bestanden",
                "DEP-0088, unter Notfreigabe OVR-0001",
                "OVR-0001: ihre Zeit war abgelaufen",
                "<bdi>The evidence changed</bdi>",
            ],
            text => Assert.Contains(text, german, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("signatures void", german, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AlertsOfADriftReport_KeepNamesOfColumnsThatAreWordsOfOurs()
    {
        var sample = Samples.Drift();
        var record = sample with
        {
            Alerts =
            [
                sample.Alerts![0] with
                {
                    About = Wording.Verbatim("service"),
                    Value = Wording.Sentence("PSI 0.36"),
                },
                sample.Alerts[0] with
                {
                    About = Wording.Verbatim("score"),
                    Value = Wording.Sentence("PSI 0.30"),
                },
            ],
        };

        var german = await GermanAsync(record);

        Assert.Contains("<bdi>Drift: service, PSI 0,36</bdi>", german, StringComparison.Ordinal);
        Assert.Contains("<bdi>Drift: score, PSI 0,30</bdi>", german, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DriftReport_IsGermanThroughout_ItsChartsToo()
    {
        var sample = Samples.Drift();
        var record = sample with
        {
            LabelDelay = null,
            Features =
            [
                .. sample.Features.Select(f =>
                    f with
                    {
                        Cells = [.. f.Cells.Select(c => c.Reason is null ? c : c with { Reason = "the window does not have this column" })],
                    }
                ),
            ],
            Performance = [.. sample.Performance.Select(p => p.Auc is null ? p with { Reason = "the window has no labels" } : p)],
            Alerts = [sample.Alerts![0] with { Value = Wording.Sentence("PSI 0.36") }, sample.Alerts[1] with { Reason = null }],
        };

        string[] data =
        [
            .. s_data,
            .. sample.Features.SelectMany(f => f.Name.Split('_', StringSplitOptions.RemoveEmptyEntries).Append(f.Name)),
            "Labels",
            "quic",
            "wireguard",
            "Siddiqi, Credit Risk Scorecards, 2006",
            "Statistical properties of the population stability index, Journal of Risk Model Validation",
            "Journal of the Royal Statistical Society B",
            "Journal of the American Statistical Association",
            "Mathematical Methods of Statistics",
            "Population Stability Index",
        ];
        AssertNone(await GermanText.LeftInEnglishAsync(making, record, data));

        var german = await GermanAsync(record);
        Assert.Contains(
            "aria-label=\"Falsch-negativ-Rate hat sich von 3,6\u202F% in WIN-0101 auf 7,2\u202F% in WIN-0107 verändert. "
                + "Der Grenzwert von 6,0\u202F% wird in WIN-0106, WIN-0107 nicht eingehalten.\"",
            german,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Im neuesten Fenster, WIN-0108, wurden 8 Merkmale geprüft: "
                + "2 mit erheblicher Drift (dst_bytes, service) und 2 mit mäßiger Drift (duration, src_bytes).",
            Regex.Replace(german, "<[^>]*>", "", RegexOptions.None, TimeSpan.FromSeconds(5)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<td class=\"h5\" data-subject=\"WIN-0108\" data-measure=\"psi:dst_bytes\" data-verdict=\"major\">0,36</td>",
            german,
            StringComparison.Ordinal
        );
        Assert.Matches("<td class=\"none\"[^>]*>–</td>", german);
    }

    [Fact]
    public async Task ValidationReport_IsGermanThroughout()
    {
        var record = ValidationSamples.Record;
        var words = new[]
        {
            record.Plan.Scope,
            record.Report.Summary,
            record.Report.Challenged,
            record.Report.Outcome,
            record.Report.Conditions!,
        }
            .Concat(record.Findings.SelectMany(f => f.Moves.Select(m => m.Reason).Append(f.Closed?.Words ?? f.Text).Append(f.Text)))
            .Concat([record.Plan.Tests])
            .SelectMany(w => (w.Text ?? "").Split('\n'))
            .Where(w => w.Length > 0);

        AssertNone(
            await GermanText.LeftInEnglishAsync(
                making,
                record,
                [
                    .. s_data,
                    .. words.Select(w => w.Trim()),
                    "Credit default score",
                    "Rita Risk",
                    "Ines Novak",
                    "Olu Okafor",
                    "owned",
                    "credit-default",
                    record.Report.Signature.Method,
                ]
            )
        );
        Assert.Contains(
            "Verschoben vom 31.\u00A0Dez.\u00A02026 auf den 28.\u00A0Feb.\u00A02027 durch ",
            await GermanAsync(record),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Registers_AreGermanThroughout_AndTheirJsonIsNot()
    {
        var (sample, audit) = (RegisterSamples.Risks(), RegisterSamples.Audit());
        // Their picture is that of documents.
        var risks = sample with
        {
            Sections = [.. sample.Sections.Select(s => s with { Scores = [] })],
        };

        AssertNone(
            await GermanText.LeftInEnglishAsync(
                making,
                risks,
                [.. s_data, "Status", "Income shift", "Unread scores", "Firewall", "Refusal", "Recalibration"]
            )
        );
        AssertNone(await GermanText.LeftInEnglishAsync(making, audit, [.. s_data, "promotion.requested", "promotion.signed", "user:"]));
        AssertNone(
            await GermanText.LeftInEnglishAsync(
                making,
                RegisterSamples.Oscal(),
                [.. s_data, "Status", "Credit decisions", "auc-floor", "card-age", "Passed: 0.987", "Nicht bestanden: 34 Tage"]
            )
        );
        AssertNone(await GermanText.LeftInEnglishAsync(making, RegisterSamples.Group(), [.. s_data, "Minimal"]));
        var german = await GermanAsync(risks);
        Assert.Contains("1.204 ", german, StringComparison.Ordinal);
        Assert.Contains("<bdi>1.250</bdi>", german, StringComparison.Ordinal);
        Assert.Contains("<bdi>20.\u00A0Nov.\u00A02026</bdi>", german, StringComparison.Ordinal);
        using var reader = Languages.Use("de");
        var twin = Encoding.UTF8.GetString(risks.Twin());
        Assert.Contains("\"20 Nov 2026\"", twin, StringComparison.Ordinal);
        Assert.Contains("\"1,250\"", twin, StringComparison.Ordinal);
        Assert.Contains("\"not assessed\"", twin, StringComparison.Ordinal);
    }

    private async Task<string> GermanAsync(ReportRecord record) =>
        WebUtility.HtmlDecode(await making.Html.RenderAsync(record with { Document = record.Document with { Language = "de" } }, Ct));

    // All of them at once: a collection's difference shows the first few only.
    private static void AssertNone(IEnumerable<string> pieces) => Assert.Equal("", string.Join('\n', pieces));

    // The members of the bundle are the bytes that were signed.
    private static bool IsOfTheBundle(string piece, ApprovalRecord record)
    {
        var bundle = Encoding.UTF8.GetString(record.Bundle.CanonicalJson.Span);
        // Fields stand in one line, each value behind the name it has there.
        return piece
            .Split([", ", " "], StringSplitOptions.RemoveEmptyEntries)
            .All(part => bundle.Contains($"\"{part}\"", StringComparison.Ordinal) || bundle.Contains($":{part}", StringComparison.Ordinal));
    }
}
