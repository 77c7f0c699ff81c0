using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

public sealed class SignInTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task SignIn_RightPassword_LeadsToThePageAskedFor()
    {
        var (_, email) = await EmployAsync("newcomer", Roles.Engineer);
        var person = await ArriveAsync();
        await person.Page.GotoAsync("/models?q=fraud");
        await Expect(new Shell(person).Heading).ToHaveTextAsync("Sign in");

        await new SignInPage(person).SignInAsync(email);

        Assert.Equal("/models?q=fraud", person.Place);
    }

    [Fact]
    public async Task SignIn_WrongPasswordOrUnknownAddress_AreAnsweredAlikeAndKeepTheAddress()
    {
        var (_, email) = await EmployAsync("forgetful", Roles.Engineer);
        var person = await ArriveAsync();
        var page = new SignInPage(person);
        await page.OpenAsync();

        await page.TryAsync(email, "not the password");
        await Expect(page.Alert).Not.ToBeEmptyAsync();
        var wrong = await page.Alert.InnerTextAsync();
        await Expect(page.Password).ToBeFocusedAsync();
        await Expect(page.Password).ToHaveValueAsync("");
        await page.OpenAsync();
        await page.TryAsync("nobody@bank.example", "not the password");
        await Expect(page.Alert).ToHaveTextAsync(wrong);
    }

    /// <summary>In every run LockTests of the portal ask for the same without pages.</summary>
    [WholeFact]
    public async Task SignIn_AfterTooManyFailures_RefusesTheRightPasswordWithTheSameWords()
    {
        var (_, email) = await EmployAsync("guessed", Roles.Engineer);
        var person = await ArriveAsync();
        var page = new SignInPage(person);
        await page.OpenAsync();
        // What comes too early is not looked at and does not count.
        for (var counted = 0; counted < 5; )
        {
            var answer = await person.Page.RunAndWaitForResponseAsync(
                () => page.TryAsync(email, "not the password"),
                r => r.Url.EndsWith("/api/v1/session", StringComparison.Ordinal)
            );
            counted += answer.Status == 401 ? 1 : 0;
        }

        await page.TryAsync(email, PortalFactory.Password);

        await Expect(page.Alert).Not.ToBeEmptyAsync();
        await Expect(new Shell(person).Heading).ToHaveTextAsync("Sign in");
    }

    [Fact]
    public async Task SignOut_ThenBack_ShowsNothingOfThePortal()
    {
        var (person, _) = await EmployAsync("leaving", Roles.Engineer);
        await person.OpenAsync("/models");

        await new Shell(person).SignOutAsync();
        await person.Page.GotoAsync("/models");

        await Expect(new Shell(person).Heading).ToHaveTextAsync("Sign in");
        await Expect(person.Page.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(0);
    }
}
