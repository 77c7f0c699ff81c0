using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

/// <summary>Setting up one-time codes, and coming back with them.</summary>
public sealed class SecondStepTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    [Fact]
    public async Task Codes_SetUpInTheBrowser_AreAskedForAtTheNextSignIn()
    {
        var (person, email) = await EmployAsync("careful", Roles.LegalReviewer);
        await person.OpenAsync("/account/security");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Set up codes", Exact = true }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog, new() { Name = "Set up one-time codes", Exact = true });
        await dialog.OpensAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Password", Exact = true }).FillAsync(PortalFactory.Password);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Img, new() { Name = "QR code with the secret for your authenticator app", Exact = true }))
            .ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(person.Page));
        var secret = Decode((await dialog.Locator("code.break").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal));
        var step = TimeCode.StepOf(TimeProvider.System.GetUtcNow());
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "One-time code", Exact = true }).FillAsync(TimeCode.Of(secret, step));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Verify code", Exact = true }).ClickAsync();

        var codes = person.Page.GetByRole(AriaRole.Dialog, new() { Name = "Recovery codes", Exact = true });
        await Expect(codes.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(RecoveryCode.Count);
        var recovery = await codes.Locator("li code").First.InnerTextAsync();
        await codes.GetByRole(AriaRole.Button, new() { Name = "I have saved the codes", Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Remove codes", Exact = true })).ToBeVisibleAsync();

        var again = await ArriveAsync();
        await new SignInPage(again).OpenAsync();
        await new SignInPage(again).TryAsync(email, PortalFactory.Password);
        await again.Page.WaitForURLAsync("**/signin/verify**");
        Assert.Empty(await Accessibility.FindingsAsync(again.Page));
        var code = again.Page.GetByRole(AriaRole.Textbox, new() { Name = "One-time code", Exact = true });
        await code.FillAsync("000000");
        await again.Page.GetByRole(AriaRole.Button, new() { Name = "Verify code", Exact = true }).ClickAsync();
        await Expect(new SignInPage(again).Alert).Not.ToBeEmptyAsync();
        await code.FillAsync(recovery);
        await again.Page.GetByRole(AriaRole.Button, new() { Name = "Verify code", Exact = true }).ClickAsync();

        await Expect(new Shell(again).Menu).ToBeVisibleAsync();
    }

    private static byte[] Decode(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
