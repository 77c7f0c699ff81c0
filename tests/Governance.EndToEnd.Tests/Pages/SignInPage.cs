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

    /// <summary>Signs in and waits for the portal's menu.</summary>
    public async Task SignInAsync(string email, string password = PortalFactory.Password)
    {
        await TryAsync(email, password);
        await Expect(new Shell(person).Menu).ToBeVisibleAsync();
        await person.BeReadyAsync();
    }
}
