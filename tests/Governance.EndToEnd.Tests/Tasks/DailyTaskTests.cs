using System.Globalization;
using Governance.EndToEnd.Tests.Demo;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Tasks;

/// <summary>
/// What people come for takes no more clicks than when it was first measured. In every run each third task is done, and the journeys do
/// most
/// of the others without counting; in full all of them, with their seconds.
/// </summary>
public sealed class DailyTaskTests(RunningBrowser browser, DemoPortal portal) : BrowserTest(browser, portal), IClassFixture<DemoPortal>
{
    public static TheoryData<string> Names => [.. Soak.Sample(DailyTasks.All, every: 3, from: 1).Select(t => t.Name)];

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Names))]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Task_FromOverviewToItsEnd_TakesNoMoreClicksThanBefore(string name)
    {
        var task = DailyTasks.All.Single(t => t.Name == name);
        var person = await ArriveAsync();
        await person.SignInAsync($"{task.Who}@demo.example");
        await person.OpenAsync("/");
        var hands = new Hands(person);
        var began = TimeProvider.System.GetTimestamp();

        await task.DoAsync(hands);

        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{hands.Clicks} clicks (at most {task.Most}), {hands.Fields} fields, {took:0.0} s"
        );
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {figures}");
        Soak.Report(name, figures);
        Assert.True(hands.Clicks <= task.Most, $"{name} takes {figures}.");
    }
}
