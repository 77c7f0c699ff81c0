using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>
/// What a browser complained about: errors on its console, scripts that failed, breaches of the content security policy, files that are
/// missing.
/// </summary>
public sealed class BrowserFaults
{
    // Counted in the page too: a page without the count was not watched.
    private const string PolicyWatch = """
        window.policyBreaches = 0;
        document.addEventListener('securitypolicyviolation', e => {
          window.policyBreaches++;
          const place = `${e.sourceFile}:${e.lineNumber}`;
          console.error(`content security policy: ${e.violatedDirective} forbids ${e.blockedURI || e.sample} (${place})`);
        });
        """;

    private readonly ConcurrentQueue<string> _faults = new();
    private int _policyBreaches;

    public IReadOnlyCollection<string> All => _faults;

    /// <summary>Reports of breaches of the content security policy in all pages and frames so far, those that were taken too.</summary>
    public int PolicyBreaches => _policyBreaches;

    public static async Task<BrowserFaults> WatchAsync(IBrowserContext context)
    {
        var faults = new BrowserFaults();
        await context.AddInitScriptAsync(PolicyWatch);
        context.Console += (_, message) => faults.OnConsole(message);
        context.WebError += (_, error) => faults._faults.Enqueue($"script: {error.Error}");
        context.Response += (_, response) => faults.OnResponse(response);
        return faults;
    }

    public void AssertNone() => Assert.True(_faults.IsEmpty, string.Join(Environment.NewLine, _faults));

    /// <summary>What there was, which the test expected: it fails nothing any more.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (_faults.TryDequeue(out var fault))
        {
            taken.Add(fault);
        }

        return taken;
    }

    private void OnConsole(IConsoleMessage message)
    {
        // Refused calls are the tests' own subject and missing files are seen as responses.
        if (message.Type is "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
        {
            // The browser writes a line of its own as well, in frames that run no script too.
            if (message.Text.Contains("content security policy", StringComparison.OrdinalIgnoreCase))
            {
                Interlocked.Increment(ref _policyBreaches);
            }

            _faults.Enqueue($"console: {message.Text} ({message.Location})");
        }
    }

    private void OnResponse(IResponse response)
    {
        var isFile = response.Request.ResourceType is "script" or "stylesheet" or "font" or "image";
        if (response.Status >= 500 || (response.Status >= 400 && isFile))
        {
            _faults.Enqueue($"{response.Status}: {response.Request.Method} {response.Url}");
        }
    }
}
