using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Cli.Http;

namespace Governance.Cli.Agents;

/// <summary>A server that is asked over streamable HTTP: each request is a POST, its answer JSON or a stream of events.</summary>
internal sealed class McpHttp : IMcpConnection
{
    private const string SessionHeader = "Mcp-Session-Id";

    private readonly Uri _address;
    private readonly HttpMessageHandler _handler;
    private readonly HttpClient _client;
    private string? _session;
    private string? _edition;
    private int _last;

    public McpHttp(CliHost host, Uri address, string? key)
    {
        if (key is not null && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw CliException.Usage($"{address.Authority} is called over plain HTTP, which would show the key to the network. Use https.");
        }

        _address = address;
        _handler = host.Handler();
        _client = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("governance-cli", ProgramVersion.Text));
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        _client.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public async Task<JsonElement> RequestAsync(string method, JsonObject? parameters, CancellationToken ct)
    {
        var id = (++_last).ToString(CultureInfo.InvariantCulture);
        try
        {
            using var response = await SendAsync(McpMessage.Request(id, method, parameters), ct);
            if (!response.IsSuccessStatusCode)
            {
                throw new McpException(
                    string.Create(CultureInfo.InvariantCulture, $"{_address.Authority} answers {(int)response.StatusCode} to {method}.")
                );
            }

            if (response.Headers.TryGetValues(SessionHeader, out var sessions))
            {
                _session = sessions.First();
            }

            var body = await response.Content.ReadAsStreamAsync(ct);
            return response.Content.Headers.ContentType?.MediaType == "text/event-stream"
                ? await FromEventsAsync(body, id, ct)
                : await FromJsonAsync(body, id, ct);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or InvalidDataException)
        {
            throw new McpException(NetworkText.Of(_address, problem).Message, problem);
        }
    }

    public async Task NotifyAsync(string method, CancellationToken ct)
    {
        try
        {
            using var response = await SendAsync(McpMessage.Notification(method), ct);
        }
        catch (HttpRequestException problem)
        {
            throw new McpException(NetworkText.Of(_address, problem).Message, problem);
        }
    }

    public void Agreed(string protocolVersion) => _edition = protocolVersion;

    /// <summary>Tells the server that the session is over; it may not care.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
        {
            try
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
                using var request = new HttpRequestMessage(HttpMethod.Delete, _address);
                request.Headers.TryAddWithoutValidation(SessionHeader, _session);
                using var response = await _client.SendAsync(request, patience.Token);
            }
            catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException)
            {
                // A session that is not ended ends when the server has waited long enough.
            }
        }

        _client.Dispose();
        _handler.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] message, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ByteArrayContent(message) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        if (_session is not null)
        {
            request.Headers.TryAddWithoutValidation(SessionHeader, _session);
        }

        if (_edition is not null)
        {
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", _edition);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    private static async Task<JsonElement> FromJsonAsync(Stream body, string id, CancellationToken ct)
    {
        var buffer = new MemoryStream();
        var part = new byte[1 << 16];
        for (int read; (read = await body.ReadAsync(part, ct)) > 0; )
        {
            await buffer.WriteAsync(part.AsMemory(0, read), ct);
            if (buffer.Length > McpLines.MaxBytes)
            {
                throw new InvalidDataException($"the answer is larger than {McpLines.MaxBytes >> 20} MiB.");
            }
        }

        return McpMessage.Read(buffer.ToArray()) is { } message && McpMessage.IdOf(message) == id
            ? message
            : throw new McpException("The server's answer is no message of the protocol.");
    }

    /// <summary>Events of a stream: an empty line ends one, and lines that begin with data: are its message.</summary>
    private static async Task<JsonElement> FromEventsAsync(Stream body, string id, CancellationToken ct)
    {
        var lines = new McpLines(body);
        var data = new StringBuilder();
        while (true)
        {
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

            if (
                data.Length > 0
                && McpMessage.Read(Encoding.UTF8.GetBytes(data.ToString())) is { } message
                && McpMessage.Text(message, "method") is null
                && McpMessage.IdOf(message) == id
            )
            {
                return message;
            }

            data.Clear();
            if (line is null)
            {
                throw new McpException("The server's stream of events ended without an answer.");
            }
        }
    }
}
