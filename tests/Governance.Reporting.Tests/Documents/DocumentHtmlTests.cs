using System.Text.Json.Nodes;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Reporting.Documents;

namespace Governance.Reporting.Tests.Documents;

public sealed class DocumentHtmlTests(Making making)
{
    internal const string Hostile = "</td><script>document.title='owned'</script>\u202Egnisrever";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Html_WithAGap_SaysIncompleteInEveryPageBoxAndPrintsTheGapInItsPlace()
    {
        var html = await HtmlAsync(Record());

        Assert.Contains("<div class=\"watermark long\" aria-hidden=\"true\">INCOMPLETE</div>", html, StringComparison.Ordinal);
        Assert.Contains("@top-right{content:\"INCOMPLETE", html, StringComparison.Ordinal);
        Assert.Contains(
            "incomplete",
            html[
                html.IndexOf("@page :first", StringComparison.Ordinal)..html.IndexOf(
                    "</style>",
                    html.IndexOf("@page :first", StringComparison.Ordinal),
                    StringComparison.Ordinal
                )
            ],
            StringComparison.Ordinal
        );
        Assert.Contains("Not on record: sbom.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_OfRowsWithALongText_GivesItsColumnTheRoom()
    {
        string[] fields = ["state", "period", "rule", "facts"];
        var point = Point("PMM-9", "Standing", "Compliance with policies", "policy_posture", "state") with
        {
            Records = [new PointRecord("policy_posture", [.. fields])],
        };
        var record = Record();
        var found = new FoundRecord
        {
            Kind = "policy_posture",
            Id = "postures:DEP-0001",
            Title = $"Posture",
            Href = "/posture/credit",
            Sha256 = null,
            At = Samples.Now,
            Rows = [.. new[] { "DATA-01", "RISK-01" }.Select(Row)],
        };

        var html = await HtmlAsync(
            record with
            {
                Plan = record.Plan with { Groups = [new DocumentGroup(point.Id, point.Ref, point.Title, [point])] },
                Points = [FilledPoint.Of(point, null, [found], k => k)],
            }
        );

        // Of the six columns the one with the long text has most room; what is the same in all rows would need none.
        var widths = System
            .Text.RegularExpressions.Regex.Matches(
                html[html.IndexOf("policy_posture", StringComparison.Ordinal)..].Split("</colgroup>")[0],
                "w([0-9]+)",
                System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(1)
            )
            .Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        Assert.Equal(widths.Max(), widths[^1]);

        Dictionary<string, RecordValue> Row(string rule) =>
            fields.ToDictionary(f => f, f => RecordValue.Of(f is "facts" ? $"{rule}: {new string('a', 70)}" : rule));
    }

    [Fact]
    public async Task Html_OfTheSameRowsAgain_NamesTheirTable_AndOneColumnIsALine()
    {
        string[] rules = ["DATA-01", "RISK-01", "TEST-01"];
        var found = new FoundRecord
        {
            Kind = "policy_result",
            Id = "GATE-0009",
            Title = $"Gate",
            Href = "/approvals/APR-0003",
            Sha256 = null,
            At = Samples.Now,
            Rows =
            [
                .. rules.Select(rule => new Dictionary<string, RecordValue>(StringComparer.Ordinal)
                {
                    ["rule"] = RecordValue.Of(rule),
                    ["result"] = RecordValue.Of($"{rule} passed"),
                    ["policy"] = RecordValue.Of("baseline 7"),
                }),
            ],
        };
        DocumentPoint[] points = [Asking("A-1", "rule", "result"), Asking("A-2", "rule", "result", "policy"), Asking("A-3", "rule")];
        var record = Record();

        var html = await HtmlAsync(
            record with
            {
                Plan = record.Plan with { Groups = [.. points.Select(p => new DocumentGroup(p.Id, p.Ref, p.Title, [p]))] },
                Points = [.. points.Select(p => FilledPoint.Of(p, null, [found], k => k))],
            }
        );

        Assert.Equal(2, html.Split("DATA-01 passed").Length);
        Assert.Matches("the same as in table [0-9]+\\. [Pp]olicy: baseline 7\\.", html);
        Assert.Contains("DATA-01; RISK-01; TEST-01", html, StringComparison.Ordinal);

        static DocumentPoint Asking(string id, params string[] fields) =>
            Point(id, id, "Results", "policy_result", fields[0]) with
            {
                Records = [new PointRecord("policy_result", [.. fields])],
            };
    }

    [Fact]
    public async Task Html_OfACompleteDocument_SaysNothingOfTheKind()
    {
        var record = Record();

        var html = await HtmlAsync(record with { Points = [.. record.Points.Where(p => !p.Blocks)] });

        Assert.DoesNotContain("INCOMPLETE", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"watermark", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_OfACompleteDocumentOfNoNamedOrganisation_IsADraftThatSaysSo()
    {
        var record = Record();
        var complete = record with
        {
            Points = [.. record.Points.Where(p => !p.Blocks)],
            About = record.About with { Provider = null },
            Document = record.Document with { IsNamed = false },
        };

        var html = await HtmlAsync(complete);

        Assert.Contains("<div class=\"watermark\" aria-hidden=\"true\">Draft</div>", html, StringComparison.Ordinal);
        Assert.Contains("Draft, the organisation is not named", html, StringComparison.Ordinal);
        Assert.Contains("No provider named", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_OfTheOrganisationsOwnSystem_PrintsWhereTheProviderIsReached()
    {
        var record = Record();
        var own = record with
        {
            About = record.About with { Provider = record.Document.Installation },
            Document = record.Document with { Address = "Example Street 1\nDenmark", Contact = "ai@bank.example" },
        };

        var provider = (await HtmlAsync(own)).Split("Provider</th>")[1].Split("</tr>")[0];

        Assert.Contains("Example Street 1</bdi>", provider, StringComparison.Ordinal);
        Assert.Contains("ai@bank.example", provider, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_OfWhatStrangersWrote_IsTextAndNothingElse()
    {
        var html = await HtmlAsync(Record());

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_PrintsEachNumberWithItsIntervalItsRowsAndItsSource()
    {
        var html = await HtmlAsync(Record());

        Assert.Contains("0.7914", html, StringComparison.Ordinal);
        Assert.Contains(
            "0.77 to 0.81",
            System
                .Net.WebUtility.HtmlDecode(html)
                .Replace("0.7700", "0.77", StringComparison.Ordinal)
                .Replace("0.8100", "0.81", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("Source: <bdi><span class=\"keep\">EVD-0001</span></bdi>", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"keep\">versions/</span>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_HasEveryValueWithItsRecordAndEveryTextWithItsAuthor()
    {
        var claims = Record().Manifest().Claims;

        Assert.Contains(
            claims,
            c =>
                c.Claim == "Annex IV(4): auc"
                && c.Value == "0.791395"
                && c.Evidence == new EvidenceReference("EVD-0001", "validation_report", Samples.Sha("validation"))
        );
        Assert.Contains(claims, c => c.Claim == "Annex IV(4): written by Marta Kowalska" && c.Evidence.Kind == "section-text");
    }

    [Fact]
    public void Twin_OfTheSameData_IsTheSameWhenMadeLaterBySomebodyElse()
    {
        var record = Record();
        var later = record with
        {
            Document = record.Document with { Id = "REP-0099", MadeAt = Samples.Now.AddDays(1), MadeBy = "Hugo Lindqvist" },
        };

        Assert.Equal(record.Twin(), later.Twin());
        Assert.Equal(1, (int)JsonNode.Parse(record.Twin())!["missing"]!);
    }

    private Task<string> HtmlAsync(DocumentRecord record) => making.Html.RenderAsync(record, Ct);

    internal static DocumentRecord Record()
    {
        var argued = Point("AIV-4", "Annex IV(4)", "Why these metrics fit", "validation_report", "results") with
        {
            PersonWrites = "The argument.",
        };
        var parts = Point("AIV-5", "Annex IV(5)", "Parts", "sbom", "component");
        var access = new Access
        {
            Actor = Actor.OfUser(new UserId(6), Roles.ComplianceOfficer, session: null),
            PrintedName = "Marta Kowalska",
        };
        var entry = SectionEntry
            .Write(
                new SystemId(1),
                about: null,
                argued,
                before: null,
                EntryState.Written,
                $"A wrong refusal harms the applicant. {Hostile}",
                [],
                access,
                Samples.Now
            )
            .Value;
        var validation = new FoundRecord
        {
            Kind = "validation_report",
            Id = "EVD-0001",
            Title = $"{new PortalWords("Validation report")}, {Hostile}",
            Href = "/models/credit/versions/2.0.0",
            Sha256 = Samples.Sha("validation"),
            At = Samples.Now.AddDays(-9),
            Rows =
            [
                new Dictionary<string, RecordValue>
                {
                    ["results"] = RecordValue.Of([new("auc", "0.791395", "0.77", "0.81", 3000), new("brier", "0.127987")]),
                },
            ],
        };
        var groups = new[] { argued, parts }.Select(p => new DocumentGroup(p.Id, p.Ref, p.Title, [p])).ToList();
        return new DocumentRecord
        {
            Document = Samples.Document(),
            Plan = new DocumentPlan
            {
                Kind = "annex-iv",
                Title = "Technical documentation",
                LegalBasis = ["Art. 11(1)", "Annex IV"],
                PreparedBy = "provider",
                Groups = groups,
                Checks = [],
                Sha256 = Samples.Sha("plan"),
            },
            About = new DocumentSubject(
                "SYS-0001",
                "Retail credit scoring",
                "Estimates a probability.",
                "Meridian Retail Bank",
                "credit 2.0.0",
                ["High-risk, Annex III(5)(b)"],
                [],
                ["Provider"]
            ),
            Law = new DocumentLaw("Regulation (EU) 2024/1689", "consolidated", new DateOnly(2026, 7, 27), Samples.Sha("law")),
            Points = [FilledPoint.Of(argued, entry, [validation], k => k), FilledPoint.Of(parts, null, [validation], k => k)],
            KindNames = new Dictionary<string, string>(),
        };
    }

    internal static DocumentPoint Point(string id, string reference, string title, string kind, string field) =>
        new()
        {
            Id = id,
            Ref = reference,
            Title = title,
            Need = PointNeed.Always,
            ContentNeeded = "What belongs here.",
            Records = [new PointRecord(kind, [field])],
            PersonWrites = "",
        };
}
