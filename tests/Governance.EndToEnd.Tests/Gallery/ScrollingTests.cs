using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>Who works down a list keeps their place in it.</summary>
public sealed class ScrollingTests(RunningBrowser browser, GalleryPortal portal) : BrowserTest(browser, portal)
{
    private const string Place = "() => Math.round(scrollY)";

    public override async ValueTask InitializeAsync() => await portal.StartAsync();

    [Theory(Timeout = 180_000)]
    [InlineData("/audit", "auditor@demo.example", "main tbody tr:not(aside *)", "[?&]entry=\\d+")]
    [WholeData("/risks", "risk@demo.example", "main tbody tr th a", "[?&]id=RSK-\\d+")]
    [WholeData("/compliance/obligations", "compliance@demo.example", "main a.duty-cell", "[?&]obligation=OBL")]
    [WholeData("/alerts?state=resolved", "risk@demo.example", "main tbody tr th a", "[?&]alert=ALR")]
    [InlineData("/monitoring/netflow-detector", "owner@demo.example", "main [role=gridcell]", "[?&]feature=")]
    public async Task OpeningADetail_FarDownAPage_StaysThere(string path, string viewer, string row, string opened)
    {
        var person = await ArriveAsync();
        await person.SignInAsync(viewer);
        await person.Page.SetViewportSizeAsync(1280, 480);
        await person.OpenAsync(path);
        // Not the very last: another test may write an entry meanwhile, which pushes that one to the next page.
        var rows = person.Page.Locator(row);
        var last = rows.Nth(Math.Max(await rows.CountAsync() - 3, 0));
        // To where it can be clicked: what the click itself scrolls is not the portal's.
        await last.HoverAsync();
        var before = await person.Page.EvaluateAsync<int>(Place);
        Assert.True(before > 100, $"{path} is too short to say anything: {before}");
        var width = await WidthAsync(person);

        var chosen = await last.ElementHandleAsync();

        await last.ClickAsync();

        await Expect(person.Page).ToHaveURLAsync(new Regex(opened));
        await Expect(person.Page.Locator("main aside, main [aria-current=true], main [aria-selected=true]").First).ToBeAttachedAsync();
        // A place is kept or lost with the next picture that the server sends.
        await person.BeReadyAsync();
        var after = await person.Page.EvaluateAsync<int>(Place);
        Assert.True(after > before / 2, $"{path} went from {before} to {after}");
        await Expect(last).ToBeInViewportAsync();
        var panel = person.Page.Locator("main aside.side-panel");
        if (await panel.CountAsync() == 0)
        {
            return;
        }

        // Here the panel lies over the list: nothing of it moved, and the row it is about is marked.
        Assert.InRange(after, before - 2, before + 2);
        Assert.Equal(width, await WidthAsync(person));
        await Expect(person.Page.Locator("main tbody :is(tr, a)[aria-current=true], main tbody tr[aria-selected=true]"))
            .ToHaveCountAsync(1);

        await person.Page.Keyboard.PressAsync("Escape");

        await Expect(panel).ToHaveCountAsync(0);
        await person.BeReadyAsync();
        Assert.InRange(await person.Page.EvaluateAsync<int>(Place), before - 2, before + 2);
        Assert.True(await chosen.EvaluateAsync<bool>("row => row.contains(document.activeElement)"), "the focus did not return to the row");
    }

    [Fact(Timeout = 180_000)]
    public async Task AnotherPage_BeginsAtItsTop()
    {
        var person = await ArriveAsync();
        await person.SignInAsync("auditor@demo.example");
        await person.Page.SetViewportSizeAsync(1280, 480);
        await person.OpenAsync("/audit");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Next", Exact = true }).ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(new Regex("before="));

        await person.Page.WaitForFunctionAsync("() => scrollY === 0");
    }

    private static Task<int> WidthAsync(Person person) =>
        person.Page.EvaluateAsync<int>("() => Math.round(document.querySelector('main table')?.getBoundingClientRect().width ?? 0)");
}
