using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>Someone is asked to sign while their page is open: the bell says so by itself.</summary>
/// <remarks>Every legal approver of a portal is asked of every promotion in it: this one has its portal to itself.</remarks>
public sealed class NotificationJourneyTests(RunningBrowser browser, NotificationPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<NotificationPortal>
{
    [Fact]
    public async Task Signer_AskedWhileThePageIsOpen_SeesTheBell_OpensTheRequestAndHasReadIt()
    {
        var bank = await Bank.OpenAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync("2.0.0");
        var legal = await ArriveAsync();
        await legal.SignInAsync(bank.Legal);
        var page = legal.Page;
        await legal.OpenAsync("/models");
        var bell = page.GetByRole(AriaRole.Button, new() { Name = "Notifications", Exact = true });
        await Expect(bell).ToHaveAccessibleDescriptionAsync("No unread notifications");

        var id = await bank.RequestAsync("2.0.0");
        await Expect(bell).ToHaveAccessibleDescriptionAsync("1 unread");
        await bell.ClickAsync();
        var menu = page.GetByRole(AriaRole.Group, new() { Name = "Newest notifications", Exact = true });
        await Expect(menu.GetByRole(AriaRole.Link, new() { NameRegex = new("^Sign .* as legal approver$") })).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await menu.GetByRole(AriaRole.Link, new() { Name = "All notifications", Exact = true }).ClickAsync();

        await Expect(
                page.GetByRole(
                    AriaRole.Heading,
                    new()
                    {
                        Name = "Notifications",
                        Exact = true,
                        Level = 1,
                    }
                )
            )
            .ToBeVisibleAsync();
        var list = page.GetByRole(AriaRole.List, new() { Name = "Notifications", Exact = true });
        await Expect(list.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await list.GetByRole(AriaRole.Link, new() { NameRegex = new("^Sign .* as legal approver$") }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/approvals/{id}$"));
        await Expect(bell).ToHaveAccessibleDescriptionAsync("No unread notifications");

        await legal.OpenAsync("/account/notifications");
        await page.GetByLabel("E-mail: My sign-off is requested", new() { Exact = true }).SelectOptionAsync("digest");
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();
        await legal.OpenAsync("/account/notifications");
        await Expect(page.GetByLabel("E-mail: My sign-off is requested", new() { Exact = true })).ToHaveValueAsync("digest");
    }
}
