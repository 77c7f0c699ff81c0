using System.Net;
using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Portal.Kernel.Contracts;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>
/// Markup and scripts in every text people write: pages, reports and exports show them as the characters they are. In every run each
/// sixteenth page of the gallery is opened; in full all of them, and all reports are previewed and printed.
/// </summary>
public sealed class HostileTextTests(RunningBrowser browser, HostilePortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<HostilePortal>
{
    private const string Compliance = "compliance@demo.example";

    private const string Script = "<script>top.planted=1</script>";

    private const string Files =
        "() => [...document.querySelectorAll('a[download], a[href*=\"/export\"], a[href*=\"/content\"]')]"
        + ".map(a => a.getAttribute('href')).filter(h => h && h.startsWith('/'))";

    // What a browser would run or draw as a page when it is opened from the portal's own address.
    private static readonly string[] s_active =
    [
        "text/html",
        "application/xhtml+xml",
        "image/svg+xml",
        "text/xml",
        "application/xml",
        "text/javascript",
        "application/javascript",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync() => await portal.StartAsync();

    [Fact(Timeout = 600_000)]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Markup_InEveryTextField_IsShownAsText()
    {
        Assert.All(
            (string[])
                [
                    "AiSystems.Purpose",
                    "AspNetUsers.PrintedName",
                    "Cards.Texts",
                    "Comments.Text_Text",
                    "Duties.Evidence",
                    "Incidents.Title",
                    "Models.Purpose",
                    "Promotions.Reason_Text",
                    "Risks.Cause",
                    "SignOffs.Comment_Text",
                    "IncidentMessages.Body_Text",
                ],
            column => Assert.Contains(column, portal.Columns)
        );
        var shown = new List<string>();
        var taken = 0;
        var pages = GalleryPages.All.Where(p => p.Prepare is null).DistinctBy(p => (p.Viewer, p.Path));
        foreach (var viewer in Soak.Sample(pages, every: 16).GroupBy(p => p.Viewer))
        {
            var person = await ArriveAsync();
            if (viewer.Key is not null)
            {
                await person.SignInAsync(viewer.Key);
            }

            var files = new HashSet<string>(StringComparer.Ordinal);
            foreach (var page in viewer)
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
            }

            foreach (var file in files)
            {
                await IsNoPageAsync(person, file);
                taken++;
            }
        }

        Assert.True(shown.Count > Soak.Size(2, 30), $"It was to be read on only {shown.Count} pages: {string.Join(", ", shown)}.");
        Assert.True(taken >= Soak.Size(1, 10), $"Only {taken} files were offered.");
        Assert.True(Portal.Log.Errors.Count == 0, string.Join(Environment.NewLine, Portal.Log.Errors));
    }

    /// <summary>In every run the same text is written through the API and looked for in each answer (the portal's tests).</summary>
    [WholeFact(Timeout = 600_000)]
    public async Task Markup_InReportsAndExports_IsText()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(Compliance);
        var (shown, subjectOf) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (kind, subjects) in await ChoicesAsync(person))
        {
            if (await PreviewAsync(person, kind, subjects) is not { } subject)
            {
                continue;
            }

            if (await IsHarmlessAsync(person, kind))
            {
                shown.Add(kind);
            }

            subjectOf.Add(kind, subject);
        }

        Assert.True(shown.Count >= 8, $"It was to be read in {string.Join(", ", shown)} only.");
        Assert.Equal(Factory.Get<ReportKinds>().All, subjectOf.Keys);

        var csv = System.Text.Encoding.UTF8.GetString(await person.ReadAsync("/api/v1/risks/export?format=csv"));
        Assert.Contains("<img src=x", csv, StringComparison.Ordinal);
        var asked = new List<(string Kind, string Id)>();
        foreach (var (kind, subject) in Soak.Sample(subjectOf, every: 8))
        {
            asked.Add((kind, await AskAsync(person, kind, subject)));
        }

        foreach (var (kind, id) in asked)
        {
            var pdf = await MadeAsync(person, kind, id);
            if (Factory.Get<ReportKinds>().Find(kind).Value.Formats[0] != "pdf")
            {
                await IsNoPageAsync(person, $"/api/v1/reports/{id}/content");
                continue;
            }

            var text = (await Tool.RunAsync("pdftotext", "-raw", pdf, "-")).ReplaceLineEndings("");
            Assert.Equal((kind, shown.Contains(kind)), (kind, text.Contains(Script, StringComparison.Ordinal)));
            Assert.Matches(@"JavaScript:\s+no", await Tool.RunAsync("pdfinfo", pdf));
            Assert.All(await LinksAsync(pdf), link => Assert.Matches("^(?:https?|mailto):", link));
        }

        Assert.True(Portal.Log.Errors.Count == 0, string.Join(Environment.NewLine, Portal.Log.Errors));
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
    private static async Task<bool> IsHarmlessAsync(Person person, string where) =>
        (await PlantedText.ReadAsync(person, where)).Contains("class=planted", StringComparison.Ordinal);

    // Some kinds are refused for some of the subjects on offer: the first subject that is taken, or none.
    private static async Task<string?> PreviewAsync(Person person, string kind, IReadOnlyList<string> subjects)
    {
        foreach (var subject in subjects)
        {
            var answer = await person.Page.GotoAsync($"/reports/preview?kind={kind}&subject={Uri.EscapeDataString(subject)}");
            if (answer is { Ok: true })
            {
                return subject;
            }

            Assert.Equal((subject, 422), (subject, answer?.Status));
        }

        return null;
    }

    private static async Task<string> AskAsync(Person person, string kind, string subject)
    {
        var (status, body) = await person.CallAsync("POST", "/api/v1/reports", new { kind, subject });
        Assert.True(status is HttpStatusCode.Accepted, $"{kind} of {subject}: {status} {body}");
        return body.GetProperty("id").GetString()!;
    }

    private async Task<string> MadeAsync(Person person, string kind, string id)
    {
        await person.OpenAsync($"/reports/{id}");
        var download = person.Page.GetByRole(AriaRole.Link, new() { Name = "Download report", Exact = true });
        await Expect(download).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await PlantedText.ReadAsync(person, $"/reports/{id}");
        var pdf = Path.Combine(Factory.Folder, $"{kind}.pdf");
        await File.WriteAllBytesAsync(pdf, await person.ReadAsync($"/api/v1/reports/{id}/content"), Ct);
        return pdf;
    }

    // Addresses of a PDF's links, one to a line behind page and kind.
    private static async Task<IReadOnlyList<string>> LinksAsync(string pdf)
    {
        var lines = (await Tool.RunAsync("pdfinfo", "-url", pdf)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Skip(1).Select(l => l.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries)[^1].Trim())];
    }

    // The subjects of every kind of report, as the picker offers them.
    private static async Task<IReadOnlyList<(string Kind, string[] Subjects)>> ChoicesAsync(Person person)
    {
        await person.OpenAsync("/reports/new");
        var kinds = await person
            .Page.GetByLabel("Report", new() { Exact = true })
            .GetByRole(AriaRole.Option)
            .EvaluateAllAsync<string[]>("options => options.map(o => o.value)");
        var choices = new List<(string, string[])>();
        foreach (var kind in kinds)
        {
            await person.OpenAsync($"/reports/new?kind={kind}");
            var subjects = person.Page.GetByLabel("About", new() { Exact = true }).GetByRole(AriaRole.Option);
            choices.Add((kind, await subjects.EvaluateAllAsync<string[]>("options => options.map(o => o.value)")));
        }

        return choices;
    }
}
