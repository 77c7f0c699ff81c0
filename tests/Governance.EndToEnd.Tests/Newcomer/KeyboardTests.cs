using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Operations.Risks;
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
        Assert.True(
            await skip.EvaluateAsync<bool>(
                "skip => document.querySelector('a[href], button, input, select, textarea, [tabindex]') === skip"
            )
        );
        await new Shell(person).Menu.GetByRole(AriaRole.Link).First.FocusAsync();
        await person.Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await person.Page.Keyboard.PressAsync("Enter");

        await Expect(person.Page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        await person.Page.Keyboard.PressAsync("Tab");
        await Expect(person.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Register model", Exact = true }))
            .ToBeFocusedAsync();
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
        // At once: the heading, which gets the focus a moment after the page is ready, does not take it from the field.
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
                Assert.True(
                    await dialog.EvaluateAsync<bool>("dialog => dialog.contains(document.activeElement)"),
                    $"{key} number {press + 1} left the dialog"
                );
            }
        }

        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(opener).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Rows_AreWalkedChosenOpenedAndClosedByKeys()
    {
        var (person, email) = await EmployAsync("keyboard", Roles.RiskOfficer);
        await using (var db = await Factory.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            var officer = Actor.OfUser(new UserId(db.Users.Single(u => u.Email == email).Id), Roles.RiskOfficer, session: null);
            foreach (var (title, impact) in new[] { ("First by score", 5), ("Second by score", 3) })
            {
                var raised = await Factory
                    .Get<RaiseRisk>()
                    .RunAsync(
                        officer,
                        new()
                        {
                            Title = title,
                            Category = "drift",
                            Owner = email,
                            Inherent = new(5, 5),
                            Residual = new(4, impact),
                        },
                        TestContext.Current.CancellationToken
                    );
                Assert.Null(raised.Refusal);
            }
        }

        await person.OpenAsync("/risks?q=by+score"); // others have risks here too
        var keys = person.Page.Keyboard;
        var grid = person.Page.GetByRole(AriaRole.Grid, new() { Name = "Risks", Exact = true });
        var (first, second) = (
            grid.GetByRole(AriaRole.Link, new() { Name = "First by score", Exact = true }),
            grid.GetByRole(AriaRole.Link, new() { Name = "Second by score", Exact = true })
        );
        await keys.PressAsync("j");
        await Expect(first).ToBeFocusedAsync();
        await keys.PressAsync("j");
        await Expect(second).ToBeFocusedAsync();
        await keys.PressAsync("j");
        await Expect(second).ToBeFocusedAsync();
        await keys.PressAsync("x");
        await Expect(person.Page.GetByRole(AriaRole.Group, new() { Name = "Selected risks", Exact = true }))
            .ToContainTextAsync("1 selected");
        await keys.PressAsync("k");
        await Expect(first).ToBeFocusedAsync();

        await keys.PressAsync("Enter");
        var panel = person.Page.GetByRole(AriaRole.Complementary, new() { NameRegex = new("First by score$") });
        await Expect(panel).ToBeVisibleAsync();
        await keys.PressAsync("j");
        await Expect(second).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
        await keys.PressAsync("g");
        await keys.PressAsync("i");
        await Expect(new Shell(person).Heading).ToHaveTextAsync("Incidents");
    }
}
