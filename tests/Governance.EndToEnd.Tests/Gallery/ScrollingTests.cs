using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
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
    [InlineData("/risks", "risk@demo.example", "main tbody tr th a", "[?&]id=RSK-\\d+")]
    [InlineData("/compliance/obligations", "compliance@demo.example", "main a.duty-cell", "[?&]obligation=OBL")]
    [InlineData("/monitoring/netflow-detector", "owner@demo.example", "main [role=gridcell]", "[?&]feature=")]
    public async Task OpeningADetail_FarDownAPage_StaysThere(string path, string viewer, string row, string opened)
    {
        var person = await ArriveAsync();
        await person.SignInAsync(viewer);
        await person.Page.SetViewportSizeAsync(1280, 480);
        await person.OpenAsync(path);
        var last = person.Page.Locator(row).Last;
        await last.ScrollIntoViewIfNeededAsync();
        var before = await person.Page.EvaluateAsync<int>(Place);
        Assert.True(before > 100, $"{path} is too short to say anything: {before}");

        await last.ClickAsync();

        await Expect(person.Page).ToHaveURLAsync(new Regex(opened));
        await Expect(person.Page.Locator("main aside, main [aria-current=true], main [aria-selected=true]").First).ToBeAttachedAsync();
        // A place is kept or lost with the next picture that the server sends.
        await person.BeReadyAsync();
        var after = await person.Page.EvaluateAsync<int>(Place);
        Assert.True(after > before / 2, $"{path} went from {before} to {after}");
        await Expect(last).ToBeInViewportAsync();
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
}
