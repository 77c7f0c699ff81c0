using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>What a host answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Media type, in lower case, without parameters; null when it said none.</param>
/// <param name="Body">The body.</param>
public sealed record OutboundAnswer(int Status, string? ContentType, byte[] Body)
{
    /// <summary>2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Header by which servers of the Model Context Protocol name a session.</summary>
    public const string SessionHeader = "Mcp-Session-Id";

    /// <summary>The session that the host began; null when it began none.</summary>
    public string? Session { get; init; }

    /// <summary>How long the host asked to be left alone; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What a host answers, before its body is read.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Encoding">How the body is encoded (<c>gzip</c>), in lower case; null when it is not.</param>
/// <param name="RetryAfter">How long the host asked to be left alone; null when it did not.</param>
public sealed record OutboundHead(int Status, string? Encoding, TimeSpan? RetryAfter);

/// <summary>
/// The one client with which the portal calls others. It calls hosts that configuration names and checks the address it connects to; it
/// follows no redirect, uses no proxy and no cookies, and bounds time and size. Addresses may hold secrets: they are never logged or shown,
/// only the host.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    private readonly OutboundConnector _connector;
    private readonly IOptions<OutboundOptions> _options;
    private readonly TimeProvider _clock;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;

    /// <param name="connector">Opens connections.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="clock">Measures the time of a call.</param>
    public OutboundClient(OutboundConnector connector, IOptions<OutboundOptions> options, TimeProvider clock)
        : this(connector, options, clock, authority: null) { }

