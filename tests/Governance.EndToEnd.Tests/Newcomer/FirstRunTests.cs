using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

public sealed class FirstRunTests(RunningBrowser browser, FirstRunPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<FirstRunPortal>
{
    [Fact]
    public async Task FirstRun_WithTheTokenOfTheKeyFolder_MakesOneAdministratorAndCloses()
    {
        var newcomer = await ArriveAsync();
        await newcomer.Page.GotoAsync("/models");
        await Expect(new Shell(newcomer).Heading).ToHaveTextAsync("First run");
        var setup = new SetupPage(newcomer);

        await setup.MakeAdministratorAsync("not-the-token", "Anna Berg", "anna.berg@bank.example", PortalFactory.Password);
        await Expect(setup.Alert).ToBeVisibleAsync();

        var token = (await File.ReadAllTextAsync(Path.Combine(Factory.KeyFolder, "setup-token"))).Trim();
        await setup.MakeAdministratorAsync(token, "Anna Berg", "anna.berg@bank.example", PortalFactory.Password);
        await Expect(new Shell(newcomer).Heading).ToHaveTextAsync("Sign in");
        await new SignInPage(newcomer).SignInAsync("anna.berg@bank.example");
        await Expect(newcomer.Page.GetByRole(AriaRole.Button, new() { Name = "Account: Anna Berg, Administrator", Exact = true }))
            .ToBeVisibleAsync();

        var late = await ArriveAsync();
        await late.Page.GotoAsync("/setup");
        await Expect(new Shell(late).Heading).ToHaveTextAsync("Sign in");
        Assert.False(File.Exists(Path.Combine(Factory.KeyFolder, "setup-token")));
    }
}
