using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>Rows of lists open what their titles open.</summary>
public sealed class RowTests(RunningBrowser browser, GalleryPortal portal) : BrowserTest(browser, portal)
{
    public override async ValueTask InitializeAsync() => await portal.StartAsync();

    [Fact(Timeout = 180_000)]
    public async Task Click_OnARow_OpensItsTitle_AndLeavesControlsAndSelectedTextAlone()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(GalleryPages.Risk);
        await person.OpenAsync("/incidents?state=all");
        var row = person.Page.GetByRole(AriaRole.Grid, new() { Name = "Incidents" }).Locator("tbody tr").First;
        var about = await row.Locator("th a").GetAttributeAsync("href");

        await row.Locator("td").Nth(1).ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(new Regex(Regex.Escape(about!) + "$"));

        await person.GoAsync("/risks");
        var risk = person.Page.GetByRole(AriaRole.Grid, new() { Name = "Risks" }).Locator("tbody tr").First;
        await risk.GetByRole(AriaRole.Checkbox).ClickAsync();
        await Expect(risk.GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        Assert.DoesNotContain("id=RSK", person.Place, StringComparison.Ordinal);
        await risk.Locator("th .tiny").SelectTextAsync();
        await risk.Locator("th .tiny").DispatchEventAsync("click");
        Assert.DoesNotContain("id=RSK", person.Place, StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task Click_WithCtrlOrTheMiddleButton_OpensANewTab()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(GalleryPages.Risk);
        await person.OpenAsync("/incidents?state=all");
        var row = person.Page.GetByRole(AriaRole.Grid, new() { Name = "Incidents" }).Locator("tbody tr").First;
        var about = new Regex(Regex.Escape((await row.Locator("th a").GetAttributeAsync("href"))!) + "$");
        LocatorClickOptions[] ways = [new() { Modifiers = [KeyboardModifier.Control] }, new() { Button = MouseButton.Middle }];
        foreach (var way in ways)
        {
            var tab = await person.Context.RunAndWaitForPageAsync(() => row.Locator("td").Nth(1).ClickAsync(way));
            await Expect(tab).ToHaveURLAsync(about);
            await tab.CloseAsync();
        }

        Assert.Equal("/incidents?state=all", person.Place);
    }
}
