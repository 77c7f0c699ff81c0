using System.Text.Json.Nodes;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Reporting.Manifests;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>
/// Someone from compliance takes the technical documentation of a system from nothing written to complete, and has it made.
/// </summary>
public sealed class TechnicalFileJourneyTests(RunningBrowser browser, TechnicalFilePortal portal)
    : TechnicalFileJourney(browser, portal),
        IClassFixture<TechnicalFilePortal>
{
    [Fact]
    public Task TechnicalFile_FromEmptyToComplete_IsWrittenPointByPointAndMade() => WriteAndMakeAsync();
}

/// <summary>
/// The same with real evidence: a model trained on public data, its log and what the command line measures in it.
/// </summary>
public sealed class RealTechnicalFileJourneyTests(RunningBrowser browser, RealTechnicalFilePortal portal)
    : TechnicalFileJourney(browser, portal),
        IClassFixture<RealTechnicalFilePortal>
{
    /// <summary>In every run the same is written and made of a sample (<see cref="TechnicalFileJourneyTests"/>).</summary>
    [WholeFact]
    public async Task TechnicalFile_OfTheRealModel_IsComplete_AndItsNumbersAreThoseOfTheData()
    {
        Assert.SkipWhen(RealCredit.Folder is null, "Set GOVERNANCE_REAL_DATA to the folder of the real logs.");
        var text = await WriteAndMakeAsync();
        var auc = new RealCredit(RealCredit.Folder!).Auc;
        Assert.Contains(auc.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
    }
}

/// <summary>What the journeys share.</summary>
public abstract class TechnicalFileJourney(RunningBrowser browser, TechnicalFilePortal portal) : BrowserTest(browser, portal)
{
    /// <summary>Does it all, and answers the text of the PDF.</summary>
    protected async Task<string> WriteAndMakeAsync()
    {
        var clara = await ArriveAsync();
        await clara.SignInAsync(TechnicalFilePortal.Compliance);
        await clara.OpenAsync($"/compliance/systems/{portal.System}");
        await clara.Page.GetByRole(AriaRole.Link, new() { Name = "Technical file", Exact = true }).ClickAsync();
        var page = clara.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Technical file", Exact = true })).ToBeVisibleAsync();
        await clara.BeReadyAsync();
        await Expect(page.GetByText("Incomplete, ")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(page));

        var points = page.GetByRole(AriaRole.Group, new() { Name = "Points", Exact = true });
        var open = points.GetByRole(AriaRole.Row).Filter(new() { HasTextRegex = new("Gap|Partial") });
        for (var left = await open.CountAsync(); left > 0; left--)
        {
            var link = open.First.GetByRole(AriaRole.Link);
            var provision = (await link.InnerTextAsync()).Split('\n')[0].Trim();
            await link.ClickAsync();
            await WriteAsync(page, provision);
            await Expect(open).ToHaveCountAsync(left - 1);
        }

        await Expect(page.GetByText("Incomplete, ")).ToHaveCountAsync(0);
        Assert.Empty(await Accessibility.FindingsAsync(page));
        var text = await MakeAsync(clara);
        Assert.Empty(Portal.Log.Errors);
        return text;
    }

    private async Task WriteAsync(IPage page, string provision)
    {
        var panel = page.GetByRole(
            AriaRole.Complementary,
            new() { NameRegex = new(System.Text.RegularExpressions.Regex.Escape(provision)) }
        );
        await Expect(panel).ToBeVisibleAsync();
        if (provision == "Annex IV(1)(f)")
        {
            await panel.GetByRole(AriaRole.Checkbox, new() { Name = "Does not apply to this system", Exact = true }).CheckAsync();
            await panel
                .GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true })
                .FillAsync("The system is software; it is not part of a physical product.");
        }
        else
        {
            await panel
                .GetByRole(AriaRole.Textbox, new() { Name = "Text", Exact = true })
                .FillAsync($"What the bank says about {provision}.");
            if (provision is "Annex IV(1)(h)" or "Annex IV(8)")
            {
                await panel
                    .GetByRole(AriaRole.Textbox, new() { Name = "Document (optional)", Exact = true })
                    .FillAsync("The released document");
                await panel
                    .GetByRole(AriaRole.Textbox, new() { Name = "Where it is (optional)", Exact = true })
                    .FillAsync(portal.Instructions);
            }
        }

        await panel.GetByRole(AriaRole.Button, new() { Name = "Save text", Exact = true }).ClickAsync();
    }

    private async Task<string> MakeAsync(Person clara)
    {
        var page = clara.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Create report", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Technical documentation (Annex IV)", Exact = true }))
            .ToBeVisibleAsync();
        await clara.BeReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create report", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Download report", Exact = true }))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByText("This is the first report of its kind about this subject.")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(page));
        var pdf = Path.Combine(Factory.Folder, "annex-iv-complete.pdf");
        await File.WriteAllBytesAsync(pdf, await clara.ReadAsync($"/api/v1{clara.Place}/content"), TestContext.Current.CancellationToken);
        if (Environment.GetEnvironmentVariable("GOVERNANCE_GALLERY") is { Length: > 0 } gallery)
        {
            File.Copy(pdf, Path.Combine(gallery, $"annex-iv-{GetType().Name}.pdf"), overwrite: true);
        }

        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", pdf), StringComparison.Ordinal);
        Assert.Contains(EvidenceManifest.FileName, await Tool.RunAsync("pdfdetach", "-list", pdf), StringComparison.Ordinal);
        await EveryRecordNamedIsTheStoredOneAsync(pdf);
        var text = await Tool.RunAsync("pdftotext", "-layout", pdf, "-");
        Assert.DoesNotContain("INCOMPLETE", text, StringComparison.Ordinal);
        Assert.Contains("What the bank says about Annex IV(4).", text, StringComparison.Ordinal);
        return text;
    }

    // The manifest inside the file names what its numbers were read from; a reader compares the digests with the evidence they are given.
    private async Task EveryRecordNamedIsTheStoredOneAsync(string pdf)
    {
        var attached = Path.ChangeExtension(pdf, ".manifest.json");
        await Tool.RunAsync("pdfdetach", "-save", "1", "-o", attached, pdf);
        var manifest = JsonNode.Parse(await File.ReadAllBytesAsync(attached, TestContext.Current.CancellationToken))!;
        await using var db = await Factory.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var stored = db.Evidence.ToDictionary(e => e.Id.ToString(), e => e.Sha256, StringComparer.Ordinal);
        var named = Records(manifest).Where(r => r.Id.StartsWith("EVD-", StringComparison.Ordinal)).ToList();
        Assert.True(named.Select(n => n.Id).Distinct(StringComparer.Ordinal).Count() >= 5, $"{named.Count} records are named.");
        Assert.All(named, n => Assert.Equal(stored[n.Id], n.Sha256));
    }

    private static IEnumerable<(string Id, string Sha256)> Records(JsonNode? node) =>
        node switch
        {
            JsonArray list => list.SelectMany(Records),
            JsonObject part => part.SelectMany(p => Records(p.Value))
                .Concat(part["evidence"] is JsonValue id && part["sha256"] is JsonValue digest ? [((string)id!, (string)digest!)] : []),
            _ => [],
        };
}
