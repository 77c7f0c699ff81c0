using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>Where everyone begins.</summary>
public sealed class SignInPage(Person person)
{
    private readonly IPage _page = person.Page;

    public ILocator Alert => _page.GetByRole(AriaRole.Alert);

    public ILocator Password => _page.GetByRole(AriaRole.Textbox, new() { Name = "Password", Exact = true });

    public Task OpenAsync() => _page.GotoAsync("/signin");

    /// <summary>
    /// Fills the form and sends it, whatever comes of it. An answer that is still being shown empties the password and lets no second try
    /// pass: the form is waited for first.
    /// </summary>
    public async Task TryAsync(string email, string password)
    {
        await _page.Locator("form[data-signin]:not([aria-busy=true])").WaitForAsync();
        await _page.GetByRole(AriaRole.Textbox, new() { Name = "E-mail", Exact = true }).FillAsync(email);
        await Password.FillAsync(password);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>The second step, whatever comes of it.</summary>
    public async Task VerifyAsync(string code)
    {
        await _page.GetByRole(AriaRole.Textbox, new() { Name = "One-time code", Exact = true }).FillAsync(code);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Verify code", Exact = true }).ClickAsync();
    }

    /// <summary>Signs in, with a code of the app where the role asks for one, and waits for the portal's menu.</summary>
    public async Task SignInAsync(string email, string password = PortalFactory.Password)
    {
        var app = await person.TakeAppAsync(email);
        await TryAsync(email, password);
        if (app is not null)
        {
            await _page.IsAtAsync("/signin/verify");
            await VerifyAsync(await app.CodeAsync());
        }

        await Expect(new Shell(person).Menu).ToBeVisibleAsync();
        await person.BeReadyAsync();
    }
}
