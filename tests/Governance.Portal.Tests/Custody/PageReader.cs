using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Governance.Testing;

namespace Governance.Portal.Tests.Custody;

/// <summary>A person who signs in once and goes on opening a page, through the load balancer that keeps them on a node.</summary>
internal sealed class PageReader : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _client;
    private readonly ConcurrentQueue<long> _shown = [];

    private PageReader(HttpClient client) => _client = client;

    /// <summary>Answers that a page cannot have: nothing should be in here.</summary>
    public ConcurrentQueue<string> Surprises { get; } = [];

    /// <summary>How many pages were shown.</summary>
    public int Shown => _shown.Count;

    public static async Task<PageReader> SignInAsync(Uri portal, string email, CancellationToken ct)
    {
        var reader = new PageReader(
            new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false })
            {
                BaseAddress = portal,
                Timeout = s_patience,
            }
        );
        using var answer = await reader._client.PostAsJsonAsync(
            new Uri("/api/v1/session", UriKind.Relative),
            new JsonObject { ["email"] = email, ["password"] = PortalFactory.Password },
            ct
        );
        answer.EnsureSuccessStatusCode();
        return reader;
    }

    /// <summary>Opens the page again and again.</summary>
    public async Task ReadAsync(string page, CancellationToken stop, CancellationToken ct)
    {
        using var ticks = new PeriodicTimer(s_between);
        while (!stop.IsCancellationRequested && await ticks.WaitForNextTickAsync(ct))
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri(page, UriKind.Relative), ct);
                var text = await answer.Content.ReadAsStringAsync(ct);
                if (answer.StatusCode is HttpStatusCode.OK)
                {
                    _shown.Enqueue(Stopwatch.GetTimestamp());
                }
                else if (
                    answer.StatusCode
                    is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout)
                )
                {
                    Surprises.Enqueue($"{(int)answer.StatusCode} {page} {answer.Headers.Location}: {text[..Math.Min(text.Length, 500)]}");
                }
            }
            catch (Exception e)
                when (e is HttpRequestException or IOException or SocketException
                    || (e is OperationCanceledException && !ct.IsCancellationRequested)
                )
            {
                // Its node went, or stands still.
            }
        }
    }

    /// <summary>Waits until the page is shown after a moment.</summary>
    /// <returns>How long after it.</returns>
    public async Task<TimeSpan> ShowsAsync(long from, TimeSpan patience, CancellationToken ct)
    {
        long? first = null;
        await Until.HoldsAsync(
            "the page is shown again",
            patience,
            _ =>
            {
                first = _shown.Where(t => t > from).Select(t => (long?)t).FirstOrDefault();
                return Task.FromResult(first is not null);
            },
            ct
        );
        return Stopwatch.GetElapsedTime(from, first!.Value);
    }

    public void Dispose() => _client.Dispose();
}
