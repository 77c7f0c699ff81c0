using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>
/// Every page, light and dark, wide and narrow: named controls, no serious finding of axe, no sideways scrolling, no clipped
/// control, nothing on the console. The gallery has two halves, of which a commit sees one: every other page of it in one of four looks,
/// by its place, those between in German. In full, and where pictures are wanted, each page has all four, and its tables are looked at on
/// a laptop.
/// </summary>
public sealed class GalleryTests(RunningBrowser browser, GalleryPortal portal) : BrowserTest(browser, portal)
{
    // The laptop of a bank: its tables scroll sideways, if at all, over what decides nothing.
    private const int Laptop = 1280;

    private static readonly Look[] s_looks =
    [
        new(1440, 900, ColorScheme.Light),
        new(390, 844, ColorScheme.Dark),
        new(1440, 900, ColorScheme.Dark),
        new(390, 844, ColorScheme.Light),
    ];

    // Narrow and wide follow one another: what shares its parts, such as the tabs of a page, is seen both ways. In German some pages are
    // seen on the widest screen.
    private static readonly Look[] s_turns =
    [
        new(Laptop, 800, ColorScheme.Light),
        new(390, 844, ColorScheme.Dark),
        new(Laptop, 800, ColorScheme.Dark),
        new(390, 844, ColorScheme.Light),
    ];

    /// <summary>Who looks at pages of the gallery; empty for pages that are seen before signing in.</summary>
    public static TheoryData<string> Viewers => [.. GalleryPages.Viewers];

    private static bool HasAllLooks => Soak.IsFull || GalleryFolder.IsKept;

    public override async ValueTask InitializeAsync() => await portal.StartAsync();

    [Theory(Timeout = 1_800_000)]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(Viewers))]
    public async Task Pages_InEveryThemeAndWidth_AreAccessibleAndFit(string viewer)
    {
        var person = await ArriveAsync();
        if (viewer.Length > 0)
        {
            await person.SignInAsync(viewer);
        }

        var findings = new List<string>();
        foreach (var (shown, looks) in PagesOf(viewer))
        {
            findings.AddRange((await LookAsync(person, shown, looks)).Select(finding => $"{shown} {finding}"));
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    [Fact]
    public void Gallery_HasEveryPageOfThePortal()
    {
        var templates = PortalAssemblies
            .Types.SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>())
            .Select(route => route.Template);

        Assert.Empty(
            templates.Except([.. GalleryPages.All.Select(p => p.Template), .. GalleryPages.Elsewhere], StringComparer.OrdinalIgnoreCase)
        );
    }

    // One look after another: neither window nor theme changes between two pages that have the same.
    private static IEnumerable<(GalleryPage Page, Look[] Looks)> PagesOf(string viewer) =>
        HasAllLooks
            ? GalleryPages.SeenBy(viewer).Select(p => (p.Page, s_looks))
            : GalleryPages
                .SeenBy(viewer)
                .Where(p => GalleryPages.IsSeen(p.Number) && GalleryPages.IsSeenInEnglish(p.Number))
                .Select(p => (p.Page, Turn: p.Number / 2 % s_turns.Length))
                .OrderBy(p => p.Turn)
                .Select(p => (p.Page, (Look[])[s_turns[p.Turn]]));

    private static async Task<List<string>> LookAsync(Person person, GalleryPage shown, Look[] looks)
    {
        var findings = new List<string>();
        var first = shown.Prepare is null ? looks[0] : s_looks[0]; // what a picture needs is clicked together where there is room
        await person.Page.SetViewportSizeAsync(first.Width, first.Height);
        await EmulateAsync(person.Page, looks[0].Theme);
        await shown.ShowAsync(person);
        await person.Page.Mouse.MoveAsync(0, 0);
        if (looks.Length > 1 || looks[0].Width == Laptop)
        {
            await Accessibility.ResizeAsync(person.Page, Laptop, 800);
            findings.AddRange((await Accessibility.HiddenInTablesAsync(person.Page)).Select(f => $"{Laptop}: {f}"));
        }

        foreach (var look in looks)
        {
            await person.Page.SetViewportSizeAsync(look.Width, look.Height);
            await ShowAsync(person.Page, look.Theme);
            await GalleryFolder.ShootAsync(person.Page, shown.Name, look.ToString(), shown.WholePage);

            // What was seen at this width in the other theme differs in colours alone.
            var seen = looks.TakeWhile(l => l != look).Any(l => l.Width == look.Width);
            var rules = seen ? AxeRules.Colours : AxeRules.All;
            findings.AddRange((await Accessibility.FindingsAsync(person.Page, rules)).Select(f => $"{look}: {f}"));
            if (!seen)
            {
                findings.AddRange((await Accessibility.OverflowAsync(person.Page)).Select(f => $"{look}: {f}"));
                findings.AddRange((await Accessibility.ClippedAsync(person.Page)).Select(f => $"{look}: {f}"));
                findings.AddRange((await Accessibility.UnnamedControlsAsync(person.Page)).Select(f => $"{look}: {f}"));
            }
        }

        return findings;
    }

    // A theme is there when its style sheets and fonts are, and two frames were painted since.
    private static async Task ShowAsync(IPage page, ColorScheme theme)
    {
        await EmulateAsync(page, theme);
        await page.EvaluateAsync(
            """
            async theme => {
              const frame = () => new Promise(done => requestAnimationFrame(done));
              while (document.documentElement.dataset.theme !== theme) await frame();
              const sheets = [...document.querySelectorAll('link[rel=stylesheet]')].filter(link => !link.sheet);
              await Promise.all(sheets.map(link => new Promise(done => { link.addEventListener('load', done); link.addEventListener('error', done); })));
              await document.fonts.ready;
              await frame();
              await frame();
            }
            """,
            theme is ColorScheme.Dark ? "dark" : "light"
        );
        // Charts are drawn anew a moment after the window has another width, and fill their cards then.
        await page.WaitForFunctionAsync(
            """
            () => [...document.querySelectorAll('.chart-host svg.apexcharts-svg')].every(chart =>
              Math.abs(chart.getBoundingClientRect().width - chart.closest('.chart-host').clientWidth) < 2)
            """
        );
    }

    private static Task EmulateAsync(IPage page, ColorScheme theme) =>
        page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });

    private sealed record Look(int Width, int Height, ColorScheme Theme)
    {
        public override string ToString() => $"{Width}-{(Theme is ColorScheme.Dark ? "dark" : "light")}";
    }
}
