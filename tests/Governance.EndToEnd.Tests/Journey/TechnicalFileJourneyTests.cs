using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Reporting.Manifests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>Somebody from compliance takes the technical documentation of a system from nothing written to complete, and has it made.</summary>
public sealed class TechnicalFileJourneyTests(RunningBrowser browser, TechnicalFilePortal portal) : BrowserTest(browser, portal), IClassFixture<TechnicalFilePortal>
{
    [Fact]
    public async Task TechnicalFile_FromEmptyToComplete_IsWrittenPointByPointAndMade()
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
        await MakeAsync(clara);
        Assert.Empty(Portal.Log.Errors);
    }

    private async Task WriteAsync(IPage page, string provision)
    {
        var panel = page.GetByRole(AriaRole.Complementary, new() { NameRegex = new(System.Text.RegularExpressions.Regex.Escape(provision)) });
        await Expect(panel).ToBeVisibleAsync();
        if (provision == "Annex IV(1)(f)")
        {
            await panel.GetByRole(AriaRole.Checkbox, new() { Name = "Does not apply to this system", Exact = true }).CheckAsync();
            await panel.GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true }).FillAsync("The system is software; it is no part of a physical product.");
        }
        else
        {
            await panel.GetByRole(AriaRole.Textbox, new() { Name = "Text", Exact = true }).FillAsync($"What the bank says about {provision}.");
            if (provision is "Annex IV(1)(h)" or "Annex IV(8)")
            {
                await panel.GetByRole(AriaRole.Textbox, new() { Name = "Document (optional)", Exact = true }).FillAsync("The released document");
                await panel.GetByRole(AriaRole.Textbox, new() { Name = "Where it is (optional)", Exact = true }).FillAsync(portal.Instructions);
            }
        }

        await panel.GetByRole(AriaRole.Button, new() { Name = "Save point", Exact = true }).ClickAsync();
    }

    private async Task MakeAsync(Person clara)
    {
        var page = clara.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Create report", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Technical documentation (Annex IV)", Exact = true })).ToBeVisibleAsync();
        await clara.BeReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create report", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Download report", Exact = true })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByText("This is the first report of its kind about this subject.")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(page));
        var pdf = Path.Combine(Factory.Folder, "annex-iv-complete.pdf");
        await File.WriteAllBytesAsync(pdf, await clara.ReadAsync($"/api/v1{clara.Place}/content"), TestContext.Current.CancellationToken);
        if (Environment.GetEnvironmentVariable("GOVERNANCE_GALLERY") is { Length: > 0 } gallery)
        {
            File.Copy(pdf, Path.Combine(gallery, "annex-iv-complete.pdf"), overwrite: true);
        }

        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", pdf), StringComparison.Ordinal);
        Assert.Contains(EvidenceManifest.FileName, await Tool.RunAsync("pdfdetach", "-list", pdf), StringComparison.Ordinal);
        var text = await Tool.RunAsync("pdftotext", "-layout", pdf, "-");
        Assert.DoesNotContain("INCOMPLETE", text, StringComparison.Ordinal);
        Assert.Contains("What the bank says about Annex IV(4).", text, StringComparison.Ordinal);
    }
}
