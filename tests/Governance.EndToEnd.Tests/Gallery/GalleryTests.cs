using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>
/// Every page, light and dark, wide and narrow: named controls, no serious finding of axe, no sideways scrolling, no clipped
/// control, nothing on the console. Leaves pictures behind where they are wanted.
/// </summary>
public abstract class GalleryTests(RunningBrowser browser, GalleryPortal portal) : BrowserTest(browser, portal)
{
    private static readonly (int Width, int Height)[] s_sizes = [(1440, 900), (390, 844)];
    private static readonly ColorScheme[] s_themes = [ColorScheme.Light, ColorScheme.Dark];

    public override async ValueTask InitializeAsync() => await portal.StartAsync();

    /// <summary>Looks at a page in every theme and width.</summary>
    protected async Task LookAsync(string name)
    {
        var shown = GalleryPages.All.Single(p => p.Name == name);
        var person = await ArriveAsync();
        if (shown.Viewer is { } viewer)
        {
            await person.SignInAsync(viewer);
        }

        var findings = new List<string>();
        await shown.ShowAsync(person);
        await person.Page.Mouse.MoveAsync(0, 0);
        foreach (var (width, height) in s_sizes)
        {
            await person.Page.SetViewportSizeAsync(width, height);
            foreach (var theme in s_themes)
            {
                // Colours do not depend on the width, nor sizes on colours: where no pictures are kept, two of the four looks tell
                // everything.
                if (!GalleryFolder.IsKept && (theme is ColorScheme.Dark) != (width < 1000))
                {
                    continue;
                }

                var look = $"{width}-{(theme is ColorScheme.Dark ? "dark" : "light")}";
                await ShowAsync(person.Page, theme);
                await GalleryFolder.ShootAsync(person.Page, name, look, shown.WholePage);
                if (shown.Readme is { } readme && look == "1440-light")
                {
                    await GalleryFolder.ShootReadmeAsync(person.Page, readme);
                }

                // The dark look differs from a light one before it in colours alone.
                var seen = GalleryFolder.IsKept && theme is ColorScheme.Dark;
                findings.AddRange((await Accessibility.FindingsAsync(person.Page, coloursOnly: seen)).Select(f => $"{look}: {f}"));
                if (!seen)
                {
                    findings.AddRange((await Accessibility.OverflowAsync(person.Page)).Select(f => $"{look}: {f}"));
                    findings.AddRange((await Accessibility.ClippedAsync(person.Page)).Select(f => $"{look}: {f}"));
                    findings.AddRange((await Accessibility.UnnamedControlsAsync(person.Page)).Select(f => $"{look}: {f}"));
                }
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    // A theme is there when its style sheets and fonts are, and two frames were painted since.
    private static async Task ShowAsync(IPage page, ColorScheme theme)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
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
    }
}
