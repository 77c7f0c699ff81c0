using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Speed;

/// <summary>
/// What a first visit costs: at most 0.6 MB on every kind of page, every file kept for a year and compressed at build, every page
/// compressed on its way. In every run the smallest page is visited, and one with charts, which fetches most.
/// </summary>
public sealed class FirstVisitTests(RunningBrowser browser, GalleryPortal portal) : BrowserTest(browser, portal)
{
    private const int MostBytes = 600_000;
    private const int Worthwhile = 1_024;

    public override async ValueTask InitializeAsync() => await portal.StartAsync();

    [Theory]
    [InlineData("/signin", null)]
    [InlineData("/monitoring/netflow-detector?tab=performance", "risk")]
    [WholeData("/", "risk")]
    [WholeData("/monitoring/netflow-detector", "risk")]
    [WholeData("/approvals/APR-0015", "legal")]
    public async Task FirstVisit_KeepsItsBudget(string path, string? who)
    {
        var person = await ArriveAsync();
        if (who is not null)
        {
            await person.SignInAsync($"{who}@demo.example");
        }

        var traffic = await Traffic.WatchAsync(person);
        await PageWatch.PrepareAsync(person);
        await PageWatch.VisitAsync(person, path);

        var fetched = traffic.All;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(Environment.NewLine, fetched.OrderByDescending(f => f.Bytes)));
        Assert.True(traffic.Bytes <= MostBytes, $"{path} takes {traffic.Bytes} bytes: {string.Join(", ", fetched)}");
        var files = fetched.Where(f => f.IsFile).ToList();
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, f => f.Header("cache-control") != "max-age=31536000, immutable");
        Assert.DoesNotContain(files, f => !f.IsPacked && f.Bytes > Worthwhile && f.Header("content-encoding") is not ("br" or "gzip"));
        Assert.All(fetched.Where(f => f.Kind == "Document"), f => Assert.Equal("br", f.Header("content-encoding")));
        Assert.All(traffic.Connections, c => Assert.Contains("permessage-deflate", c, StringComparison.Ordinal));
        Assert.Equal(who is null ? 0 : 1, traffic.Connections.Count);
        // Charts are drawn by a script of 0.1 MB, which only pages with a chart fetch.
        Assert.Equal(
            await person.Page.Locator(".chart-host").CountAsync() > 0,
            files.Any(f => f.Address.AbsolutePath.Contains("/chart.", StringComparison.Ordinal))
        );

        // The second time, nothing but the page itself.
        traffic.Forget();
        await PageWatch.VisitAsync(person, path);
        Assert.DoesNotContain(traffic.All, f => f.IsFile && f.Bytes > 0);
    }
}
