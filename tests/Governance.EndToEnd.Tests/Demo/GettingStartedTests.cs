using Governance.EndToEnd.Tests.Demo.Tour;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Demo;

/// <summary>What docs/getting-started.md tells people to do, read from its sentences and commands and done with the demo's data.</summary>
public sealed class GettingStartedTests(RunningBrowser browser, DemoPortal portal) : BrowserTest(browser, portal), IClassFixture<DemoPortal>
{
    /// <summary>In every run the tour of the README is walked (<see cref="DemoTourTests"/>).</summary>
    [WholeFact(Timeout = 300_000)]
    public async Task GettingStarted_ReadFromItsText_CanBeDoneToItsEnd()
    {
        var party = new TourParty(() => ArriveAsync());
        var shell = await TourShell.OpenAsync(Portal);

        await new PeopleTour(party, shell).Bind().Steps.WalkAsync(TourText.Read(PeopleTour.Document, PeopleTour.Heading));
        await new ReportsTour(party, shell).Bind().Steps.WalkAsync(TourText.Read(ReportsTour.Document, ReportsTour.Heading));
        await new PipelineTour(party, shell).WalkAsync();

        Assert.Empty(Portal.Log.Errors);
    }
}
