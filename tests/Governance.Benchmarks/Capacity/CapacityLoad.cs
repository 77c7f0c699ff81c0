using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Benchmarks.Decisions;

namespace Governance.Benchmarks.Capacity;

/// <summary>Those who ask: reads the world from standard input, then lines of kind, how many at once, and seconds.</summary>
internal static class CapacityLoad
{
    private static readonly string[] s_pages = ["/", "/models", "/approvals", "/risks"];

    /// <summary>What a phase came to.</summary>
    /// <param name="Answered">Requests that were done.</param>
    /// <param name="Refused">Requests that were refused with 429 or 503.</param>
    /// <param name="Seconds">How long it took.</param>
    /// <param name="Median">Milliseconds until half of those done were answered.</param>
    /// <param name="Slow">Milliseconds until 99 of 100 were.</param>
    public sealed record Measured(int Answered, int Refused, double Seconds, double Median, double Slow);

    public static async Task RunAsync(CancellationToken ct)
    {
        var world = JsonSerializer.Deserialize<CapacityWorld>((await Console.In.ReadLineAsync(ct))!)!;
        using var calls = Client(world.Address, world.CallsKey);
        using var decisions = Client(world.Address, world.DecisionsKey);
        var people = new CapacitySigner(world.Address);
        var reader = await people.ClientAsync("risk", ct);
        var signs = new ConcurrentQueue<(string Promotion, string Slot)>(
            world.Promotions.SelectMany(p => CapacityWorld.Signers.Keys.Select(slot => (p, slot)))
        );
        foreach (var slot in CapacityWorld.Signers.Keys)
        {
            await people.ClientAsync(slot, ct);
        }

        var number = 0L;
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync(ct) is { } line && line.Split(' ') is [var kind, var atOnce, var seconds])
        {
            Func<CancellationToken, Task<HttpStatusCode?>> ask = kind switch
            {
                "calls" => token => CallAsync(calls, Interlocked.Increment(ref number), token),
                "decisions" => token => StoreAsync(decisions, Interlocked.Increment(ref number), token),
                "pages" => token => PageAsync(reader, Interlocked.Increment(ref number), token),
                _ => token => SignAsync(people, signs, token),
            };
            var measured = await MeasureAsync(
                ask,
                // A person signs one thing after the other.
                kind == "signs"
                    ? 3
                    : int.Parse(atOnce, CultureInfo.InvariantCulture),
                TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)),
                ct
            );
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(measured));
        }
    }

    private static async Task<Measured> MeasureAsync(
        Func<CancellationToken, Task<HttpStatusCode?>> ask,
        int atOnce,
        TimeSpan length,
        CancellationToken ct
    )
    {
        var times = new ConcurrentBag<double>();
        var refused = 0;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, atOnce)
                .Select(async _ =>
                {
                    while (Stopwatch.GetElapsedTime(began) < length)
                    {
                        var asked = Stopwatch.GetTimestamp();
                        switch (await ask(ct))
                        {
                            case null:
                                return; // nothing is left
                            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                                Interlocked.Increment(ref refused);
                                break;
                            case >= HttpStatusCode.BadRequest and var wrong:
                                throw new InvalidOperationException($"Answered with {(int)wrong}.");
                            default:
                                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                                break;
                        }
                    }
                })
        );
        double[] sorted = [.. times.Order()];
        return new Measured(
            sorted.Length,
            refused,
            Stopwatch.GetElapsedTime(began).TotalSeconds,
            sorted.Length == 0 ? 0 : sorted[sorted.Length / 2],
            sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(0.99 * sorted.Length))]
        );
    }

    private static async Task<HttpStatusCode?> CallAsync(HttpClient client, long number, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["run"] = string.Create(CultureInfo.InvariantCulture, $"run-{number / 20}"),
            ["tool"] = "find",
            ["arguments"] = new JsonObject { ["number"] = number },
        };
        using var answer = await client.PostAsJsonAsync($"/api/v1/agents/{CapacityWorld.Agent}/calls:decide", body, ct);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode?> StoreAsync(HttpClient client, long number, CancellationToken ct)
    {
        const int Lines = 100;
        using var content = new ByteArrayContent(
            DecisionBodies.Make(number * Lines, Lines, DateTimeOffset.UtcNow.AddDays(-300), CapacityWorld.Agent)
        );
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await client.PostAsync(new Uri("/api/v1/decisions", UriKind.Relative), content, ct);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode?> PageAsync(HttpClient client, long number, CancellationToken ct)
    {
        using var answer = await client.GetAsync(new Uri(s_pages[number % s_pages.Length], UriKind.Relative), ct);
        await answer.Content.ReadAsByteArrayAsync(ct);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode?> SignAsync(
        CapacitySigner people,
        ConcurrentQueue<(string Promotion, string Slot)> signs,
        CancellationToken ct
    )
    {
        if (!signs.TryDequeue(out var sign))
        {
            return null;
        }

        await people.SignAsync(sign.Promotion, sign.Slot, ct);
        return HttpStatusCode.Created;
    }

    private static HttpClient Client(Uri address, string key)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
