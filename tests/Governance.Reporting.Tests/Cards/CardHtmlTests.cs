using System.Net;
using System.Text.Json.Nodes;
using Governance.Domain.Cards;
using Governance.Reporting.Manifests;

namespace Governance.Reporting.Tests.Cards;

public sealed class CardHtmlTests(Making making)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Html_WithAGap_SaysIncompleteOnEveryPageAndPrintsTheGapInItsPlace()
    {
        var html = await HtmlAsync(CardSamples.Open());

        Assert.Contains("<div class=\"watermark long\" aria-hidden=\"true\">INCOMPLETE</div>", html, StringComparison.Ordinal);
        Assert.Contains("@top-right{content:\"INCOMPLETE", html, StringComparison.Ordinal);
        Assert.Contains("1 of 22 fields missing, 1 claim not confirmed, card not approved", html, StringComparison.Ordinal);
        Assert.Contains(
            "No record in the portal contains it.",
            html[html.IndexOf("<h3>Robustness</h3>", StringComparison.Ordinal)..],
            StringComparison.Ordinal
        );
        Assert.Contains("Awaiting approval", html, StringComparison.Ordinal);
        Assert.Contains("Version 1 was approved by <bdi>Claire Fontaine</bdi>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_OfAnApprovedCompleteCard_IsFinalAndNamesWhoApprovedIt()
    {
        var html = await HtmlAsync(CardSamples.Approved());

        Assert.DoesNotContain("INCOMPLETE", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"watermark", html, StringComparison.Ordinal);
        Assert.Contains("<bdi>Jonas Lindqvist</bdi>", html, StringComparison.Ordinal);
        Assert.Null(CardSamples.Approved().Mark);
    }

    [Fact]
    public void Card_CompleteButNotApproved_IsADraft()
    {
        var record = CardSamples.Approved();

        record = record with { Standing = record.Standing with { Approval = null } };

        Assert.Equal("Draft", record.Mark);
        Assert.Equal(0, record.MissingPoints);
    }

    [Theory]
    [InlineData("Waiting for review", "Version 1, wartet auf Überprüfung, CRD-0007")]
    [InlineData("Draft", "Version 1, Entwurf, CRD-0007")]
    public async Task Html_InGerman_SaysTheStateWithinItsLineWithoutACapitalThatIsNoNouns(string state, string expected)
    {
        var card = CardSamples.Open();

        var html = await HtmlAsync(
            card with
            {
                Document = card.Document with { Language = "de" },
                Standing = card.Standing with { Number = 1, Id = "CRD-0007", Words = state },
            }
        );

        Assert.Contains(expected, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_ShowsTheSourceOfEveryFieldAndEveryFullDigest()
    {
        var record = CardSamples.Open();

        var html = WebUtility.HtmlDecode(await HtmlAsync(record));

        Assert.All(
            record.Fields.Where(f => f.Status is not FieldStatus.Missing),
            field =>
            {
                var at = html.IndexOf($"<h3>{field.Title}</h3>", StringComparison.Ordinal);
                Assert.True(at > 0, field.Title);
                var part = html[
                    at..html.IndexOf("</p>", html.IndexOf("class=\"source\"", at, StringComparison.Ordinal), StringComparison.Ordinal)
                ];
                Assert.Contains(field.Sources[0].Id, part, StringComparison.Ordinal);
                Assert.Contains(field.Sources[0].Sha256![..12], part, StringComparison.Ordinal);
            }
        );
        Assert.All(
            record.Fields.SelectMany(f => f.Sources).Select(s => s.Sha256!).Distinct(StringComparer.Ordinal),
            sha => Assert.Contains(string.Join(' ', sha.Chunk(16).Select(c => new string(c))), html, StringComparison.Ordinal)
        );
        Assert.Contains("Not confirmed here.", html, StringComparison.Ordinal);
        Assert.Contains("Not applicable according to <bdi>Mei Tanaka</bdi>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_OfWhatStrangersWrote_IsTextAndNothingElse()
    {
        var html = await HtmlAsync(CardSamples.Open());

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_HasEveryNumberWithItsEvidenceAndEveryTextWithItsCard()
    {
        var manifest = CardSamples.Open().Manifest();

        Assert.Contains(
            manifest.Claims,
            c =>
                c.Claim == "Performance"
                && c.Value!.Contains("0.987", StringComparison.Ordinal)
                && c.Evidence == new EvidenceReference("EVD-0112", "evidence", Samples.Sha("validation"))
        );
        Assert.Contains(
            manifest.Claims,
            c => c.Claim == "Known limits" && c.Evidence == new EvidenceReference("CRD-0007", "card-text", Samples.Sha("card"))
        );
        Assert.Contains(manifest.Claims, c => c.Evidence is { Id: "network-intrusion", IsUnlogged: true });
        Assert.Equal(manifest.Claims, EvidenceManifest.Parse(manifest.ToJson()).Claims);
    }

    [Fact]
    public void Twin_HasEveryFieldAndIsTheSameWhenMadeLaterBySomebodyElse()
    {
        var record = CardSamples.Open();
        var later = record with
        {
            Document = record.Document with { Id = "REP-0099", MadeAt = Samples.Now.AddDays(1), MadeBy = "Hugo Lindqvist" },
        };

        var twin = JsonNode.Parse(record.Twin())!;

        Assert.Equal(record.Twin(), later.Twin());
        Assert.Equal(CardTemplate.Model.Select(f => f.Key), twin["fields"]!.AsArray().Select(f => (string)f!["key"]!));
        Assert.Equal("missing", (string?)twin["fields"]!.AsArray().Single(f => (string?)f!["key"] == "robustness")!["status"]);
        Assert.Equal(1, (int)twin["missing"]!);
    }

    private Task<string> HtmlAsync(ReportRecord record) => making.Html.RenderAsync(record, Ct);
}
