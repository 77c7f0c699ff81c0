using System.Globalization;
using Governance.EndToEnd.Tests.Demo;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Speed;

/// <summary>
/// How fast the demo's pages are, as a browser measures it, on a desktop and on a phone with a quarter of its processor: medians of three
/// visits with an empty cache and of the visits after them. What a first visit may weigh is guarded in every run by
/// <see cref="FirstVisitTests"/>.
/// </summary>
public sealed class SpeedTests(RunningBrowser browser, DemoPortal portal) : BrowserTest(browser, portal), IClassFixture<DemoPortal>
{
    private const int Visits = 3;
    private const double LongestWork = 200;

    private static readonly (string Name, string Path, string? Who)[] s_pages =
    [
        ("Sign in", "/signin", null),
        ("Overview", "/", "risk"),
        ("Models", "/models", "risk"),
        ("Monitoring of a model", "/monitoring/netflow-detector", "risk"),
        ("Approval review", "/approvals/APR-0015", "legal"),
        ("Risks", "/risks", "risk"),
    ];

    [WholeFact(Timeout = 1_200_000)]
    public async Task Pages_AsABrowserMeasuresThem()
    {
        List<string> blocked = [];
        foreach (var isPhone in new[] { false, true })
        {
            foreach (var (name, path, who) in s_pages)
            {
                List<(long Bytes, PageTimes Times)> cold = [];
                List<(long Bytes, PageTimes Times)> warm = [];
                for (var visit = 0; visit < Visits; visit++)
                {
                    var person = await ComeAsync(who, isPhone);
                    var traffic = await Traffic.WatchAsync(person);
                    var times = await PageWatch.RecordAsync(person, path);
                    cold.Add((traffic.Bytes, times));
                    traffic.Forget();
                    times = await PageWatch.RecordAsync(person, path);
                    warm.Add((traffic.Bytes, times));
                    await person.Context.CloseAsync();
                }

                var (device, longest) = (
                    isPhone ? "phone, processor 4 times slower" : "desktop",
                    Median(cold.Concat(warm), v => v.Times.LongestTask)
                );
                Soak.Report($"{name}, {device}", $"first visit {Said(cold)}; again {Said(warm)}");
                if (!isPhone && longest > LongestWork)
                {
                    blocked.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {longest:0} ms"));
                }
            }

            var walker = await ComeAsync("risk", isPhone);
            await PageWatch.VisitAsync(walker, "/");
            List<double> switches = [];
            for (var round = 0; round < Visits; round++)
            {
                foreach (var path in new[] { "/models", "/monitoring", "/approvals", "/risks", "/" })
                {
                    switches.Add(await PageWatch.SwitchAsync(walker, path));
                }
            }

            Soak.Report(
                isPhone ? "Change of page, phone" : "Change of page, desktop",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"median {switches.Order().ElementAt(switches.Count / 2):0} ms, most {switches.Max():0} ms, of {switches.Count}"
                )
            );
        }

        Assert.Empty(blocked);
    }

    private async Task<Person> ComeAsync(string? who, bool isPhone)
    {
        var person = await ArriveAsync(isPhone ? new() { Width = 390, Height = 844 } : null);
        await PageWatch.PrepareAsync(person);
        if (who is not null)
        {
            await person.SignInAsync($"{who}@demo.example");
        }

        if (isPhone)
        {
            await PageWatch.SlowDownAsync(person, 4);
        }

        return person;
    }

    private static string Said(List<(long Bytes, PageTimes Times)> visits)
    {
        string Of(Func<(long Bytes, PageTimes Times), double> figure) => Median(visits, figure).ToString("0", CultureInfo.InvariantCulture);
        return $"{Of(v => v.Bytes / 1000.0)} KB, largest paint {Of(v => v.Times.LargestPaint)} ms, ready {Of(v => v.Times.Ready)} ms, "
            + $"blocked {Of(v => v.Times.Blocking)} ms (longest {Of(v => v.Times.LongestTask)} ms)";
    }

    private static double Median(IEnumerable<(long Bytes, PageTimes Times)> visits, Func<(long Bytes, PageTimes Times), double> figure)
    {
        var figures = visits.Select(figure).Order().ToList();
        return figures[figures.Count / 2];
    }
}
