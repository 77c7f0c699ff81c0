using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.SingleSignOn;

/// <summary>
/// One person and a real OpenID provider: signs in with mapped roles, signs a promotion by signing in there again, loses the group and with
/// it the role.
/// </summary>
public sealed class SingleSignOnTests(RunningBrowser browser, SingleSignOnPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<SingleSignOnPortal>
{
    private const string Legal = "ai-governance-legal";

    private TestProvider Provider
    {
        get
        {
            Assert.SkipUnless(TestProvider.IsInstalled, "Run ./build.sh setup to install the OpenID provider of this test.");
            return portal.Provider!;
        }
    }

    [Fact]
    public async Task Person_OfTheProvider_SignsInSignsAndLosesTheRoleWithTheGroup()
    {
        await Provider.KnowAsync("u-1001", "Lena Vogt", "lena.vogt@bank.example", Legal, "everybody");
        var bank = await Bank.OpenAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync("2.0.0");
        var promotion = await bank.RequestAsync("2.0.0");
        var lena = await ArriveAsync();

        await lena.Page.GotoAsync($"/signin?returnUrl={Uri.EscapeDataString($"/approvals/{promotion}")}");
        await SeeNothingWrongAsync(lena);
        await SignInAtProviderAsync(lena, "u-1001");
        await lena.BeReadyAsync();
        Assert.Equal($"/approvals/{promotion}", lena.Place);

        var page = new ApprovalPage(lena);
        await page.OpenAsync(promotion);
        var dialog = await page.SignOffAsync();
        await dialog.ChooseAsync("I approve this deployment for ");
        await Expect(dialog.Dialog.GetByText("With Bank directory", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(dialog.Password).ToHaveCountAsync(0); // she has none here
        Assert.Empty(await Accessibility.FindingsAsync(lena.Page));
        await ConfirmAtProviderAsync(lena, dialog, "u-1001");
        await dialog.Dialog.GetByRole(AriaRole.Button, new() { Name = "Sign approval", Exact = true }).ClickAsync();
        await dialog.Dialog.ClosesAsync();
        Assert.Equal("single-sign-on", await MethodOfAsync(lena, promotion));

        await lena.OpenAsync("/account/security");
        await Expect(lena.Page.GetByText("u-1001")).ToBeVisibleAsync();
        await SeeNothingWrongAsync(lena);

        await SignOutEverywhereAsync(lena);
        await Provider.KnowAsync("u-1001", "Lena Vogt", "lena.vogt@bank.example", "everybody");
        await GoToProviderAsync(lena, "u-1001");
        await Expect(lena.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("none of your groups has a role");
        await Expect(lena.Page.GetByText("Ask the service desk")).ToBeVisibleAsync();
        await SeeNothingWrongAsync(lena);
        await SeeInTheLogAsync("role.granted", "role.revoked", "session.refused");
    }

    [Fact]
    public async Task Person_WhoSignsOutAtTheProvider_IsSignedOutHereAtOnce()
    {
        await Provider.KnowAsync("u-3001", "Mira Falk", "mira.falk@bank.example", Legal);
        await Factory.CreateUserAsync("first@bank.example");
        var mira = await ArriveAsync();
        await mira.Page.GotoAsync("/signin");
        await SignInAtProviderAsync(mira, "u-3001");

        // In a tab of their own, and without a word to the portal from the browser.
        var tab = await mira.Context.NewPageAsync();
        await tab.GotoAsync($"{Provider.Address}session/end");
        await tab.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("sign me out", RegexOptions.IgnoreCase) }).ClickAsync();
        await tab.IsAtAsync("/session/end/success");

        await mira.Page.GotoAsync("/models");
        await Expect(new Shell(mira).Heading).ToHaveTextAsync("Sign in");
        await using var db = await Factory.Databases.CreateDbContextAsync();
        Assert.True(await db.Sessions.AnyAsync(s => s.EndedAt != null && s.ProviderSession != null));
    }

    [Fact]
    public async Task Administrator_OfTheProvider_SeesHowItIsSetUp()
    {
        await Provider.KnowAsync("u-2001", "Paul Stern", "paul.stern@bank.example", "ai-governance-admins");
        await Factory.CreateUserAsync("first.of.all@bank.example");
        var paul = await ArriveAsync();
        await paul.Page.GotoAsync("/signin");
        await SignInAtProviderAsync(paul, "u-2001");

        await paul.OpenAsync("/admin/sign-on");

        await Expect(paul.Page.GetByRole(AriaRole.Region, new() { Name = "Provider", Exact = true })).ToContainTextAsync("Reachable");
        await Expect(paul.Page.GetByRole(AriaRole.Row, new() { NameRegex = new(Legal) })).ToContainTextAsync("the whole organisation");
        await Expect(paul.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("ai-governance-retail") }))
            .ToContainTextAsync("only unit Retail");
        await SeeNothingWrongAsync(paul);
    }

    private static async Task SignInAtProviderAsync(Person person, string user)
    {
        await GoToProviderAsync(person, user);
        await Expect(new Shell(person).Menu).ToBeVisibleAsync();
    }

    private static async Task GoToProviderAsync(Person person, string user)
    {
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Bank directory", Exact = true }).ClickAsync();
        await IdentifyAsync(person.Page, user);
    }

    private static async Task IdentifyAsync(IPage page, string user)
    {
        await page.GetByRole(AriaRole.Textbox, new() { Name = "User", Exact = true }).FillAsync(user);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
    }

    private static async Task ConfirmAtProviderAsync(Person person, SignDialog dialog, string user)
    {
        var tab = await person.Context.RunAndWaitForPageAsync(() =>
            dialog.Dialog.GetByRole(AriaRole.Link, new() { Name = "Confirm with Bank directory", Exact = true }).ClickAsync()
        );
        await IdentifyAsync(tab, user);
        await Expect(tab.GetByRole(AriaRole.Heading, new() { Name = "Confirmed", Exact = true })).ToBeVisibleAsync();
        await tab.CloseAsync();
        await Expect(dialog.Dialog.GetByText("Confirmed with Bank directory.")).ToBeVisibleAsync();
    }

    private static async Task SignOutEverywhereAsync(Person person)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Account: ") }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("sign me out", RegexOptions.IgnoreCase) }).ClickAsync();
        await Expect(new Shell(person).Heading).ToHaveTextAsync("Sign in");
    }

    private static async Task<string?> MethodOfAsync(Person person, string promotion)
    {
        var (_, shown) = await person.CallAsync("GET", $"/api/v1/promotions/{promotion}");
        var id = shown.GetProperty("signOffs")[0].GetProperty("id").GetString();
        var envelope = JsonSerializer.Deserialize<JsonElement>(
            await person.ReadAsync($"/api/v1/promotions/{promotion}/signoffs/{id}/statement")
        );
        var statement = JsonSerializer.Deserialize<JsonElement>(Convert.FromBase64String(envelope.GetProperty("payload").GetString()!));
        return Find(statement, "method");
    }

    // Wherever the statement has it: what is signed says how the signer confirmed who they are.
    private static string? Find(JsonElement element, string name) =>
        element.ValueKind switch
        {
            JsonValueKind.Object when element.TryGetProperty(name, out var found) && found.ValueKind is JsonValueKind.String =>
                found.GetString(),
            JsonValueKind.Object => element.EnumerateObject().Select(p => Find(p.Value, name)).FirstOrDefault(f => f is not null),
            JsonValueKind.Array => element.EnumerateArray().Select(e => Find(e, name)).FirstOrDefault(f => f is not null),
            _ => null,
        };

    private static async Task SeeNothingWrongAsync(Person person)
    {
        var findings = await Accessibility.FindingsAsync(person.Page);
        Assert.Empty(
            findings.Concat(await Accessibility.UnnamedControlsAsync(person.Page)).Concat(await Accessibility.OverflowAsync(person.Page))
        );
    }

    private async Task SeeInTheLogAsync(params string[] actions)
    {
        await using var db = await Factory.Databases.CreateDbContextAsync();
        foreach (var action in actions)
        {
            Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == action), action);
        }
    }
}
