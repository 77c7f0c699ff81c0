using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Help;
using Governance.Testing;

namespace Governance.Portal.Tests.Admin;

/// <summary>The documentation of the build is read and searched in the portal, and no link in it leads nowhere.</summary>
public sealed partial class HelpTests
{
    private static readonly Handbook s_handbook = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Links_OfEveryPage_LeadToAPageAndAHeadingThatAreThere()
    {
        var parser = new HtmlParser();
        var anchors = s_handbook.Pages.ToDictionary(
            p => p.Key,
            p => parser.ParseDocument(p.Value.Html).QuerySelectorAll("[id]").Select(e => e.Id!).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        var wrong = new List<string>();
        foreach (var page in s_handbook.Pages.Values)
        {
            var html = parser.ParseDocument(page.Html);
            foreach (var href in html.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!))
            {
                if (href.Contains("://", StringComparison.Ordinal) || href is "/developers")
                {
                    continue;
                }

                var link = Link().Match(href);
                var target = link.Groups["page"].Length > 0 ? link.Groups["page"].Value : page.Path;
                if (
                    !link.Success
                    || !anchors.TryGetValue(target, out var ids)
                    || (link.Groups["id"] is { Length: > 0 } id && !ids.Contains(id.Value))
                )
                {
                    wrong.Add($"{page.Path}: {href}");
                }
            }

            Assert.Empty(html.QuerySelectorAll("script, style, iframe, img, [onclick]"));
            Assert.False(string.IsNullOrWhiteSpace(page.Title), page.Path);
            Assert.All(page.Sections, section => Assert.False(string.IsNullOrWhiteSpace(section.Heading), page.Path));
        }

        Assert.True(s_handbook.Pages.Count > 40, $"{s_handbook.Pages.Count} pages");
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Shelves_HoldEveryPage_AndEachOnce()
    {
        var listed = HandbookShelves.Of(s_handbook).SelectMany(s => s.Pages).Select(p => p.Path).ToList();
        var records = s_handbook.Pages.Keys.Where(p => p.StartsWith("adr/", StringComparison.Ordinal) && p != "adr/README");

        Assert.Equal(s_handbook.Pages.Keys.Except(records).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        // Each decision record is a link away.
        Assert.All(records, r => Assert.Contains($"/docs/{r}", s_handbook.Find("adr/README")!.Html, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("waiver", "waiver")]
    [InlineData("backup restore", "restor")]
    [InlineData("PSI", "psi")]
    [InlineData("  permit   offline ", "offline")]
    [InlineData("champion alias", "champion")]
    public void Search_FindsSectionsWithEveryWord_AndShowsWhere(string question, string shown)
    {
        var hits = s_handbook.Search(question, 10);

        Assert.NotEmpty(hits);
        Assert.All(
            hits,
            hit =>
                Assert.All(
                    question.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                    word =>
                        Assert.Contains(
                            word,
                            $"{hit.Page.Title} {hit.Section.Heading} {hit.Section.Text}",
                            StringComparison.OrdinalIgnoreCase
                        )
                )
        );
        Assert.Contains(hits, hit => $"{hit.Section.Heading} {hit.Excerpt}".Contains(shown, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(hits.OrderByDescending(h => h.Weight), hits);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("zyxwvut")]
    public void Search_OfNothing_FindsNothing(string? question) => Assert.Empty(s_handbook.Search(question, 10));

    [Fact]
    public async Task Pages_AreForPeopleWhoSignedIn_AndShowHostileWordsAsText()
    {
        await using var portal = new PortalFactory { RunsJobs = false };
        await portal.CreateUserAsync("ann@bank.example", Roles.Auditor);
        using var nobody = portal.CreateClient(new() { AllowAutoRedirect = false });
        foreach (var path in (string[])["/help", "/docs/monitoring"])
        {
            using var refused = await nobody.GetAsync(path, Ct);
            Assert.Equal("/signin", new Uri(new Uri("http://localhost"), refused.Headers.Location!).AbsolutePath);
        }

        using var client = await portal.SignInAsync("ann@bank.example");
        var help = await TextAsync(client, "/help");
        Assert.Matches("href=\"/docs/guides/auditor\"[^>]*>Guide: auditor<", help);
        Assert.Contains("href=\"/docs/agent-runs\"", help, StringComparison.Ordinal);
        Assert.Contains("href=\"/docs/monitoring#", await TextAsync(client, "/help?q=drift"), StringComparison.Ordinal);
        var hostile = await client.GetStringAsync("/help?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E", Ct);
        Assert.DoesNotContain("<script>alert", hostile, StringComparison.Ordinal);
        Assert.Contains("id=\"residual\"", await TextAsync(client, "/glossary"), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"residual\"", await TextAsync(client, "/glossary?q=psi"), StringComparison.Ordinal);
        Assert.Contains("href=\"/glossary#psi\"", await TextAsync(client, "/help?q=psi"), StringComparison.Ordinal);
        var found = await client.GetStringAsync("/api/v1/find?q=risk%20appetite", Ct);
        Assert.Contains("/glossary#appetite", found, StringComparison.Ordinal);
        Assert.Contains("id=\"", await TextAsync(client, "/docs/guides/auditor"), StringComparison.Ordinal);
        Assert.Contains("no such page", await TextAsync(client, "/docs/..%2F..%2Fetc%2Fpasswd"), StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
    }

    [GeneratedRegex(@"\A(/docs/(?<page>[^#]+))?(#(?<id>.+))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
