using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Benchmarks.Scale;

namespace Governance.Benchmarks.Circuits;

/// <summary>The tabs of all people, in a process of their own: it does what it is told, a line at a time.</summary>
internal sealed class CircuitTabs(Uri address, int server) : IAsyncDisposable
{
    private const int AtOnce = 4;

    private static readonly string[] s_people = ["risk", "owner", "engineer", "compliance", "auditor", "security", "legal", "admin"];
    private static readonly string[] s_pages = ["/", "/models", "/models/model-00001", "/approvals", "/risks", "/monitoring", "/alerts"];

    private readonly Dictionary<string, (HttpClient Http, CookieContainer Cookies)> _people = new(StringComparer.Ordinal);
    private readonly List<CircuitClient> _tabs = [];
    private Dictionary<string, (long Count, long Bytes)>? _before;

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new Timer(_ => Ping(ct), null, 10_000, 10_000);
        while (await Console.In.ReadLineAsync(ct) is { } line && line.Split(' ') is [var word, var number])
        {
            var count = int.Parse(number, CultureInfo.InvariantCulture);
            switch (word)
            {
                case "open":
                    await OpenAsync(count, ct);
                    break;
                case "go":
                    await GoAsync(count, ct);
                    break;
                case "types":
                    Types(count);
                    break;
                default:
                    break;
            }

            Console.WriteLine("done");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tab in _tabs)
        {
            await tab.DisposeAsync();
        }

        foreach (var (http, _) in _people.Values)
        {
            http.Dispose();
        }
    }

    // Four people open pages at once.
    private async Task OpenAsync(int count, CancellationToken ct)
    {
        foreach (var who in s_people)
        {
            await PersonAsync(who, ct);
        }

        var first = _tabs.Count;
        await Parallel.ForEachAsync(
            Enumerable.Range(first, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (number, token) =>
            {
                var (http, cookies) = _people[s_people[number % s_people.Length]];
                var tab = new CircuitClient(address, cookies);
                await tab.OpenAsync(http, s_pages[number % s_pages.Length], token);
                lock (_tabs)
                {
                    _tabs.Add(tab);
                }
            }
        );
    }

    // Four people click at once, again and again, until each tab has opened so many pages.
    private async Task GoAsync(int rounds, CancellationToken ct)
    {
        var times = new List<double>();
        var problems = new List<string>();
        for (var round = 1; round <= rounds; round++)
        {
            await Parallel.ForEachAsync(
                _tabs.Index(),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
                async (tab, token) =>
                {
                    try
                    {
                        var time = await tab.Item.GoAsync(s_pages[(tab.Index + round) % s_pages.Length], token);
                        lock (times)
                        {
                            times.Add(time);
                        }
                    }
                    catch (InvalidOperationException e)
                    {
                        lock (problems)
                        {
                            problems.Add(e.Message);
                        }
                    }
                }
            );
        }

        times.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{times.Count} navigations: p50 {At(times, 0.5):F0} ms, p95 {At(times, 0.95):F0} ms, most {At(times, 1):F0} ms; "
                    + $"{problems.Count} failed{(problems.Count > 0 ? $": {problems[0]}" : "")}"
            )
        );
    }

    private void Ping(CancellationToken ct)
    {
        lock (_tabs)
        {
            _tabs.ForEach(t => _ = t.PingAsync(ct));
        }
    }

    private void Types(int tabs)
    {
        var now = HeapTypes.Of(server);
        if (_before is { } before)
        {
            var grown = now.Select(t =>
                    (
                        t.Key,
                        Count: t.Value.Count - before.GetValueOrDefault(t.Key).Count,
                        Bytes: t.Value.Bytes - before.GetValueOrDefault(t.Key).Bytes
                    )
                )
                .OrderByDescending(t => t.Bytes)
                .Take(60);
            foreach (var (type, count, bytes) in grown)
            {
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"| {type} | {(double)count / tabs:F1} | {bytes / 1024.0 / tabs:F2} |")
                );
            }
        }

        _before = now;
    }

    private async Task<(HttpClient Http, CookieContainer Cookies)> PersonAsync(string who, CancellationToken ct)
    {
        if (_people.TryGetValue(who, out var known))
        {
            return known;
        }

        var cookies = new CookieContainer();
        var http = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = address };
        http.DefaultRequestHeaders.Add("Accept", "text/html, application/json");
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/session",
            new JsonObject { ["email"] = $"{who}@demo.example", ["password"] = ScalePortal.Password },
            ct
        );
        answer.EnsureSuccessStatusCode();
        return _people[who] = (http, cookies);
    }

    private static double At(List<double> sorted, double share) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
