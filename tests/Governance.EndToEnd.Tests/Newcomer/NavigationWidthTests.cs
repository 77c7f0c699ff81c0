using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Portal.Kernel.Components.Layout;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

/// <summary>The navigation has its names on a laptop, and keeps what a person chose.</summary>
public sealed class NavigationWidthTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task Navigation_OnALaptop_HasItsNames_AndTheChoiceIsKept()
    {
        var person = await ArriveAsync(new() { Width = 1280, Height = 800 });
        await Factory.CreateUserAsync("wide@bank.example", "Auditor");
        await person.SignInAsync("wide@bank.example");
        await person.OpenAsync("/models");
        var models = person
            .Page.GetByRole(AriaRole.Navigation, new() { Name = "Primary" })
            .GetByRole(AriaRole.Link, new() { Name = "Models", Exact = true });

        Assert.True(await WidthAsync(models) > 130);
        var entries = person.Page.GetByRole(AriaRole.Navigation, new() { Name = "Primary" }).GetByRole(AriaRole.Link);
        Assert.True(await entries.CountAsync() <= PortalMenu.MaxEntries);
        foreach (var name in await entries.Locator(".nav-name").AllAsync())
        {
            // Whole, not cut off at the edge.
            Assert.True(
                await name.EvaluateAsync<bool>("name => name.scrollWidth <= name.parentElement.clientWidth && name.offsetWidth > 20")
            );
        }

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Collapse navigation", Exact = true }).ClickAsync();
        Assert.True(await WidthAsync(models) < 60);
        Assert.Equal("Models", await models.GetAttributeAsync("title"));
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Expand navigation", Exact = true })).ToBeFocusedAsync();
        await person.ReloadAsync();
        Assert.True(await WidthAsync(models) < 60);
        await person.Page.SetViewportSizeAsync(1920, 1000);
        Assert.True(await WidthAsync(models) < 60);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Expand navigation", Exact = true }).ClickAsync();
        Assert.True(await WidthAsync(models) > 150);
    }

    private static async Task<double> WidthAsync(ILocator link) => (await link.BoundingBoxAsync())!.Width;
}
