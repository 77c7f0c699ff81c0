using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>Where the first administrator is made.</summary>
public sealed class SetupPage(Person person)
{
    private readonly IPage _page = person.Page;

    public ILocator Alert => _page.GetByRole(AriaRole.Alert);

    public async Task MakeAdministratorAsync(string token, string name, string email, string password)
    {
        await _page.GetByRole(AriaRole.Textbox, new() { Name = "One-time token", Exact = true }).FillAsync(token);
        await _page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync(name);
        await _page.GetByRole(AriaRole.Textbox, new() { Name = "E-mail", Exact = true }).FillAsync(email);
        await _page.GetByRole(AriaRole.Textbox, new() { Name = "Password", Exact = true }).FillAsync(password);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Create administrator", Exact = true }).ClickAsync();
    }
}
