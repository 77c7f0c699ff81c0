using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>What stands around every page: menu, account, theme, messages.</summary>
public sealed class Shell(Person person)
{
    private readonly IPage _page = person.Page;

    public ILocator Menu => _page.GetByRole(AriaRole.Navigation, new() { Name = "Primary", Exact = true });

    public ILocator Heading => _page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <summary>Toasts: messages that are also read out.</summary>
    public ILocator Messages => Said("Messages");

    /// <summary>The same in the words of another language.</summary>
    public ILocator Said(string name) => _page.GetByRole(AriaRole.Status, new() { Name = name, Exact = true });

    /// <summary>Goes where the menu says, and waits for the page of that name.</summary>
    public async Task GoToAsync(string entry)
    {
        await Menu.GetByRole(AriaRole.Link, new() { Name = entry, Exact = true }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync(entry);
        await person.BeReadyAsync();
    }

    public async Task SignOutAsync()
    {
        await _page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Account: ") }).ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Sign in");
    }
}
