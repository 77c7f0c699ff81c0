using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

/// <summary>Nothing here touches a mouse.</summary>
public sealed class KeyboardTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task SkipLink_IsTheFirstStopAndLeadsPastTheMenu()
    {
        var (person, _) = await EmployAsync("keyboard", Roles.Engineer);
        await person.OpenAsync("/models");

        // After a navigation the focus stands on the heading; backwards from the menu's first link lies the skip link, then the browser.
        var skip = person.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content", Exact = true });
        Assert.True(await skip.EvaluateAsync<bool>("skip => document.querySelector('a[href], button, input, select, textarea, [tabindex]') === skip"));
        await new Shell(person).Menu.GetByRole(AriaRole.Link).First.FocusAsync();
        await person.Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await person.Page.Keyboard.PressAsync("Enter");

        await Expect(person.Page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        await person.Page.Keyboard.PressAsync("Tab");
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Register model", Exact = true })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Navigation_ByTwoKeys_OpensThePageAndFocusesItsHeading()
    {
        var (person, _) = await EmployAsync("keyboard", Roles.Engineer);
        await person.OpenAsync("/models");

        await person.Page.Keyboard.PressAsync("g");
        await person.Page.Keyboard.PressAsync("a");

        await Expect(new Shell(person).Heading).ToHaveTextAsync("Approvals");
        await Expect(new Shell(person).Heading).ToBeFocusedAsync();
        await Expect(person.Page).ToHaveTitleAsync("Approvals · Governance Portal");
    }

    [Fact]
    public async Task Keys_WhileTyping_AreText()
    {
        var (person, _) = await EmployAsync("keyboard", Roles.Engineer);
        await person.OpenAsync("/models");
        await person.Page.Keyboard.PressAsync("/");
        await Expect(new ModelsPage(person).Search).ToBeFocusedAsync();

        await person.Page.Keyboard.TypeAsync("ga");

        await Expect(new ModelsPage(person).Search).ToHaveValueAsync("ga");
        await Expect(new Shell(person).Heading).ToHaveTextAsync("Models");
    }

    [Fact]
    public async Task Dialog_KeepsTheFocusAndGivesItBack()
    {
        var (person, _) = await EmployAsync("keyboard", Roles.Engineer);
        await person.OpenAsync("/models");
        var opener = person.Page.GetByRole(AriaRole.Button, new() { Name = "Register model", Exact = true });
        await opener.FocusAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        var dialog = person.Page.GetByRole(AriaRole.Dialog, new() { Name = "Register model", Exact = true });
        await Expect(dialog).ToBeFocusedAsync();

        // Once round and further: the focus never leaves the dialog, forwards or backwards.
        foreach (var key in (string[])["Tab", "Shift+Tab"])
        {
            for (var press = 0; press < 14; press++)
            {
                await person.Page.Keyboard.PressAsync(key);
                Assert.True(await dialog.EvaluateAsync<bool>("dialog => dialog.contains(document.activeElement)"), $"{key} number {press + 1} left the dialog");
            }
        }

        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(opener).ToBeFocusedAsync();
    }
}
