using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Governance.Cli.Agents;

/// <summary>Streamable HTTP to a server: what goes with each request of a session, and what a response holds.</summary>
internal sealed class McpWire : IDisposable
{
    /// <summary>The header that names a session.</summary>
    public const string SessionHeader = "Mcp-Session-Id";

    private readonly HttpMessageHandler _handler;
    private readonly HttpClient _client;
    private string? _session;

    public McpWire(CliHost host, Uri address, string? key)
    {
        if (key is not null && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw CliException.Usage(
                $"{address.Authority} is called over plain HTTP, which would expose the key on the network. Use https."
            );
        }

        Address = address;
        _handler = host.Handler();
        _client = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("governance-cli", ProgramVersion.Text));
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public Uri Address { get; }

    /// <summary>Edition of the protocol that both have agreed on.</summary>
    public string? Edition { get; set; }

    /// <summary>Sends a message; the response's body is still to be read.</summary>
    public async Task<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Post, "application/json", "text/event-stream");
        request.Content = new ReadOnlyMemoryContent(message) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode && response.Headers.TryGetValues(SessionHeader, out var sessions))
        {
            _session = sessions.First();
        }

        return response;
    }

    /// <summary>Asks for what the server says of its own accord.</summary>
    public async Task<HttpResponseMessage> ListenAsync(CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, "text/event-stream");
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    /// <summary>Tells the server that the session is over; it may not care.</summary>
    public async Task EndAsync()
    {
        if (_session is null)
        {
            return;
        }

        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            using var request = Request(HttpMethod.Delete);
            using var response = await _client.SendAsync(request, patience.Token);
        }
        catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException)
        {
            // A session that is not ended ends when the server has waited long enough.
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    /// <summary>The messages of a response: its JSON, or the events of its stream until it ends.</summary>
    /// <exception cref="InvalidDataException">One is longer than <see cref="McpLines.MaxBytes"/>.</exception>
    public static async IAsyncEnumerable<byte[]> MessagesAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            yield return await WholeAsync(body, ct);
            yield break;
        }

        var lines = new McpLines(body);
        var data = new StringBuilder();
        while (true)
        {
            // An empty line ends an event, and lines that begin with data: are its message.
            var line = await lines.ReadAsync(ct);
            if (line is { Length: > 0 })
            {
                var text = Encoding.UTF8.GetString(line);
                if (text.StartsWith("data:", StringComparison.Ordinal))
                {
                    data.Append(text.AsSpan(5).TrimStart(' ')).Append('\n');
                    if (data.Length > McpLines.MaxBytes)
                    {
                        throw new InvalidDataException($"an event is larger than {McpLines.MaxBytes >> 20} MiB.");
                    }
                }

                continue;
            }

            if (data.Length > 0)
            {
                yield return Encoding.UTF8.GetBytes(data.ToString());
                data.Clear();
            }

            if (line is null)
            {
                yield break;
            }
        }
    }

    /// <summary>Reads a body of bounded length.</summary>
    /// <exception cref="InvalidDataException">It is longer than <see cref="McpLines.MaxBytes"/>.</exception>
    public static async Task<byte[]> WholeAsync(Stream body, CancellationToken ct)
    {
        var buffer = new MemoryStream();
        var part = new byte[1 << 16];
        for (int read; (read = await body.ReadAsync(part, ct)) > 0; )
        {
            await buffer.WriteAsync(part.AsMemory(0, read), ct);
            if (buffer.Length > McpLines.MaxBytes)
            {
                throw new InvalidDataException($"the message is larger than {McpLines.MaxBytes >> 20} MiB.");
            }
        }

        return buffer.ToArray();
    }

    private HttpRequestMessage Request(HttpMethod method, params string[] accepts)
    {
        var request = new HttpRequestMessage(method, Address);
        foreach (var type in accepts)
        {
            request.Headers.Accept.ParseAdd(type);
        }

        if (_session is not null)
        {
            request.Headers.TryAddWithoutValidation(SessionHeader, _session);
        }

        if (Edition is not null)
        {
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", Edition);
        }

        return request;
    }
}
