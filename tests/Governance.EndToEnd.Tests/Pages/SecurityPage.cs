using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>The passkeys of one's own account.</summary>
public sealed class SecurityPage(Person person)
{
    private readonly IPage _page = person.Page;

    public ILocator Passkeys => _page.GetByRole(AriaRole.Region, new() { Name = "Passkeys", Exact = true });

    public Task OpenAsync() => person.OpenAsync("/account/security");

    public async Task AddAsync(string name)
    {
        await Passkeys.GetByRole(AriaRole.Button, new() { Name = "Add passkey", Exact = true }).ClickAsync();
        await FillAsync("Add passkey", name, "Create passkey");
        // A new way in renews the session: the page comes again with it.
        await _page.WaitForURLAsync("**/account/security?done=passkey*");
        await person.BeReadyAsync();
        await Expect(Passkeys).ToContainTextAsync(name);
    }

    public async Task RenameAsync(string name, string to)
    {
        await Passkeys.GetByRole(AriaRole.Button, new() { Name = $"Rename {name}", Exact = true }).ClickAsync();
        await FillAsync($"Rename {name}", to, "Rename passkey", password: false);
        await Expect(Passkeys).ToContainTextAsync(to);
    }

    public async Task RemoveAsync(string name)
    {
        await Passkeys.GetByRole(AriaRole.Button, new() { Name = $"Remove {name}", Exact = true }).ClickAsync();
        await FillAsync($"Remove {name}", null, "Remove passkey");
        await Expect(Passkeys).ToContainTextAsync("No passkey yet");
    }

    private async Task FillAsync(string title, string? name, string button, bool password = true)
    {
        var dialog = _page.GetByRole(AriaRole.Dialog, new() { Name = title, Exact = true });
        await dialog.OpensAsync();
        if (name is not null)
        {
            await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync(name);
        }

        if (password)
        {
            await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Password", Exact = true }).FillAsync(PortalFactory.Password);
        }

        await dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }
}
