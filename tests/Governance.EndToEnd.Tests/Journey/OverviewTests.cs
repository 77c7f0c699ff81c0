using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>The overview of somebody for whom nothing waits.</summary>
public sealed class OverviewTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task Sponsor_SeesTheProgramme_AndFollowsAFigureToItsRecords()
    {
        var (sponsor, _) = await EmployAsync("stella.sponsor", Roles.Sponsor);
        var page = sponsor.Page;
        await sponsor.OpenAsync("/");
        var scope = page.GetByRole(AriaRole.Group, new() { Name = "Scope", Exact = true });
        await Expect(scope.GetByRole(AriaRole.Button, new() { Name = "Programme", Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
        var figures = page.GetByRole(AriaRole.Region, new() { Name = "Key figures", Exact = true });
        await Expect(figures).ToContainTextAsync("Compliance score");
        Assert.Empty(await Accessibility.FindingsAsync(page));

        await page.GetByLabel("Period", new() { Exact = true }).SelectOptionAsync("365d");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("period=365d"));
        await scope.GetByRole(AriaRole.Button, new() { Name = "My work", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "My queue", Exact = true })).ToBeVisibleAsync();
        await figures.GetByRole(AriaRole.Link, new() { Name = "Approval time", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Approval time", Exact = true, Level = 1 })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Last 365 days");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Definition", Exact = true })).ToContainTextAsync("from a request for production to its approval");
        Assert.Empty(await Accessibility.FindingsAsync(page));
    }

    [Fact]
    public async Task Palette_ByKeyboardAlone_FindsAPageAndAModel()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        var (engineer, _) = await EmployAsync("kay.keys", Roles.Engineer);
        var page = engineer.Page;
        await engineer.OpenAsync("/");
        await page.Keyboard.PressAsync("Control+k");
        var palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Command palette", Exact = true });
        var field = palette.GetByRole(AriaRole.Combobox, new() { Name = "Search", Exact = true });
        await Expect(field).ToBeFocusedAsync();
        Assert.Empty(await Accessibility.FindingsAsync(page));

        await page.Keyboard.TypeAsync(bank.Model);
        await Expect(palette.GetByRole(AriaRole.Option).First).ToContainTextAsync("Model");
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/models/{System.Text.RegularExpressions.Regex.Escape(bank.Model)}$"));

        // What was opened last stands first; Esc gives the page back.
        await page.GetByRole(AriaRole.Button, new() { Name = "Search or jump to", Exact = true }).ClickAsync();
        await Expect(palette.GetByRole(AriaRole.Group, new() { Name = "Recent", Exact = true }).GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await Expect(palette).ToHaveCountAsync(0);
    }
}
