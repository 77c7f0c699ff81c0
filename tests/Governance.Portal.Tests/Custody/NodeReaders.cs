using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// People who open pages and programs that read, through a load balancer. What was answered 502, 503 or 504, or not at all, is asked again;
/// everything else that is no page and no list is a surprise.
/// </summary>
internal sealed class NodeReaders(Uri balancer, string key, IReadOnlyList<Cookie> session)
{
    private static readonly string[] s_pages = ["/", "/models", "/approvals", "/risks", "/monitoring"];
    private static readonly string[] s_lists =
    [
        "/api/v1/models",
        "/api/v1/risks",
        "/api/v1/models/scorer",
        "/api/v1/audit/entries?limit=5",
    ];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, int> _tries = new(StringComparer.Ordinal);
    private int _answered;
    private int _askedAgain;

    /// <summary>What was answered otherwise: nothing should be in here.</summary>
    public ConcurrentQueue<string> Surprises { get; } = [];

    /// <summary>How many pages and lists were answered.</summary>
    public int Answered => _answered;

    /// <summary>How often one was asked for again.</summary>
    public int AskedAgain => _askedAgain;

    /// <summary>How often the one was asked for that was asked for most often.</summary>
    public int MostTries => _tries.IsEmpty ? 0 : _tries.Values.Max();

    /// <summary>Someone with a browser, whom the load balancer keeps on a node, opens one page after the other.</summary>
    public Task BrowseAsync(CancellationToken stop, CancellationToken ct)
    {
        var cookies = new CookieContainer();
        foreach (var cookie in session)
        {
            cookies.Add(new Cookie(cookie.Name, cookie.Value, "/", balancer.Host));
        }

        return ReadAsync(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false }, null, s_pages, "page", stop, ct);
    }

    /// <summary>A program reads one list after the other.</summary>
    public Task ReadAsync(CancellationToken stop, CancellationToken ct) =>
        ReadAsync(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }, key, s_lists, "list", stop, ct);

    private async Task ReadAsync(
        HttpClientHandler handler,
        string? bearer,
        string[] paths,
        string kind,
        CancellationToken stop,
        CancellationToken ct
    )
    {
        using var client = new HttpClient(handler) { BaseAddress = balancer, Timeout = s_patience };
        client.DefaultRequestHeaders.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        for (var round = 0; !stop.IsCancellationRequested; round++)
        {
            var tries = 1;
            for (; !await IsAnsweredAsync(client, paths[round % paths.Length], ct); tries++)
            {
                Interlocked.Increment(ref _askedAgain);
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            }

            _tries.AddOrUpdate(kind, tries, (_, most) => Math.Max(most, tries));
            Interlocked.Increment(ref _answered);
        }
    }

    private async Task<bool> IsAnsweredAsync(HttpClient client, string path, CancellationToken ct)
    {
        try
        {
            using var answer = await client.GetAsync(path, ct);
            var text = await answer.Content.ReadAsStringAsync(ct);
            if (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout)
            {
                return false;
            }

            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                Surprises.Enqueue($"{(int)answer.StatusCode} {path} {answer.Headers.Location}: {text[..Math.Min(text.Length, 300)]}");
            }

            return true;
        }
        // The client lets a bare SocketException out when the other side dies between connecting and being asked for its address.
        catch (Exception e)
            when (e is HttpRequestException or IOException or SocketException
                || (e is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            return false;
        }
    }
}