    /// <param name="connector">Opens connections.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="clock">Measures the time of a call.</param>
    /// <param name="authority">
    /// Certificate of the only authority that hosts' certificates may come from, in PEM; null: one the system trusts.
    /// </param>
    internal OutboundClient(OutboundConnector connector, IOptions<OutboundOptions> options, TimeProvider clock, string? authority)
    {
        (_connector, _options, _clock) = (connector, options, clock);
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = async (context, ct) => await connector.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ct),
        };
        OutboundTls.Trust(_handler.SslOptions, authority);
        _http = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>A client for a library that makes its requests itself, by the same way and under the same rules.</summary>
    /// <param name="most">Longest time until an answer is here; of one that is streamed, until it begins.</param>
    /// <param name="mostBytes">Longest answer that is held in memory.</param>
    /// <param name="streams">True when a successful answer is read by the caller as it comes.</param>
    internal HttpClient ForLibrary(TimeSpan most, int mostBytes, bool streams = false) =>
        new(new OutboundHandler(this, most, mostBytes, streams, _clock) { InnerHandler = _handler }, disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>Calls.</summary>
    /// <param name="method">Method.</param>
    /// <param name="address">Absolute, HTTPS; HTTP only to hosts of the own network.</param>
    /// <param name="body">Body; none when empty.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="OutboundException">The call was not allowed, had no answer in time, or too long a one.</exception>
    public async Task<OutboundAnswer> SendAsync(
        HttpMethod method,
        Uri address,
        ReadOnlyMemory<byte> body,
        string contentType,
        IReadOnlyDictionary<string, string>? headers,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(address);
        Require(address);
        using var request = new HttpRequestMessage(method, address);
        if (body.Length > 0)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("governance-portal", null));
        foreach (var (name, value) in headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            // The signature of AWS has semicolons where the parser of this header expects none.
            if (name != "Authorization" || !value.StartsWith("AWS4-", StringComparison.Ordinal) || !value.All(c => c is >= ' ' and <= '~'))
            {
                request.Headers.Add(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(_options.Value.TimeoutSeconds), _clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            return new OutboundAnswer(
                (int)response.StatusCode,
                response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant(),
                await ReadAsync(response, address.Host, bound.Token)
            )
            {
                RetryAfter = PauseOf(response.Headers.RetryAfter),
                Session = response.Headers.TryGetValues(OutboundAnswer.SessionHeader, out var sessions) ? sessions.First() : null,
            };
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new OutboundException(
                $"{address.Host} did not answer within {_options.Value.TimeoutSeconds} seconds (Outbound__TimeoutSeconds).",
                e
            );
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundException ours)
        {
            throw new OutboundException(ours.Message, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new OutboundException($"{address.Host} could not be called: {e.Message}", e);
        }
    }

    /// <summary>Fetches a file that may be longer than an answer that is held in memory.</summary>
    /// <param name="address">As for a call.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="read">Reads it, and bounds its length; asked only when the host answers with success.</param>
    /// <param name="most">Longest time all of it may take.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What was read; the status when the host answered anything else.</returns>
    /// <exception cref="OutboundException">The call was not allowed, failed, or took too long.</exception>
    public Task<(int Status, T? Read)> FetchAsync<T>(
        Uri address,
        IReadOnlyDictionary<string, string> headers,
        Func<Stream, CancellationToken, Task<T>> read,
        TimeSpan most,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(read);
        return ExchangeAsync(
            HttpMethod.Get,
            address,
            default,
            "",
            headers,
            async (head, stream, token) => (head.Status, head.Status is >= 200 and < 300 ? await read(stream, token) : default),
            most,
            ct
        );
    }

    /// <summary>Calls, and reads the answer as it comes, whatever its status.</summary>
    /// <param name="method">Method.</param>
    /// <param name="address">As for a call.</param>
    /// <param name="body">Body; none when empty.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="read">Reads the answer, as the host encoded it, and bounds its length.</param>
    /// <param name="most">Longest time all of it may take.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="OutboundException">The call was not allowed, failed, or took too long.</exception>
    public async Task<T> ExchangeAsync<T>(
        HttpMethod method,
        Uri address,
        ReadOnlyMemory<byte> body,
        string contentType,
        IReadOnlyDictionary<string, string> headers,
        Func<OutboundHead, Stream, CancellationToken, Task<T>> read,
        TimeSpan most,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(read);
        Require(address);
        using var request = new HttpRequestMessage(method, address);
        if (body.Length > 0)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("governance-portal", null));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var time = new CancellationTokenSource(most, _clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(bound.Token);
            var head = new OutboundHead(
                (int)response.StatusCode,
                response.Content.Headers.ContentEncoding.LastOrDefault()?.ToLowerInvariant(),
                PauseOf(response.Headers.RetryAfter)
            );
            return await read(head, stream, bound.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new OutboundException($"{address.Host} did not send all of its answer within {Words(most)}.", e);
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundException ours)
        {
            throw new OutboundException(ours.Message, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new OutboundException($"{address.Host} could not be called: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Words(TimeSpan time) =>
        time < TimeSpan.FromMinutes(2) ? $"{time.TotalSeconds:0} seconds" : $"{time.TotalMinutes:0} minutes";

    private TimeSpan? PauseOf(RetryConditionHeaderValue? asked)
    {
        var pause = asked?.Delta ?? (asked?.Date is { } date ? date - _clock.GetUtcNow() : null);
        return pause > TimeSpan.Zero ? pause : null;
    }

    /// <summary>Throws when an address may not be called.</summary>
    /// <exception cref="OutboundException">It is none, or its host is not on a list.</exception>
    internal void Require(Uri address)
    {
        if (
            !address.IsAbsoluteUri
            || address.UserInfo.Length > 0
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        )
        {
            throw new OutboundException("Only addresses that begin with https:// can be called.");
        }

        var reach = _connector.Require(address.IdnHost, address.Port);
        if (address.Scheme == Uri.UriSchemeHttp && reach is not OutboundReach.Anywhere)
        {
            throw new OutboundException($"{address.Host} may be called only over HTTPS.");
        }
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, string host, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0; )
        {
            if (bytes.Length + read > _options.Value.MaxAnswerBytes)
            {
                throw new OutboundException(
                    $"{host} answered with more than {_options.Value.MaxAnswerBytes} bytes (Outbound__MaxAnswerBytes)."
                );
            }

            await bytes.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return bytes.ToArray();
    }
}
