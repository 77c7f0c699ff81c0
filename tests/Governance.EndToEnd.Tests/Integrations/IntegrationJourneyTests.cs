using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Integrations;

/// <summary>An administrator connects a receiver, sees that it takes events, and sees it when it does not.</summary>
public sealed class IntegrationJourneyTests(RunningBrowser browser, IntegrationPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<IntegrationPortal>
{
    [Fact]
    public async Task Administrator_ConnectsAWebhook_TestsIt_AndSeesWhatWasDelivered()
    {
        var status = StatusCodes.Status200OK;
        await using var receiver = await StartAsync(() => status);
        var (person, _) = await EmployAsync("ada.admin", Roles.Administrator);
        var page = person.Page;
        await person.OpenAsync("/admin/integrations");
        await Expect(page.GetByText("No destinations.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "New destination", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "New destination", Exact = true });
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Event hub");
        await dialog.GetByLabel("Actions").FillAsync("incident.*");
        await dialog.GetByLabel("Address", new() { Exact = true }).FillAsync("https://somewhere.example/hook");
        await dialog.ProveAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create destination", Exact = true }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Outbound__AllowedHosts");
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await dialog.GetByLabel("Address", new() { Exact = true }).FillAsync($"{receiver.Urls.Single()}/hook?token=nobody-sees-it");
        await dialog.ProveAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create destination", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Secret for DST-0001")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-secret]")).ToContainTextAsync("whsec_");
        Assert.DoesNotContain("nobody-sees-it", await page.ContentAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Link, new() { Name = "Event hub", Exact = true }).ClickAsync();
        var deliveries = page.GetByRole(AriaRole.Region, new() { Name = "Last deliveries", Exact = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send test event", Exact = true }).ClickAsync();
        await Expect(page.GetByText("The test event was accepted.")).ToBeVisibleAsync();
        await Expect(deliveries.GetByRole(AriaRole.Row).Filter(new() { HasText = "integration.test" })).ToContainTextAsync("Delivered");
        await Expect(deliveries).ToContainTextAsync("<i>thanks</i>");
        status = StatusCodes.Status500InternalServerError;
        await page.GetByRole(AriaRole.Button, new() { Name = "Send test event", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Not accepted: The receiver answered with 500.")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(page));

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "New secret", Exact = true }).ClickAsync();
        var asked = page.GetByRole(AriaRole.Dialog);
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await asked.ProveAsync();
        await asked.GetByRole(AriaRole.Button, new() { Name = "Create secret", Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-secret]")).ToContainTextAsync("whsec_");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Invalidate old secret", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(page));
    }

    private static async Task<WebApplication> StartAsync(Func<int> status)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = status();
            return context.Response.WriteAsync("<i>thanks</i>");
        });
        await app.StartAsync();
        return app;
    }
}
