using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>What a browser complained about: errors on its console, scripts that failed, breaches of the content security policy, files that are missing.</summary>
public sealed class BrowserFaults
{
    private const string PolicyWatch = "document.addEventListener('securitypolicyviolation', e => console.error(`content security policy: ${e.violatedDirective} forbids ${e.blockedURI || e.sample} (${e.sourceFile}:${e.lineNumber})`));";

    private readonly ConcurrentQueue<string> _faults = new();

    public IReadOnlyCollection<string> All => _faults;

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
