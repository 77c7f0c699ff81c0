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
        await newcomer.BeAtAsync("/account/security$");
        await new SecurityPage(newcomer).SetUpCodesAsync(secret => Portal.KeepAppAsync("anna.berg@bank.example", secret));
        await new Shell(newcomer).GoToAsync("Overview");
        await Expect(newcomer.Page.GetByRole(AriaRole.Button, new() { Name = "Account: Anna Berg, Administrator", Exact = true }))
            .ToBeVisibleAsync();
        await newcomer.BeReadyAsync();
        var steps = newcomer.Page.GetByRole(AriaRole.Region, new() { Name = "Set up this portal", Exact = true });
        await steps.GetByRole(AriaRole.Link, new() { Name = "Open users", Exact = true }).ClickAsync();
        await Expect(new Shell(newcomer).Heading).ToHaveTextAsync("Users");

        var late = await ArriveAsync();
        await late.Page.GotoAsync("/setup");
        await Expect(new Shell(late).Heading).ToHaveTextAsync("Sign in");
        Assert.False(File.Exists(Path.Combine(Factory.KeyFolder, "setup-token")));
    }
}
