using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

public sealed class SessionTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task Role_TakenAwayWhileAPageIsOpen_EndsWhatThePageMayDo()
    {
        var (administrator, _) = await EmployAsync("administrator", Roles.Administrator);
        var (engineer, email) = await EmployAsync("engineer", Roles.Engineer);
        await engineer.OpenAsync("/models");
        await Expect(engineer.Page.GetByRole(AriaRole.Button, new() { Name = "Register model", Exact = true })).ToBeVisibleAsync();

        await new AdminUsersPage(administrator).OpenAsync(email);
        await new AdminUsersPage(administrator).TakeRoleAsync(email, "Engineer");

        await engineer.Page.GotoAsync("/models");
        await Expect(engineer.Page.GetByRole(AriaRole.Button, new() { Name = "Register model", Exact = true })).ToHaveCountAsync(0);
        var (status, _) = await engineer.CallAsync("POST", "/api/v1/models", new { name = "late", owner = email });
        Assert.True((int)status is 401 or 403, $"{status}");
    }

    [Fact]
    public async Task Page_OutsideTheRole_SaysWhomToAsk()
    {
        var (engineer, _) = await EmployAsync("curious", Roles.Engineer);

        var response = await engineer.Page.GotoAsync("/admin/users");

        Assert.Equal(403, response!.Status);
        await Expect(engineer.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Not permitted");
        await engineer.OpenAsync("/models");
        await Expect(new Shell(engineer).Menu.GetByRole(AriaRole.Link, new() { Name = "Administration", Exact = true }))
            .ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Address_OfNoPage_IsAPageThatSaysSo()
    {
        var (engineer, _) = await EmployAsync("lost", Roles.Engineer);

        var response = await engineer.Page.GotoAsync("/no-such-page");

        Assert.Equal(404, response!.Status);
        await Expect(new Shell(engineer).Heading).ToBeVisibleAsync();
        await Expect(new Shell(engineer).Menu).ToBeVisibleAsync();
    }
}
