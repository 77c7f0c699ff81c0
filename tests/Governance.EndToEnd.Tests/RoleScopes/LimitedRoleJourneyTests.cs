using System.Net;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.RoleScopes;

/// <summary>
/// An administrator gives someone Legal for one AI system: they see that system's requests, and open no other by its address.
/// </summary>
public sealed class LimitedRoleJourneyTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task Legal_ForOneSystem_SeesItsRequestsAndOpensNoOther()
    {
        var (near, far) = (await Bank.OpenBesideOthersAsync(Factory), await Bank.OpenBesideOthersAsync(Factory));
        var (compliance, owner) = await EmployAsync("cora", Roles.ComplianceOfficer);
        var (within, elsewhere) = (await RequestAsync(near), await RequestAsync(far));
        var system = await SystemAsync(compliance, near, owner);
        await SystemAsync(compliance, far, owner);
        var lena = $"lena.{Guid.NewGuid().ToString("N")[..8]}@bank.example";
        await Factory.CreateUserAsync(lena, Roles.LegalReviewer);

        var (admin, _) = await EmployAsync("anna", Roles.Administrator);
        await new AdminUsersPage(admin).OpenAsync(lena);
        var row = admin
            .Page.GetByRole(AriaRole.Grid, new() { Name = "Accounts", Exact = true })
            .GetByRole(AriaRole.Row)
            .Filter(new() { HasText = lena });
        await row.GetByRole(AriaRole.Button, new() { NameRegex = new("^Change roles of ") }).ClickAsync();
        var dialog = await admin.Page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^Roles of ") }).OpensAsync();
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Certain AI systems or business units", Exact = true }).CheckAsync();
        await dialog.GetByRole(AriaRole.Checkbox, new() { NameRegex = new($" {system}$") }).CheckAsync();
        Assert.Empty(await Accessibility.FindingsAsync(admin.Page));
        await dialog.ProveAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save roles", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
        await Expect(row).ToContainTextAsync($"Legal approver (only {system})");

        var limited = await ArriveAsync();
        await limited.SignInAsync(lena);
        await limited.OpenAsync("/approvals?view=all");
        await Expect(limited.Page.GetByText(within).First).ToBeVisibleAsync();
        await Expect(limited.Page.GetByText(elsewhere)).ToHaveCountAsync(0);
        Assert.Empty(await Accessibility.FindingsAsync(limited.Page));
        await limited.OpenAsync("/account");
        await Expect(limited.Page.GetByText($"Your role covers {system}.")).ToBeVisibleAsync();

        // Inside the open page, where no request passes the door.
        await limited.OpenAsync($"/approvals/{within}");
        await limited.Page.EvaluateAsync($"Blazor.navigateTo('/approvals/{elsewhere}')");
        await Expect(
                limited.Page.GetByText(
                    "Your role is limited to certain AI systems or business units, and this does not belong to any of them."
                )
            )
            .ToBeVisibleAsync();
        await Expect(limited.Page.GetByText(far.Model)).ToHaveCountAsync(0);
        Assert.Empty(await Accessibility.FindingsAsync(limited.Page));
        var (status, body) = await limited.CallAsync("GET", $"/api/v1/promotions/{elsewhere}");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("scope.outside", body.GetProperty("code").GetString());
    }

    private static async Task<string> RequestAsync(Bank bank)
    {
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync("2.0.0");
        return await bank.RequestAsync("2.0.0");
    }

    private static async Task<string> SystemAsync(Person compliance, Bank bank, string owner)
    {
        var (status, body) = await compliance.CallAsync(
            "POST",
            "/api/v1/systems",
            new
            {
                name = $"Scoring with {bank.Model}",
                purpose = "Scores customers",
                owner,
                models = new[] { bank.Model },
            }
        );
        Assert.Equal(HttpStatusCode.Created, status);
        return body.GetProperty("id").GetString()!;
    }
}
