using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Demo.Tour;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Demo;

/// <summary>
/// The README's five minutes, step by step, on the demo's own data: what it tells people to do can be done. In every run each fourth key
/// figure is opened.
/// </summary>
public sealed class DemoTourTests(RunningBrowser browser, DemoPortal portal) : BrowserTest(browser, portal), IClassFixture<DemoPortal>
{
    [Fact(Timeout = 300_000)]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Tour_OfTheReadme_CanBeWalkedToItsEnd()
    {
        var party = new TourParty(() => ArriveAsync());
        await new ReadmeTour(party, await ShellAsync()).Bind().Steps.WalkAsync(TourText.Read(ReadmeTour.Document, ReadmeTour.Heading));

        Assert.Equal(TourText.Pictures(ReadmeTour.Document).Order(), party.Pictures.Order());
        Assert.Empty(Portal.Log.Errors);
        Assert.DoesNotContain(Portal.Log.Warnings, w => !IsExpected(w));
    }

    [Fact]
    public void Scene_WhenItSigns_HasLetTheMonitorsLookAtEveryWindow()
    {
        var waiting = ((DemoPortal)Portal).Demo.WaitingWhenSigned;

        Assert.NotEmpty(waiting);
        Assert.All(waiting, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task Page_LeftBeforeItsChartsAreDrawn_GivesWayToTheNext()
    {
        var engineer = await ComeAsync("engineer");
        var chart = new Regex(@"/assets/chart\.[^/]*js");
        var held = new TaskCompletionSource();
        await engineer.Page.RouteAsync(
            chart,
            async route =>
            {
                await held.Task;
                await route.ContinueAsync();
            }
        );
        var asked = engineer.Page.WaitForRequestAsync(chart);
        await engineer.OpenAsync("/");
        await asked;

        await new Shell(engineer).GoToAsync("Models");
        await engineer.Page.RunAndWaitForRequestFinishedAsync(
            () =>
            {
                held.SetResult();
                return Task.CompletedTask;
            },
            new() { Predicate = request => chart.IsMatch(request.Url) }
        );
        await new Shell(engineer).GoToAsync("Policies");

        Assert.Empty(Portal.Log.Errors);
    }

    // The engineer was refused.
    private static bool IsExpected(string warning) =>
        warning.StartsWith("Governance.Data.ActionRunner: promotion.signed of ", StringComparison.Ordinal);

    private async Task<Person> ComeAsync(string who)
    {
        var person = await ArriveAsync();
        await new SignInPage(person).OpenAsync();
        await new SignInPage(person).SignInAsync($"{who}@demo.example");
        return person;
    }

    private async Task<TourShell> ShellAsync() => await TourShell.OpenAsync(Portal);
}
