using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Governance.Reporting.Rendering;

namespace Governance.Reporting.Tests.Rendering;

public sealed class ChromiumRendererTests(Making making)
{
    [Fact]
    public async Task Render_NoChromiumThere_NamesTheKey()
    {
        await using var renderer = Making.Chromium(new() { ChromiumPath = "/nowhere/chromium" });

        Assert.False(renderer.Availability.IsAvailable);
        var refused = await Assert.ThrowsAsync<ReportsUnavailableException>(() =>
            renderer.RenderAsync("<p>x", TestContext.Current.CancellationToken)
        );
        Assert.Equal("Reports__ChromiumPath", refused.ConfigurationKey);
        Assert.Contains("/nowhere/chromium", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_PathIsNoBrowser_NamesTheKey()
    {
        await using var renderer = Making.Chromium(new() { ChromiumPath = "/bin/false", Timeout = TimeSpan.FromSeconds(20) });

        var refused = await Assert.ThrowsAsync<ReportsUnavailableException>(() =>
            renderer.RenderAsync("<p>x", TestContext.Current.CancellationToken)
        );
        Assert.Equal("Reports__ChromiumPath", refused.ConfigurationKey);
    }

    [Fact]
    public async Task Render_TooMuchHtml_IsRefusedBeforeABrowserStarts()
    {
        await using var renderer = Making.Chromium(new() { MaxHtmlCharacters = 10, ChromiumPath = "/nowhere/chromium" });

        var refused = await Assert.ThrowsAsync<ReportRenderingException>(() =>
            renderer.RenderAsync("<p>more than ten", TestContext.Current.CancellationToken)
        );
        Assert.Contains("Reports__MaxHtmlCharacters", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task Render_PageThatReachesOut_GetsNothingAndRunsNoScript()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        await using var renderer = Making.Chromium(new());

        var pdf = await renderer.RenderAsync(
            $"<link rel=stylesheet href={address}/a.css><img src={address}/b.png><iframe src={address}/c></iframe>"
                + "<iframe src=file:///etc/hostname></iframe><object data=file:///etc/hostname></object><p id=p>before</p>"
                + $"<script>document.getElementById('p').textContent='after';fetch('{address}/d')</script>",
            TestContext.Current.CancellationToken
        );

        Assert.False(listener.Pending());
        var text = await Tool.RunAsync("pdftotext", making.Keep("reach.pdf", pdf), "-");
        Assert.Contains("before", text, StringComparison.Ordinal);
        Assert.DoesNotContain("after", text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            (await File.ReadAllTextAsync("/etc/hostname", TestContext.Current.CancellationToken)).Trim(),
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task Render_BrowserKilledBetweenJobs_StartsAnother()
    {
        var (path, started) = BrowserThatTellsItsId();
        await using var renderer = Making.Chromium(new() { ChromiumPath = path });
        _ = await renderer.RenderAsync("<p>one", TestContext.Current.CancellationToken);
        using (var browser = Process.GetProcessById(started().Single()))
        {
            // The usual names are scripts that start the browser and wait for it.
            browser.Kill(entireProcessTree: true);
        }

        var pdf = await renderer.RenderAsync("<p>two", TestContext.Current.CancellationToken);

        Assert.True(pdf.AsSpan().StartsWith("%PDF-"u8));
        Assert.Equal(2, started().Count);
    }

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task Render_TimeIsUp_RefusesAndTheNextJobStillPrints()
    {
        // How long a browser takes to start is the machine's affair: the endless report gets a quarter of the time, the next four times it.
        var time = new StretchedTime(0.25);
        await using var renderer = Making.Chromium(new() { Timeout = TimeSpan.FromSeconds(24) }, time);
        var endless =
            "<table>"
            + string.Concat(
                Enumerable.Repeat(
                    "<tr><td><div style=display:grid;grid-template-columns:repeat(auto-fill,1px)><table><tr><td>x<td>y</table></div>",
                    60_000
                )
            )
            + "</table>";

        var refused = await Assert.ThrowsAsync<ReportRenderingException>(() =>
            renderer.RenderAsync(endless, TestContext.Current.CancellationToken)
        );
        Assert.Contains("Reports__Timeout", refused.Message, StringComparison.Ordinal);

        time.Times = 4;
        var pdf = await renderer.RenderAsync("<p>next", TestContext.Current.CancellationToken);
        Assert.True(pdf.AsSpan().StartsWith("%PDF-"u8));
    }

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task Render_ManyAtOnceAndBrowsersReplaced_AllPrintTheirOwn()
    {
        await using var renderer = Making.Chromium(new() { MaxConcurrent = 3, JobsPerBrowser = 4 });

        var jobs = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async index =>
                    (index, Pdf: await renderer.RenderAsync($"<p>document number {index} ends here", TestContext.Current.CancellationToken))
                )
        );

        foreach (var (index, pdf) in jobs)
        {
            Assert.Contains(
                $"document number {index} ends",
                await Tool.RunAsync("pdftotext", making.Keep($"many-{index}.pdf", pdf), "-"),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Render_CallerGivesUp_IsACancellation()
    {
        await using var renderer = Making.Chromium(new());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => renderer.RenderAsync("<p>x", cancelled.Token));
    }

    /// <summary>
    /// A way to start the browser that writes down each process started, since other tests of this assembly run browsers too.
    /// </summary>
    private (string Path, Func<IReadOnlyList<int>> Started) BrowserThatTellsItsId()
    {
        var browser = ChromiumLocator.Find(null) ?? throw new InvalidOperationException("No Chromium is installed.");
        var path = making.Keep("browser", []);
        var ids = making.Keep("browsers", []);
        File.WriteAllText(path, $"#!/bin/sh\necho $$ >>'{ids}'\nexec '{browser}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return (path, () => [.. File.ReadLines(ids).Select(line => int.Parse(line, CultureInfo.InvariantCulture))]);
    }

    /// <summary>Time as it is, but for how long something may take.</summary>
    private sealed class StretchedTime(double times) : TimeProvider
    {
        public double Times { get; set; } = times;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime * Times : dueTime, period);
    }
}
