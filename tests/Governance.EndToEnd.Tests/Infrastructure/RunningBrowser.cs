using Governance.Reporting.Rendering;
using Governance.Testing;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>One Chromium for all tests; each test opens contexts of its own in it, which share nothing.</summary>
public sealed class RunningBrowser : IAsyncLifetime
{
    private static readonly string[] s_arguments =
    [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Letters stand where the style sheet puts them, not on whole pixels.
        "--font-render-hinting=none",
        // A page behind another one must not be slowed down: several people are at work at once.
        "--disable-background-timer-throttling",
        "--disable-backgrounding-occluded-windows",
        "--disable-renderer-backgrounding",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser of the reports: Reports__ChromiumPath, else the first of the usual names.</summary>
    public static string? Executable { get; } = ChromiumLocator.Find(Environment.GetEnvironmentVariable(ChromiumLocator.ConfigurationKey));

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("No browser was started.");

    /// <summary>Skips the running test, saying what to install, where there is no browser.</summary>
    public static void SkipWithoutBrowser() =>
        Assert.SkipWhen(
            Executable is null,
            $"Install Chromium, or set {ChromiumLocator.ConfigurationKey} to its executable, to run browser tests."
        );

    public async ValueTask InitializeAsync()
    {
        if (Executable is not { } executable)
        {
            return;
        }

        // Builders are often busy; a wait that succeeds costs no more for having been allowed longer.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = executable,
                Headless = true,
                Args = s_arguments,
                ChromiumSandbox = !Environment.IsPrivilegedProcess,
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_browser is not null)
            {
                await _browser.DisposeAsync();
            }
        }
        catch (PlaywrightException e)
        {
            // All tests have been judged; a browser that is gone already says nothing of the portal.
            CleanupFaults.Keep($"The browser was gone before it was closed: {e.Message}");
        }
        finally
        {
            _playwright?.Dispose();
        }
    }
}
