using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

public sealed class SavedViewTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task View_IsSavedChangedResetAndOpensThePage()
    {
        var (person, _) = await EmployAsync("views", Roles.RiskOfficer);
        var page = person.Page;
        await person.OpenAsync("/risks?band=high");
        await page.GetByRole(AriaRole.Button, new() { Name = "Views", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save these filters" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Save view", Exact = true });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save view", Exact = true }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Give it a name");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("High ones");
        await dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Open this page with this view by default", Exact = true }).CheckAsync();
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save view", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "View: High ones", Exact = true })).ToBeVisibleAsync();

        await AddFilterAsync(page, "only=overdue");
        var reset = page.GetByRole(AriaRole.Link, new() { Name = "Reset view", Exact = true });
        await Expect(reset).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save view", Exact = true })).ToBeVisibleAsync();
        await reset.ClickAsync();
        await Expect(reset).ToHaveCountAsync(0);

        await person.OpenAsync("/models");
        await person.OpenAsync("/risks");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "View: High ones", Exact = true })).ToBeVisibleAsync();
        Assert.Contains("band=high", person.Place, StringComparison.Ordinal);
        Assert.Empty(await Accessibility.FindingsAsync(page));
    }

    [Fact]
    public async Task List_ThatKeepsNoViews_OffersNone()
    {
        var (person, _) = await EmployAsync("views", Roles.Administrator);
        await person.OpenAsync("/admin/users?q=views");
        await Expect(person.Page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("views");
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Views", Exact = true })).ToHaveCountAsync(0);
    }
}
