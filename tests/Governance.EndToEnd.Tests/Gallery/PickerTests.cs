using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>Forms name records by choosing them, with what is known filled in.</summary>
public sealed class PickerTests(RunningBrowser browser, GalleryPortal portal) : BrowserTest(browser, portal)
{
    public override async ValueTask InitializeAsync() => await portal.StartAsync();

    [Fact(Timeout = 180_000)]
    public async Task Incident_OfAModel_HasItsSystem_AndVersionsAreChosenByKey()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(GalleryPages.Risk);
        await person.OpenAsync("/incidents?declare=1&about=credit-default&version=2.0.0");
        var dialog = await person.Page.GetByRole(AriaRole.Dialog, new() { Name = "Declare incident", Exact = true }).OpensAsync();

        await Expect(dialog.GetByRole(AriaRole.List, new() { Name = "Chosen" })).ToHaveCountAsync(2);
        await Expect(dialog.GetByText("Retail credit scoring")).ToBeVisibleAsync();
        var versions = dialog.GetByRole(AriaRole.Combobox, new() { Name = "Versions affected (optional)" });
        await versions.FillAsync("netflow");
        var option = dialog.GetByRole(AriaRole.Option).Filter(new() { HasText = "netflow-detector" }).First;
        await Expect(option).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(person.Page));
        await versions.PressAsync("Escape");
        await Expect(option).ToHaveCountAsync(0);
        await Expect(dialog).ToBeVisibleAsync();
        await versions.FillAsync("netflow-detector 2");
        await Expect(option).ToBeVisibleAsync();
        await versions.PressAsync("Enter");

        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Remove netflow-detector 2.0.0", Exact = true })).ToBeVisibleAsync();
        await Expect(versions).ToHaveValueAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Declare incident", Exact = true }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Link, new() { NameRegex = new("^Title: ") })).ToBeVisibleAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task Alarm_MarkedAsSeen_IsAChip_AlsoAfterAReload()
    {
        var person = await ArriveAsync(new() { Width = 2560, Height = 1200 });
        await person.SignInAsync(GalleryPages.Risk);
        await person.OpenAsync("/models");
        var region = person.Page.Locator("[data-alarms]");
        // The demo's clocks are not so close to their end: an alarm as the page would draw it.
        const string Raise = """
            (region, key) => {
              const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });
              const alarm = make('p', '', { className: 'alarm' });
              alarm.dataset.alarm = key;
              const seen = make('button', 'Mark as seen', { type: 'button' });
              seen.dataset.alarmSeen = '';
              alarm.append(make('a', 'Open INC-0009', { href: '/incidents' }), seen);
              region.append(alarm);
            }
            """;
        await region.EvaluateAsync(Raise, "INC-0009 first");
        // Only this one: the demo's incident may raise another.
        var alarm = region.Locator("[data-alarm^='INC-0009 ']");
        var box = await alarm.BoundingBoxAsync();
        Assert.True(box!.X + box.Width > 2540, $"the banner ends at {box.X + box.Width}");

        await alarm.GetByRole(AriaRole.Button, new() { Name = "Mark as seen", Exact = true }).ClickAsync();
        await Expect(alarm).ToHaveAttributeAsync("data-seen", "");
        await Expect(alarm.GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await person.ReloadAsync();
        await region.EvaluateAsync(Raise, "INC-0009 first");
        await Expect(alarm).ToHaveAttributeAsync("data-seen", "");
        await alarm.EvaluateAsync("element => element.dataset.alarm = 'INC-0009 sooner'");

        await Expect(alarm).Not.ToHaveAttributeAsync("data-seen", "");
    }
}
