using System.Collections.Concurrent;
using System.Text.Json;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Speed;

/// <summary>What one page fetches, as the browser's own network counts it.</summary>
internal sealed class Traffic
{
    private readonly ConcurrentDictionary<string, (Uri Address, string Kind, IReadOnlyDictionary<string, string> Headers)> _answers = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentDictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _sockets = new();

    private Traffic(ICDPSession browser)
    {
        browser.Event("Network.responseReceived").OnEvent += (_, e) => Answered(e!.Value);
        browser.Event("Network.loadingFinished").OnEvent += (_, e) =>
            _bytes[Id(e!.Value)] = (long)e.Value.GetProperty("encodedDataLength").GetDouble();
        browser.Event("Network.webSocketHandshakeResponseReceived").OnEvent += (_, e) =>
            _sockets.Enqueue(HeadersOf(e!.Value).GetValueOrDefault("sec-websocket-extensions", ""));
    }

    /// <summary>What was fetched and came to its end.</summary>
    public IReadOnlyList<Fetched> All =>
        [
            .. _answers
                .Where(a => a.Value.Address.Scheme is "http" or "https" && _bytes.ContainsKey(a.Key))
                .Select(a => new Fetched(a.Value.Address, a.Value.Kind, a.Value.Headers, _bytes[a.Key])),
        ];

    /// <summary>What each connection agreed on besides the plain protocol.</summary>
    public IReadOnlyCollection<string> Connections => _sockets;

    public long Bytes => All.Sum(f => f.Bytes);

    /// <summary>Watches a page from now on.</summary>
    public static async Task<Traffic> WatchAsync(Person person)
    {
        var session = await person.Context.NewCDPSessionAsync(person.Page);
        var traffic = new Traffic(session);
        await session.SendAsync("Network.enable");
        return traffic;
    }

    /// <summary>Begins to count again.</summary>
    public void Forget()
    {
        _answers.Clear();
        _bytes.Clear();
        _sockets.Clear();
    }

    private void Answered(JsonElement told)
    {
        var response = told.GetProperty("response");
        _answers[Id(told)] = (new Uri(response.GetProperty("url").GetString()!), told.GetProperty("type").GetString()!, HeadersOf(told));
    }

    private static string Id(JsonElement told) => told.GetProperty("requestId").GetString()!;

    private static Dictionary<string, string> HeadersOf(JsonElement told) =>
        told.GetProperty("response")
            .GetProperty("headers")
            .EnumerateObject()
            .ToDictionary(h => h.Name.ToLowerInvariant(), h => h.Value.GetString() ?? "", StringComparer.Ordinal);
}
