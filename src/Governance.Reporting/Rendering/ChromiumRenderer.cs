using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace Governance.Reporting.Rendering;

/// <summary>
/// Prints through headless Chromium. What is printed was written by strangers, so the page has no script, no network and
/// no files: it is one document whose fonts and pictures are inlined, and every request it makes is aborted. One browser
/// process is shared, started at the first job, replaced when it dies or has served its jobs; each job has a context of its own, whose
/// empty page is opened while no one waits for it.
/// </summary>
public sealed class ChromiumRenderer(IOptions<ReportOptions> options, TimeProvider time, ILogger<ChromiumRenderer> logger)
    : IPdfRenderer,
        IAsyncDisposable
{
    private static readonly string[] s_arguments =
    [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-extensions",
        "--disable-dev-shm-usage",
        // Aborting requests is not enough: Chromium opens sockets ahead of them. No name resolves, and all traffic goes to a proxy that
        // does not exist.
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--proxy-server=http://nowhere.invalid:9",
        "--proxy-bypass-list=<-loopback>",
    ];

    // The picture is as high as the document; this is the least.
    private const int PictureHeight = 400;

    private readonly ReportOptions _options = options.Value;
    private readonly SemaphoreSlim _turns = new(options.Value.MaxConcurrent);
    private readonly SemaphoreSlim _starting = new(1);
    private SharedBrowser? _current;
    private bool _disposed;

    public RendererAvailability Availability =>
        ChromiumLocator.Find(_options.ChromiumPath) is null
            ? new(false, ChromiumLocator.Missing(_options.ChromiumPath))
            : RendererAvailability.Available;

    public Task<byte[]> RenderAsync(string html, CancellationToken cancellationToken) =>
        TurnAsync(
            html,
            new(),
            page =>
                page.PdfAsync(
                    new()
                    {
                        Tagged = true,
                        Outline = true,
                        PreferCSSPageSize = true,
                        PrintBackground = true,
                        Format = "A4",
                    }
                ),
            cancellationToken
        );

    public Task<byte[]> PictureAsync(string html, int width, CancellationToken cancellationToken) =>
        TurnAsync(
            html,
            new()
            {
                ViewportSize = new() { Width = width, Height = PictureHeight },
                DeviceScaleFactor = 2,
            },
            page => page.ScreenshotAsync(new() { FullPage = true, Type = ScreenshotType.Png }),
            cancellationToken
        );

    private async Task<byte[]> TurnAsync(
        string html,
        BrowserNewContextOptions context,
        Func<IPage, Task<byte[]>> take,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(html);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (html.Length > _options.MaxHtmlCharacters)
        {
            throw new ReportRenderingException(
                $"The report has {html.Length} characters of HTML, more than the {_options.MaxHtmlCharacters} that "
                    + $"Reports__MaxHtmlCharacters allows."
            );
        }

        await _turns.WaitAsync(cancellationToken);
        try
        {
            return await PrintAsync(html, context, take, mayRetry: true, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_current is { } browser)
        {
            await browser.CloseAsync();
        }
    }

    private async Task<byte[]> PrintAsync(
        string html,
        BrowserNewContextOptions context,
        Func<IPage, Task<byte[]>> take,
        bool mayRetry,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(_options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        SharedBrowser? browser = null;
        try
        {
            browser = await BrowserAsync(either.Token);
            var pdf = await PrintOnAsync(browser, html, context, take, either.Token);
            return pdf.Length <= _options.MaxPdfBytes
                ? pdf
                : throw new ReportRenderingException(
                    $"The PDF has {pdf.Length} bytes, more than the {_options.MaxPdfBytes} that Reports__MaxPdfBytes allows."
                );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A renderer that ran out of time may be spinning: only ending the process gives its processor time and memory back.
            await RetireAsync(browser);
            throw new ReportRenderingException(
                $"The report was not created within {_options.Timeout.TotalSeconds:0} s. Choose a shorter period or raise Reports__Timeout."
            )
            {
                IsSilence = true,
            };
        }
        // Playwright answers with the second where the browser ends while it opens a context.
        catch (Exception exception) when (exception is PlaywrightException or NullReferenceException)
        {
            await RetireAsync(browser);
            if (!mayRetry)
            {
                throw new ReportRenderingException(
                    "Chromium stopped while creating the report. Try again; if it happens again, the server may be short of memory.",
                    exception
                )
                {
                    IsSilence = true,
                };
            }

            logger.LogWarning(exception, "Chromium exited during a report; it is being restarted");
        }
        finally
        {
            await LeaveAsync(browser);
        }

        return await PrintAsync(html, context, take, mayRetry: false, cancellationToken);
    }

    private async Task<byte[]> PrintOnAsync(
        SharedBrowser browser,
        string html,
        BrowserNewContextOptions look,
        Func<IPage, Task<byte[]>> take,
        CancellationToken cancellationToken
    )
    {
        // Pages of documents look alike, so one is opened ahead; a picture has its own size.
        var isDocument = look.ViewportSize is null;
        var opening = isDocument ? browser.TakePage() : null;
        var page = await (opening ?? OpenAsync(browser.Browser, look)).WaitAsync(cancellationToken);
        try
        {
            await page.SetContentAsync(html, new() { Timeout = 0 }).WaitAsync(cancellationToken);
            var printed = await take(page).WaitAsync(cancellationToken);
            if (isDocument)
            {
                browser.OpenAhead(() => OpenAsync(browser.Browser, look));
            }

            return printed;
        }
        finally
        {
            await CloseQuietlyAsync(page.Context);
        }
    }

    // A context of its own for every job, from which nothing goes out.
    private static async Task<IPage> OpenAsync(IBrowser browser, BrowserNewContextOptions look)
    {
        var context = await browser.NewContextAsync(
            new(look)
            {
                JavaScriptEnabled = false,
                Offline = true,
                AcceptDownloads = false,
                ServiceWorkers = ServiceWorkerPolicy.Block,
            }
        );
        await context.RouteAsync("**/*", route => route.AbortAsync());
        return await context.NewPageAsync();
    }

    private async Task CloseQuietlyAsync(IBrowserContext context)
    {
        try
        {
            await context.CloseAsync().WaitAsync(TimeSpan.FromSeconds(5), time);
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            // The browser is gone or stuck; the job's own outcome is what the caller must hear, and it retires the browser.
            logger.LogDebug(exception, "A report's browser context did not close");
        }
    }

    private async Task<SharedBrowser> BrowserAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_current is { IsUsable: true } running && running.TryEnter(_options.JobsPerBrowser))
            {
                return running;
            }

            if (_current is { } old)
            {
                _current = null;
                await old.RetireAsync();
            }

            _current = await StartAsync();
            _ = _current.TryEnter(_options.JobsPerBrowser);
            return _current;
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<SharedBrowser> StartAsync()
    {
        var path =
            ChromiumLocator.Find(_options.ChromiumPath)
            ?? throw new ReportsUnavailableException(ChromiumLocator.Missing(_options.ChromiumPath), ChromiumLocator.ConfigurationKey);
        IPlaywright? playwright = null;
        try
        {
            playwright = await Playwright.CreateAsync();
            var browser = await playwright.Chromium.LaunchAsync(
                new()
                {
                    ExecutablePath = path,
                    Headless = true,
                    Args = s_arguments,
                    // Chromium refuses its sandbox to root, which is how containers of tests run; everyone else keeps it.
                    ChromiumSandbox = !Environment.IsPrivilegedProcess,
                    Timeout = (float)_options.Timeout.TotalMilliseconds,
                    HandleSIGHUP = false,
                    HandleSIGINT = false,
                    HandleSIGTERM = false,
                }
            );
            logger.LogInformation("Chromium {Version} started for reports", browser.Version);
            return new(playwright, browser);
        }
        catch (Exception exception)
            when (exception is PlaywrightException or FileNotFoundException or System.ComponentModel.Win32Exception or TimeoutException)
        {
            playwright?.Dispose();
            throw new ReportsUnavailableException(
                $"Reports are unavailable: {path} could not be started. Check it on the server, or set {ChromiumLocator.ConfigurationKey} "
                    + $"to a working Chromium.",
                ChromiumLocator.ConfigurationKey,
                exception
            );
        }
    }

    private async Task RetireAsync(SharedBrowser? browser)
    {
        if (browser is null)
        {
            return;
        }

        await _starting.WaitAsync(CancellationToken.None);
        try
        {
            if (ReferenceEquals(_current, browser))
            {
                _current = null;
            }
        }
        finally
        {
            _starting.Release();
        }

        await browser.CloseAsync();
    }

    private static async Task LeaveAsync(SharedBrowser? browser)
    {
        if (browser is not null)
        {
            await browser.LeaveAsync();
        }
    }
}
