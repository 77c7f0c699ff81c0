using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Tasks;

/// <summary>A person at work whose clicks, keys and filled fields are counted.</summary>
internal sealed class Hands(Person person)
{
    /// <summary>Clicks, and keys that do what a click would.</summary>
    public int Clicks { get; private set; }

    /// <summary>Fields that were filled.</summary>
    public int Fields { get; private set; }

    public Person Person => person;

    public IPage Page => person.Page;

    public ILocator Main => Page.GetByRole(AriaRole.Main);

    public ILocator Dialog(string name) => Page.GetByRole(AriaRole.Dialog, new() { Name = name, Exact = true });

    public Task ClickAsync(ILocator at)
    {
        Clicks++;
        return at.ClickAsync();
    }

    public Task CheckAsync(ILocator box)
    {
        Clicks++;
        return box.CheckAsync();
    }

    public Task PressAsync(string key)
    {
        Clicks++;
        return Page.Keyboard.PressAsync(key);
    }

    public Task FillAsync(ILocator field, string text)
    {
        Fields++;
        return field.FillAsync(text);
    }

    public async Task ChooseAsync(ILocator field, string option)
    {
        Fields++;
        await field.SelectOptionAsync(new SelectOptionValue { Label = option });
    }

    /// <summary>An entry of the menu.</summary>
    public async Task GoAsync(string entry)
    {
        var link = Page.GetByRole(AriaRole.Navigation, new() { Name = "Primary", Exact = true })
            .GetByRole(AriaRole.Link, new() { Name = entry, Exact = true });
        await ClickAsync(link);
        await Expect(link).ToHaveAttributeAsync("aria-current", "page");
        await person.BeReadyAsync();
    }

    /// <summary>A link of the page that leads to an address which begins like this.</summary>
    public async Task FollowAsync(string address)
    {
        await ClickAsync(Main.Locator($"a[href^='{address}']").First);
        await Expect(Page.Locator($"main[data-page^='{address.Split('?')[0]}']")).ToBeVisibleAsync();
        await person.BeReadyAsync();
    }

    public Task PressButtonAsync(string name) => ClickAsync(Main.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).First);
}
