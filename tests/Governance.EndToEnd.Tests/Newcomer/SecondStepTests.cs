using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

/// <summary>Setting up one-time codes, and coming back with them.</summary>
public sealed class SecondStepTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task Codes_SetUpInTheBrowser_AreAskedForAtTheNextSignIn()
    {
        var email = $"careful.{Guid.NewGuid().ToString("N")[..8]}@bank.example";
        await Factory.CreateUserAsync(email, Roles.LegalReviewer);
        var person = await ArriveAsync();
        var signIn = new SignInPage(person);
        await signIn.OpenAsync();
        await signIn.TryAsync(email, PortalFactory.Password);
        // Nothing but the page where it is set up: neither at first nor once the page is open, nor by any way on from there.
        await person.BeAtAsync("/account/security$");
        await Expect(person.Page.GetByText("Your role requires more than a password.")).ToBeVisibleAsync();
        await Expect(new Shell(person).Menu.GetByRole(AriaRole.Link)).ToHaveCountAsync(0);
        await person.Page.EvaluateAsync("Blazor.navigateTo('/models')");
        await Expect(person.Page.GetByText("Your role requires a passkey or one-time codes, and your account has neither."))
            .ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(person.Page));
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Open Security", Exact = true }).ClickAsync();
        await Expect(new Shell(person).Heading).ToHaveTextAsync("Security");

        var recovery = await new SecurityPage(person).SetUpCodesAsync(secret => Portal.KeepAppAsync(email, secret));

        await Expect(new Shell(person).Menu.GetByRole(AriaRole.Link, new() { Name = "Approvals", Exact = true })).ToBeVisibleAsync();
        await new Shell(person).GoToAsync("Approvals");
        await person.OpenAsync("/account/security");
        await Expect(person.Page.GetByText("Your role requires more than a password.")).ToHaveCountAsync(0);

        var again = await ArriveAsync();
        await new SignInPage(again).OpenAsync();
        await new SignInPage(again).TryAsync(email, PortalFactory.Password);
        await again.Page.IsAtAsync("/signin/verify");
        Assert.Empty(await Accessibility.FindingsAsync(again.Page));
        var code = again.Page.GetByRole(AriaRole.Textbox, new() { Name = "One-time code", Exact = true });
        await code.FillAsync("000000");
        await again.Page.GetByRole(AriaRole.Button, new() { Name = "Verify code", Exact = true }).ClickAsync();
        await Expect(new SignInPage(again).Alert).Not.ToBeEmptyAsync();
        await code.FillAsync(recovery[0]);
        await again.Page.GetByRole(AriaRole.Button, new() { Name = "Verify code", Exact = true }).ClickAsync();

        await Expect(new Shell(again).Menu).ToBeVisibleAsync();
    }
}
