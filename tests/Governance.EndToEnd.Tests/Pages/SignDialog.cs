using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;
using Microsoft.Playwright;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>The act of signing.</summary>
public sealed class SignDialog(Person person)
{
    public ILocator Dialog => person.Page.GetByRole(AriaRole.Dialog, new() { Name = T["Sign this approval"], Exact = true });

    public ILocator Alert => Dialog.GetByRole(AriaRole.Alert);

    public ILocator Meaning => Dialog.GetByRole(AriaRole.Group, new() { Name = T["Meaning of your signature"], Exact = true });

    public ILocator Password => Dialog.GetByRole(AriaRole.Textbox, new() { Name = "Password", Exact = true });

    public Task ChooseAsync(string meaning) => Meaning.GetByRole(AriaRole.Radio, new() { NameRegex = new("^" + meaning) }).CheckAsync();

    public Task GiveReasonAsync(string reason) =>
        Dialog.GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true }).FillAsync(reason);

    public Task StateConditionAsync(string condition) =>
        Dialog.GetByRole(AriaRole.Textbox, new() { Name = T["Condition"], Exact = true }).FillAsync(condition);

    /// <summary>Presses the button of this name, whatever comes of it.</summary>
    public async Task PressAsync(string button, string password = PortalFactory.Password)
    {
        await Dialog.ProveAsync(password);
        await Dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }

    /// <summary>Signs and waits for the log entry the portal names.</summary>
    public async Task SignAsync(string button)
    {
        await PressAsync(button);
        await Dialog.ClosesAsync();
        await Expect(new Shell(person).Messages).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"Signed\. Log entry \d+\."));
    }

    /// <summary>Asks the passkey of this device, whatever comes of it.</summary>
    public async Task UsePasskeyAsync()
    {
        var button = Dialog.GetByRole(AriaRole.Button, new() { Name = T["Use passkey"], Exact = true });
        await Expect(button).Not.ToHaveAttributeAsync("aria-disabled", "true");
        await button.ClickAsync();
    }

    public async Task ApproveAsync()
    {
        await ChooseAsync("I approve this deployment for ");
        await SignAsync("Sign approval");
    }
}
