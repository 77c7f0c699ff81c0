using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RoleIds = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Components;

/// <summary>What each role finds: few entries, and from them, from their tabs and from <em>All pages</em> every page it may open.</summary>
public sealed class PortalMenuTests : IAsyncLifetime
{
    // Pages to which no address alone leads: each with what does.
    private static readonly Dictionary<string, string> s_reachedOtherwise = new(StringComparer.Ordinal)
    {
        ["/approvals/batch"] = "the requests that were chosen in a list",
        ["/lineage/graph"] = "the dataset, run or version that it starts at",
        ["/docs"] = "the pages of the documentation, which Help lists",
        ["/busy"] = "shown in place of a page",
        ["/not-found"] = "shown in place of a page",
        ["/forbidden"] = "shown in place of a page",
        ["/signin/confirmed"] = "the way back from an identity provider",
    };

    private readonly PortalFactory _portal = new() { RunsJobs = false };

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task EveryRole_HasFewEntriesWithWords_AndFindsEveryPageItMayOpen()
    {
        List<string> findings = [];
        foreach (var role in RoleIds.All)
        {
            using var client = await SignInAsync(role);
            var page = await ReadAsync(client, "/pages");
            var entries = EntriesOf(page);
            if (entries.Count is 0 or > PortalMenu.MaxEntries)
            {
                findings.Add($"{role} has {entries.Count} entries");
            }

            findings.AddRange(entries.Where(e => Words(e).Length == 0).Select(e => $"{role}: {Address(e)} has no words"));
            foreach (var entry in entries)
            {
                using var answer = await client.GetAsync(new Uri(Address(entry), UriKind.Relative), Ct);
                if ((int)answer.StatusCode != 200)
                {
                    findings.Add($"{role}: the entry {Words(entry)} leads to {(int)answer.StatusCode}");
                }
            }

            var found = entries.Concat(page.QuerySelectorAll("main a[href^='/']")).Select(Address).ToHashSet(StringComparer.Ordinal);
            var open = PagesOf(role);
            findings.AddRange(open.Where(a => !found.Contains(a)).Select(a => $"{role} does not find {a}"));
            findings.AddRange(
                AllPages().Select(p => p.Address).Where(a => !open.Contains(a) && found.Contains(a)).Select(a => $"{role} may not open {a}")
            );
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Fact]
    public async Task EveryTab_ShowsTheTabsOfItsSection_ItselfSelected_AndItsEntryCurrent()
    {
        using var client = await SignInAsync(RoleIds.Auditor);
        var menu = _portal.Services.GetRequiredService<PortalMenu>();
        var entries = menu.EntriesOf(RoleIds.Auditor).Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        List<string> findings = [];
        var asked = 0;
        foreach (var (section, page) in menu.Sections.SelectMany(s => s.Pages.Select(p => (s, p))))
        {
            if (page.Needs is { } needs && !needs.GrantedTo.Contains(RoleIds.Auditor))
            {
                continue;
            }

            asked++;
            var document = await ReadAsync(client, page.Address);
            // Tabs of the page itself stand in its cards or have a panel.
            var selected = document
                .QuerySelectorAll("main > .tabs-line [role=tab][aria-selected=true]:not([aria-controls])")
                .Select(t => t.TextContent.Trim().Split('\n')[0])
                .ToList();
            List<string> expected = [];
            if (page.Tab.Length > 0 && section.Tabs.Count() > 1)
            {
                expected.Add(page.Tab);
            }

            if (page.Tab.Length > 0 && section.Tabs.Single(t => t.Key == page.Tab).Count() > 1)
            {
                expected.Add(page.Short);
            }

            if (!expected.SequenceEqual(selected))
            {
                findings.Add($"{page.Address} selects {string.Join(", ", selected)} instead of {string.Join(", ", expected)}");
            }

            var current = document.QuerySelectorAll("#primary-nav [aria-current=page]").Select(Words).ToList();
            if (!current.SequenceEqual(entries.Contains(section.Name) ? [section.Name] : []))
            {
                findings.Add($"{page.Address} marks {string.Join(", ", current)} in the menu");
            }
        }

        Assert.True(asked > 35, $"{asked} pages were asked for");
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Fact]
    public void Table_NamesEachPageOnce_UnderThePermissionOfThePage_WithItsOwnIconsAndKeys()
    {
        var menu = _portal.Services.GetRequiredService<PortalMenu>();
        var pages = menu.Sections.SelectMany(s => s.Pages).ToList();
        var asked = AllPages().ToDictionary(p => p.Address, p => p.Policy, StringComparer.Ordinal);

        Assert.Equal(pages.Select(p => p.Address).Distinct(StringComparer.Ordinal), pages.Select(p => p.Address));
        Assert.All(pages, p => Assert.Equal(asked[p.Address], p.Needs?.Name));
        var keys = pages.Select(p => p.Key).OfType<char>().ToList();
        Assert.Equal(keys.Distinct(), keys);
        // The icon names the entry in the page, and tells entries apart when the menu is narrow.
        Assert.All(
            RoleIds.All,
            role => Assert.Equal(menu.EntriesOf(role).Select(e => e.Icon).Distinct(), menu.EntriesOf(role).Select(e => e.Icon))
        );
        Assert.All(_portal.Services.GetServices<NavCounter>(), c => Assert.Contains(pages, p => p.Address == c.Address));
        Assert.All(s_reachedOtherwise.Keys, a => Assert.True(asked.ContainsKey(a) && pages.All(p => p.Address != a)));
    }

    [Fact]
    public async Task Sponsor_WhoReadsNoPolicies_StillFindsTheirStatus()
    {
        using var client = await SignInAsync(RoleIds.Sponsor);

        var page = await ReadAsync(client, "/posture");

        Assert.Empty(page.QuerySelectorAll("main > .tabs-line"));
        Assert.Equal("Policy status", page.QuerySelector("nav.breadcrumb")!.TextContent.Trim());
        Assert.Contains((await ReadAsync(client, "/pages")).QuerySelectorAll("main a"), a => Address(a) == "/posture");
    }

    [Fact]
    public async Task Menu_InGerman_IsGermanThroughout()
    {
        using var client = await SignInAsync(RoleIds.LegalReviewer);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");

        var page = await ReadAsync(client, "/suppliers");

        Assert.Equal(
            ["Überblick", "Genehmigungen", "Vorfälle", "Risiken", "Compliance", "Berichte", "Alle Seiten", "Hilfe"],
            EntriesOf(page).Select(Words)
        );
        Assert.Equal("Verzeichnisse", page.QuerySelector("main > .tabs-line [aria-selected=true]")!.TextContent.Trim());
        Assert.Equal("Alle Seiten", (await ReadAsync(client, "/pages")).QuerySelector("h1")!.TextContent.Trim());
    }

    private async Task<HttpClient> SignInAsync(string role)
    {
        var email = $"{role.ToLowerInvariant()}@bank.example";
        await _portal.CreateUserAsync(email, role);
        return await _portal.SignInAsync(email);
    }

    private static async Task<IDocument> ReadAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(Ct), Ct);
    }

    private static List<IElement> EntriesOf(IDocument page) => [.. page.QuerySelectorAll("#primary-nav ul:not([hidden]) a")];

    private static string Words(IElement entry) => entry.QuerySelector(".nav-name")!.TextContent.Trim();

    private static string Address(IElement link) => link.GetAttribute("href")!.Split('?', '#')[0];

    private static HashSet<string> PagesOf(string role) =>
        [
            .. AllPages()
                .Where(p => !s_reachedOtherwise.ContainsKey(p.Address))
                .Where(p => p.Policy is null || Permission.List.Single(known => known.Name == p.Policy).GrantedTo.Contains(role))
                .Select(p => p.Address),
        ];

    // Those that one has to be signed in for, and whose address has no part that names a record.
    private static IEnumerable<(string Address, string? Policy)> AllPages() =>
        PortalAssemblies
            .Types.Where(t => !t.IsDefined(typeof(AllowAnonymousAttribute), inherit: true))
            .SelectMany(t =>
                t.GetCustomAttributes(typeof(RouteAttribute), inherit: false)
                    .Cast<RouteAttribute>()
                    .Where(r => !r.Template.Contains('{', StringComparison.Ordinal))
                    .Select(r =>
                        (
                            r.Template,
                            t.GetCustomAttributes(typeof(AuthorizeAttribute), inherit: true)
                                .Cast<AuthorizeAttribute>()
                                .SingleOrDefault()
                                ?.Policy
                        )
                    )
            );
}
