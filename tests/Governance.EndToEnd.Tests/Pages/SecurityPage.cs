using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;
using Microsoft.Playwright;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>The passkeys of one's own account.</summary>
public sealed class SecurityPage(Person person)
{
    private readonly IPage _page = person.Page;

    public ILocator Passkeys => _page.GetByRole(AriaRole.Region, new() { Name = T["Passkeys"], Exact = true });

    public Task OpenAsync() => person.OpenAsync("/account/security");

    public async Task AddAsync(string name)
    {
        await Passkeys.GetByRole(AriaRole.Button, new() { Name = T["Add passkey"], Exact = true }).ClickAsync();
        await FillAsync(T["Add passkey"], name, T["Create passkey"]);
        // A new way in renews the session: the page comes again with it.
        await person.BeAtAsync("/account/security\\?done=passkey");
        await Expect(Passkeys).ToContainTextAsync(name);
    }

    public async Task RenameAsync(string name, string to)
    {
        await Passkeys.GetByRole(AriaRole.Button, new() { Name = T["Rename {0}", name], Exact = true }).ClickAsync();
        await FillAsync(T["Rename {0}", name], to, T["Rename passkey"], password: false);
        await Expect(Passkeys).ToContainTextAsync(to);
    }

    public async Task RemoveAsync(string name)
    {
        await Passkeys.GetByRole(AriaRole.Button, new() { Name = T["Remove {0}", name], Exact = true }).ClickAsync();
        await FillAsync(T["Remove {0}", name], null, T["Remove passkey"]);
        await Expect(Passkeys).ToContainTextAsync("No passkey yet");
    }

    /// <summary>Sets up one-time codes with the password, as someone does who has no second step yet.</summary>
    /// <param name="keep">Puts the secret that is shown into an app.</param>
    /// <param name="password">Their password.</param>
    /// <returns>The recovery codes.</returns>
    public async Task<IReadOnlyList<string>> SetUpCodesAsync(
        Func<byte[], Task<AuthenticatorApp>> keep,
        string password = PortalFactory.Password
    )
    {
        await Button(_page.Locator("body"), "Set up codes").ClickAsync();
        var dialog = await _page.GetByRole(AriaRole.Dialog, new() { Name = T["Set up one-time codes"], Exact = true }).OpensAsync();
        await dialog.ProveAsync(password);
        await Button(dialog, "Continue").ClickAsync();
        var picture = T["QR code with the secret for your authenticator app"];
        await Expect(dialog.GetByRole(AriaRole.Img, new() { Name = picture, Exact = true })).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(_page));
        var app = await keep(AuthenticatorApp.Read(await dialog.Locator("code.break").InnerTextAsync()));
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = T["One-time code"], Exact = true }).FillAsync(await app.CodeAsync());
        await Button(dialog, "Verify code").ClickAsync();
        var codes = _page.GetByRole(AriaRole.Dialog, new() { Name = T["Recovery codes"], Exact = true });
        await Expect(codes.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(RecoveryCode.Count);
        var recovery = await codes.Locator("li code").AllInnerTextsAsync();
        await Button(codes, "I have saved the codes").ClickAsync();
        // The session goes on under another id: the page comes again with it, and with the menu of a whole session.
        await Expect(_page.Locator("#primary-nav li a[href='/']")).ToHaveCountAsync(1);
        await person.BeReadyAsync();
        await Expect(Button(_page.Locator("body"), "Remove codes")).ToBeVisibleAsync();
        person.Keep(app);
        return recovery;
    }

    private static ILocator Button(ILocator within, string name) =>
        within.GetByRole(AriaRole.Button, new() { Name = T[name], Exact = true });

    private async Task FillAsync(string title, string? name, string button, bool password = true)
    {
        var dialog = _page.GetByRole(AriaRole.Dialog, new() { Name = title, Exact = true });
        await dialog.OpensAsync();
        if (name is not null)
        {
            await dialog.GetByRole(AriaRole.Textbox, new() { Name = T["Name"], Exact = true }).FillAsync(name);
        }

        if (password)
        {
            await dialog.ProveAsync();
        }

        await dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }
}
