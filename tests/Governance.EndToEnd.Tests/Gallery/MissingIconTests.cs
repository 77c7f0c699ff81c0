using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>
/// An icon that the portal's font lacks is found on whatever page is looked at: it would be drawn as the letters of its name.
/// </summary>
public sealed class MissingIconTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Theory]
    [InlineData("check_circle", false)]
    [WholeData("construction", false)]
    [WholeData("rocket_launch", false)]
    [WholeData("zoom_out_map", true)]
    [InlineData("no_such_icon", true)]
    public async Task Icon_ThatTheFontLacks_IsFound(string name, bool isMissing)
    {
        var person = await ArriveAsync();
        await person.Page.GotoAsync(new Uri(Portal.Address, "/signin").ToString());
        await person.Page.EvaluateAsync(
            """
            name => {
              const icon = document.createElement('span');
              icon.className = 'icon';
              icon.setAttribute('aria-hidden', 'true');
              icon.textContent = name;
              document.querySelector('main').append(icon);
            }
            """,
            name
        );

        var findings = await Accessibility.FindingsAsync(person.Page);

        Assert.Equal(isMissing, findings.Any(f => f.EndsWith($"no icon named {name}", StringComparison.Ordinal)));
    }
}
