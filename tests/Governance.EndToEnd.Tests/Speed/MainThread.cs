using System.Collections.Concurrent;
using System.Text.Json;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Speed;

/// <summary>
/// The work of a page's main thread by the processor time it takes, in milliseconds: what else a machine does in between makes a piece
/// of work longer by the clock, not by this.
/// </summary>
internal sealed class MainThread
{
    private const double Noticed = 50;

    private readonly ICDPSession _browser;
    private readonly ConcurrentQueue<JsonElement> _events = new();
    private readonly TaskCompletionSource _ended = new();

    private MainThread(ICDPSession browser)
    {
        _browser = browser;
        browser.Event("Tracing.dataCollected").OnEvent += (_, e) => Keep(e!.Value);
        browser.Event("Tracing.tracingComplete").OnEvent += (_, _) => _ended.TrySetResult();
    }

    /// <summary>Records everything that this person's browser does from now on.</summary>
    public static async Task<MainThread> RecordAsync(Person person)
    {
        var recording = new MainThread(await person.Context.Browser!.NewBrowserCDPSessionAsync());
        await recording._browser.SendAsync(
            "Tracing.start",
            new Dictionary<string, object>(StringComparer.Ordinal) { ["categories"] = "toplevel", ["transferMode"] = "ReportEvents" }
        );
        return recording;
    }

    /// <summary>Ends the record.</summary>
    /// <returns>What is over 50 ms of each piece of work, added up, and the longest piece.</returns>
    public async Task<(double Blocking, double Longest)> EndAsync()
    {
        await _browser.SendAsync("Tracing.end");
        await _ended.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await _browser.DetachAsync();
        var threads = _events
            .Where(e => Text(e, "name") == "thread_name" && Text(e.GetProperty("args"), "name") == "CrRendererMain")
            .Select(Thread)
            .ToHashSet();
        var pieces = _events
            .Where(e => Text(e, "name") == "ThreadControllerImpl::RunTask" && threads.Contains(Thread(e)))
            .Select(e => e.TryGetProperty("tdur", out var took) ? took.GetDouble() / 1000 : 0)
            .ToList();
        Assert.NotEmpty(pieces);
        return (pieces.Sum(p => Math.Max(0, p - Noticed)), pieces.Max());
    }

    private void Keep(JsonElement told)
    {
        foreach (var one in told.GetProperty("value").EnumerateArray())
        {
            if (Text(one, "name") is "thread_name" or "ThreadControllerImpl::RunTask")
            {
                _events.Enqueue(one.Clone());
            }
        }
    }

    private static (int, int) Thread(JsonElement one) => (one.GetProperty("pid").GetInt32(), one.GetProperty("tid").GetInt32());

    private static string? Text(JsonElement one, string member) =>
        one.TryGetProperty(member, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
}
