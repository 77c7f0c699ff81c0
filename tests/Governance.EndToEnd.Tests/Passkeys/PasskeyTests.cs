using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Transparency;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Passkeys;

/// <summary>One person and one device: a passkey is added, signs in, signs a promotion, and is removed.</summary>
public sealed class PasskeyTests(RunningBrowser browser, PasskeyPortal portal) : BrowserTest(browser, portal), IClassFixture<PasskeyPortal>
{
    [Fact]
    public async Task Passkey_Added_SignsInAndSignsAPromotion()
    {
        var bank = await Bank.OpenAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync("2.0.0");
        var promotion = await bank.RequestAsync("2.0.0");
        var legal = await ArriveAsync();
        var device = await VirtualAuthenticator.PlugInAsync(legal);
        await legal.SignInAsync(bank.Legal);
        var security = new SecurityPage(legal);

        await security.OpenAsync();
        await Expect(new Shell(legal).Heading).ToHaveTextAsync("Security");
        await security.AddAsync("Work laptop");
        await security.RenameAsync("Work laptop", "Office key");
        await legal.Context.ClearCookiesAsync();

        await new SignInPage(legal).OpenAsync();
        await legal.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with passkey", Exact = true }).ClickAsync();
        await Expect(new Shell(legal).Menu).ToBeVisibleAsync();
        await legal.BeReadyAsync();

        var page = new ApprovalPage(legal);
        await page.OpenAsync(promotion);
        var dialog = await page.SignOffAsync();
        await dialog.UsePasskeyAsync();
        await Expect(dialog.Dialog).ToContainTextAsync("Choose what your signature means.");
        await dialog.ChooseAsync("I approve this deployment for ");
        await device.VerifyAsync(false);
        await dialog.UsePasskeyAsync();
        await Expect(dialog.Alert).ToContainTextAsync("No passkey was used");
        await device.VerifyAsync(true);
        await dialog.UsePasskeyAsync();
        await dialog.Dialog.ClosesAsync();

        await Expect(page.Slot("Legal")).ToContainTextAsync("Signed with the signer's own passkey, sealed by the organisation");
        await SeeThatAStrangerCanVerifyAsync(legal, promotion);

        await security.OpenAsync();
        await security.RemoveAsync("Office key");
    }

    [Fact]
    public async Task SignIn_AtAnAddressThatIsANumber_SaysWhyThereIsNoPasskey()
    {
        await Factory.CreateUserAsync("number@bank.example", Roles.Auditor);
        var person = await ArriveAsync();

        await person.Page.GotoAsync($"http://127.0.0.1:{Portal.Address.Port}/signin");

        await Expect(person.Page.GetByText("Passkeys need a host name, but this address is an IP address.")).ToBeVisibleAsync();
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with passkey" })).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
    }

    // With the published key, the statement and the assertion, as they are offered for download.
    private static async Task SeeThatAStrangerCanVerifyAsync(Person person, string promotion)
    {
        var (_, shown) = await person.CallAsync("GET", $"/api/v1/promotions/{promotion}");
        var signOff = shown.GetProperty("signOffs")[0];
        var address = $"/api/v1/promotions/{promotion}/signoffs/{signOff.GetProperty("id").GetString()}";
        var envelope = DsseEnvelope.Parse(await person.ReadAsync($"{address}/statement"))!;
        var assertion = PasskeySignature.Parse(await person.ReadAsync($"{address}/assertion"))!;
        var key = DsseKey.FromPem(System.Text.Encoding.ASCII.GetString(await person.ReadAsync("/api/v1/promotions/seal")))!;

        Assert.Null(
            SignOffStatement.Doubts(
                envelope,
                key,
                PromotionId.Of(int.Parse(promotion[4..], System.Globalization.CultureInfo.InvariantCulture)),
                shown.GetProperty("bundleDigest").GetString()!,
                signOff.GetProperty("statementSha256").GetString()!
            )
        );
        Assert.Null(assertion.Doubts(envelope.Payload));
        Assert.Equal("localhost", assertion.RpId);
    }
}
