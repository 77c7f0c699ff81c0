using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;
using Microsoft.Playwright;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

internal static class Dialogs
{
    /// <summary>Waits until a dialog has taken the focus: its fields are listened to from then on, file fields included.</summary>
    public static async Task<ILocator> OpensAsync(this ILocator dialog)
    {
        await dialog.WaitForAsync();
        await Expect(dialog).ToBeFocusedAsync();
        return dialog;
    }

    /// <summary>Shows who sits there, as a dialog asks it: the password and, whose account has an app, its code.</summary>
    public static async Task ProveAsync(this ILocator within, string password = PortalFactory.Password)
    {
        await within.GetByRole(AriaRole.Textbox, new() { Name = T["Password"], Exact = true }).FillAsync(password);
        if (Person.At(within.Page).App is { } app)
        {
            await within.GetByRole(AriaRole.Textbox, new() { Name = T["One-time code"], Exact = true }).FillAsync(await app.CodeAsync());
        }
    }

    /// <summary>Waits until a dialog is gone; when it stays, says what it shows.</summary>
    public static async Task ClosesAsync(this ILocator dialog)
    {
        try
        {
            // Looks more often than an assertion does.
            await dialog.First.WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = 60_000 });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The dialog stays open:{Environment.NewLine}{await dialog.AriaSnapshotAsync()}");
        }
    }
}
