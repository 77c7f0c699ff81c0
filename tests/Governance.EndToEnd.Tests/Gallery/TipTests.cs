using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>The words of a cell or a point of a chart: beside it, on its first focus, until Escape.</summary>
public sealed class TipTests(RunningBrowser browser, GalleryPortal portal) : BrowserTest(browser, portal)
{
    private const string Tip = """
        element => {
          const tip = getComputedStyle(element, '::after');
          return `${tip.display === 'none' ? 'hidden' : tip.position} ${tip.content}`;
        }
        """;

    public override async ValueTask InitializeAsync() => await portal.StartAsync();

    [Theory(Timeout = 120_000)]
    [InlineData("/monitoring/netflow-detector", "main [role=gridcell]")]
    [InlineData("/models/credit-default/versions/2.1.0?tab=validation", "main .tip-point")]
    public async Task Tip_OfWhatIsFocused_IsItsName_UntilEscape(string path, string place)
    {
        var person = await ArriveAsync();
        await person.SignInAsync("owner@demo.example");
        await person.OpenAsync(path);
        var point = person.Page.Locator(place).First;
        Assert.Equal("static none", await point.EvaluateAsync<string>(Tip));

        await person.Page.Keyboard.PressAsync("Tab"); // what a key moves to is focused visibly
        await point.FocusAsync();
        Assert.Equal($"absolute \"{await point.GetAttributeAsync("aria-label")}\"", await point.EvaluateAsync<string>(Tip));
        await person.Page.Keyboard.PressAsync("Escape");

        Assert.StartsWith("hidden", await point.EvaluateAsync<string>(Tip), StringComparison.Ordinal);
    }
}
