using System.Text.Json;
using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>Markup and scripts in every text people write: pages, reports and exports show them as the characters they are.</summary>
public sealed class HostileTextTests(RunningBrowser browser, HostilePortal portal) : BrowserTest(browser, portal), IClassFixture<HostilePortal>
{
    private const string Compliance = "compliance@demo.example";

    private const string Took = "() => ({ ran: top.planted !== undefined, made: document.querySelectorAll('b.planted, img[src=\"x\"]').length, shown: document.body.innerText.includes('class=planted') })";

    private const string Files =
        "() => [...document.querySelectorAll('a[download], a[href*=\"/export\"], a[href*=\"/content\"]')].map(a => a.getAttribute('href')).filter(h => h && h.startsWith('/'))";

    // What a browser would run or draw as a page when it is opened from the portal's own address.
    private static readonly string[] s_active = ["text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript", "application/javascript"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync() => await portal.StartAsync();

    [Fact(Timeout = 600_000)]
    public async Task Markup_InEveryTextField_IsShownAsText()
    {
        Assert.All(
            (string[])["AiSystems.Purpose", "AspNetUsers.PrintedName", "Cards.Texts", "Comments.Text_Text", "Duties.Evidence", "Incidents.Title", "Models.Purpose", "Promotions.Reason_Text", "Risks.Cause", "SignOffs.Comment_Text", "IncidentMessages.Body_Text"],
            column => Assert.Contains(column, portal.Columns));
        var shown = new List<string>();
        var taken = 0;
        foreach (var viewer in GalleryPages.All.Where(p => p.Prepare is null).GroupBy(p => p.Viewer))
        {
            var person = await ArriveAsync();
            if (viewer.Key is not null)
            {
                await person.SignInAsync(viewer.Key);
            }

            var files = new HashSet<string>(StringComparer.Ordinal);
            foreach (var page in viewer.DistinctBy(p => p.Path))
            {
                if (page.IsStatic)
                {
                    await person.Page.GotoAsync(page.Path);
                }
                else
                {
                    await person.OpenAsync(page.Path);
                }

                await Charts.PointAtAsync(person.Page);
                if (await IsHarmlessAsync(person, page.Name))
                {
                    shown.Add(page.Name);
                }

                files.UnionWith(await person.Page.EvaluateAsync<string[]>(Files));
                Assert.True(person.Faults.All.Count == 0, $"{page.Name}: {string.Join(Environment.NewLine, person.Faults.All)}");
            }

            foreach (var file in files)
            {
                await IsNoPageAsync(person, file);
                taken++;
            }
        }

        Assert.True(shown.Count > 30, $"It was to be read on only {shown.Count} pages: {string.Join(", ", shown)}.");
        Assert.True(taken >= 10, $"Only {taken} files were offered.");
        Assert.Empty(Portal.Log.Errors);
    }

    [Fact(Timeout = 600_000)]
    public async Task Markup_InReportsAndExports_IsText()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(Compliance);
        var shown = 0;
        foreach (var (kind, subject) in await ChoicesAsync(person))
        {
            await person.Page.GotoAsync($"/reports/preview?kind={kind}&subject={Uri.EscapeDataString(subject)}");
            shown += await IsHarmlessAsync(person, kind) ? 1 : 0;
        }

        Assert.True(shown >= 8, $"It was to be read in {shown} reports.");
        Assert.Empty(person.Faults.All);

        var csv = System.Text.Encoding.UTF8.GetString(await person.ReadAsync("/api/v1/risks/export?format=csv"));
        Assert.Contains("<img src=x", csv, StringComparison.Ordinal);
        await person.OpenAsync("/reports/new?kind=annex-iv&subject=SYS-0001");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Create report", Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Download report", Exact = true })).ToBeVisibleAsync(new() { Timeout = 120_000 });
        var pdf = Path.Combine(Factory.Folder, "annex-iv.pdf");
        await File.WriteAllBytesAsync(pdf, await person.ReadAsync($"/api/v1{person.Place}/content"), Ct);
        Assert.Contains("<script>top.planted=1</script>", (await Tool.RunAsync("pdftotext", "-raw", pdf, "-")).ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.Matches(@"JavaScript:\s+no", await Tool.RunAsync("pdfinfo", pdf));
    }

    private static async Task IsNoPageAsync(Person person, string path)
    {
        var answer = await person.Context.APIRequest.GetAsync(path);
        Assert.True(answer.Ok, $"{path}: {answer.Status}");
        var headers = answer.Headers;
        Assert.Equal("nosniff", headers.GetValueOrDefault("x-content-type-options", path));
        if (s_active.Contains(headers.GetValueOrDefault("content-type", "").Split(';')[0].Trim(), StringComparer.Ordinal))
        {
            // A report as HTML: a file to keep, and opened from here it would run nothing.
            Assert.StartsWith("attachment", headers.GetValueOrDefault("content-disposition", $"{path}: none"), StringComparison.Ordinal);
            Assert.Contains("sandbox", headers.GetValueOrDefault("content-security-policy", path), StringComparison.Ordinal);
        }
    }

    // True when the text was to be seen, and seen as text.
    private static async Task<bool> IsHarmlessAsync(Person person, string where)
    {
        var took = (await person.Page.EvaluateAsync<JsonElement?>(Took))!.Value;
        Assert.False(took.GetProperty("ran").GetBoolean(), $"{where}: a planted script ran.");
        Assert.True(took.GetProperty("made").GetInt32() == 0, $"{where}: planted markup became elements.");
        return took.GetProperty("shown").GetBoolean();
    }

    // The first subject of every kind of report there is one for, as the picker offers it.
    private static async Task<IReadOnlyList<(string Kind, string Subject)>> ChoicesAsync(Person person)
    {
        await person.OpenAsync("/reports/new");
        var kinds = await person.Page.GetByLabel("Report", new() { Exact = true }).GetByRole(AriaRole.Option).EvaluateAllAsync<string[]>("options => options.map(o => o.value)");
        var choices = new List<(string, string)>();
        foreach (var kind in kinds)
        {
            await person.OpenAsync($"/reports/new?kind={kind}");
            var subjects = await person.Page.GetByLabel("About", new() { Exact = true }).GetByRole(AriaRole.Option).EvaluateAllAsync<string[]>("options => options.map(o => o.value)");
            if (subjects.Length > 0)
            {
                choices.Add((kind, subjects[0]));
            }
        }

        return choices;
    }
}
