using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>What the look at a page takes for a clipped control, and what it does not.</summary>
public sealed class ClippedTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    private const string Narrow = "display:block;width:60px;white-space:nowrap";
    private const string Hidden = "overflow:hidden;text-overflow:ellipsis";

    [Theory]
    [InlineData($"<button style='{Narrow};overflow:hidden'>Antrag stellen und senden</button>")]
    [InlineData($"<button style='{Narrow}'>Antrag stellen und senden</button>")]
    [InlineData("<a class='btn' style='display:inline-block;height:16px;width:60px'>Antrag stellen und senden</a>")]
    [InlineData($"<button style='{Narrow};{Hidden}'>Antrag stellen und senden</button>")]
    [InlineData(
        "<div class='segmented' style='width:120px;overflow:hidden;display:flex'><a href='#a'>Meine</a>"
            + "<a href='#b'>Sicherheitslage</a></div>"
    )]
    [InlineData("<p style='width:90px;overflow:clip'><span class='tag' style='white-space:nowrap'>Hochrisiko nach Anhang</span></p>")]
    [InlineData(
        "<div style='width:90px;overflow:hidden'><p style='width:400px;overflow:auto'>"
            + "<a role='tab' style='margin-left:60px'>Version</a></p></div>"
    )]
    [InlineData("<a href='#a' style='display:inline-block;width:40px;background:#eee;white-space:nowrap'>Herunterladen</a>")]
    public async Task Control_WithLettersThatAreCutOff_IsFound(string markup) => Assert.Single(await FoundAsync(markup));

    [Theory]
    [InlineData("<button>Antrag stellen und senden</button>")]
    [InlineData($"<button title='Antrag stellen und senden' style='{Narrow};{Hidden}'>Antrag stellen und senden</button>")]
    [InlineData("<div style='width:90px;overflow:auto;white-space:nowrap'><a role='tab'>Überblick</a> <a role='tab'>Versionen</a></div>")]
    [InlineData(
        "<button style='width:20px'><span class='icon' style='display:block;width:18px;overflow:hidden'>content_copy</span></button>"
    )]
    [InlineData(
        "<button style='width:24px'><span "
            + "style='position:absolute;width:1px;overflow:hidden;clip-path:inset(50%)'>Entfernen</span>×</button>"
    )]
    [InlineData(
        "<div style='width:20px;overflow:hidden'><div style='position:fixed'><button>Antrag stellen und senden</button></div></div>"
    )]
    [InlineData("<button hidden style='width:10px;overflow:hidden'>Antrag stellen und senden</button>")]
    [InlineData("<p style='width:60px'><a href='#a'>Antrag stellen und senden</a></p>")]
    public async Task Control_WithAllItsLetters_IsNotFound(string markup) => Assert.Empty(await FoundAsync(markup));

    private async Task<IReadOnlyList<string>> FoundAsync(string markup)
    {
        var person = await ArriveAsync();
        await person.Page.SetContentAsync($"<!DOCTYPE html><html lang='de'><body>{markup}</body></html>");
        return await Accessibility.ClippedAsync(person.Page);
    }
}
