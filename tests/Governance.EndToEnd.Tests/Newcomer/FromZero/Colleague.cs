using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer.FromZero;

/// <summary>One of the bank's people at the screen, who finds things by the words of the language they read.</summary>
internal sealed class Colleague(Person person)
{
    public Person Person => person;

    public IPage Page => person.Page;

    public ILocator Main => Page.GetByRole(AriaRole.Main);

    /// <summary>The list of what is still to do of setting up.</summary>
    public ILocator Steps => Page.GetByRole(AriaRole.Region, new() { Name = T["Set up this portal"], Exact = true });

    /// <summary>What waits for them.</summary>
    public ILocator Queue => Page.GetByRole(AriaRole.Region, new() { Name = T["My queue"], Exact = true });

    public Task SeeHeadingAsync(string heading) => Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);

    public Task ReadyAsync() => person.BeReadyAsync();

    public Task BeAtAsync(string address) => person.BeAtAsync(address);

    /// <summary>Opens the overview, where everyone's work begins.</summary>
    public Task StartAsync() => person.OpenAsync("/");

    /// <summary>Follows the button of a step that is theirs.</summary>
    public async Task FollowStepAsync(string action)
    {
        await StartAsync();
        await Steps.GetByRole(AriaRole.Link, new() { Name = T[action], Exact = true }).ClickAsync();
        await ReadyAsync();
    }

    /// <summary>Opens the first thing in their queue whose address begins so.</summary>
    public async Task OpenFromQueueAsync(string path)
    {
        await StartAsync();
        var link = Queue.Locator($"a[href^='{path}']").First;
        await Expect(link).ToBeVisibleAsync();
        await link.ClickAsync();
        await BeAtAsync(Regex.Escape(path));
    }

    public Task PressAsync(string button, ILocator? within = null) =>
        (within ?? Main).GetByRole(AriaRole.Button, new() { Name = T[button], Exact = true }).ClickAsync();

    /// <summary>Is led to where a second step is set up, sets it up, and goes on to the overview.</summary>
    public async Task SetUpAsync(Func<SecurityPage, Task> secondStep)
    {
        await BeAtAsync("/account/security$");
        // It stays there once the page is open, and every other page leads back.
        await SeeHeadingAsync(T["Security"]);
        await Expect(
                Main.GetByText(
                    T[
                        "Your role requires more than a password. Add a passkey or set up one-time codes. Until then, no other page "
                            + "is available."
                    ]
                )
            )
            .ToBeVisibleAsync();
        await secondStep(new SecurityPage(person));
        await Expect(Page.Locator("#primary-nav li a[href='/']")).ToHaveCountAsync(1);
        await StartAsync();
    }

    /// <summary>Opens a dialog by a button of the page.</summary>
    public async Task<ILocator> OpenDialogAsync(string button, string title)
    {
        await PressAsync(button);
        return await Page.GetByRole(AriaRole.Dialog, new() { Name = T[title], Exact = true }).OpensAsync();
    }

    // Optional fields say so in their label.
    public static Task FillAsync(ILocator within, string field, string text) => Field(within, field).FillAsync(text);

    public static ILocator Field(ILocator within, string field) =>
        within.GetByRole(AriaRole.Textbox, new() { NameRegex = new($"^{Regex.Escape(T[field])}( \\(.*\\))?$") });

    public static ILocator Choice(ILocator within, string field) =>
        within.GetByRole(AriaRole.Combobox, new() { NameRegex = new($"^{Regex.Escape(T[field])}( \\(.*\\))?$") });

    /// <summary>Gives the password and presses the button of a dialog, which closes.</summary>
    public async Task ConfirmAsync(ILocator dialog, string button, bool asksWho = true)
    {
        if (asksWho)
        {
            await dialog.ProveAsync();
        }

        await dialog.GetByRole(AriaRole.Button, new() { Name = T[button], Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }

    /// <summary>Opens an invitation, sets a password, and sets up the second step where the role asks for one.</summary>
    public async Task AcceptAsync(string link, Func<SecurityPage, Task>? secondStep)
    {
        await Page.GotoAsync(link);
        await FillAsync(Page.Locator("form"), "New password", PortalFactory.Password);
        await FillAsync(Page.Locator("form"), "Repeat new password", PortalFactory.Password);
        await PressAsync("Set password", Page.Locator("body"));
        if (secondStep is not null)
        {
            await SetUpAsync(secondStep);
        }

        await SeeHeadingAsync(T["Overview"]);
        await ReadyAsync();
    }
}
