using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Governance.Cli.Http;

namespace Governance.Cli.Agents;

/// <summary>
/// A guarded server that is reached over streamable HTTP. A request is a POST that goes on while others do; every request gets an answer,
/// the guard's own where the server gives none.
/// </summary>
internal sealed class HttpServer(CliHost host, Uri address, string? key) : IGuardedServer
{
    private const int ServerGone = -32000;
    private const int Waiting = 1_000;

    private readonly McpWire _wire = new(host, address, key);
    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(Waiting);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _open = [];
    private Task _listening = Task.CompletedTask;

    public async Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken ct)
    {
        var message = McpMessage.Read(line) ?? throw new InvalidDataException("This is not a protocol message.");
        var (method, id) = (McpMessage.Text(message, "method"), McpMessage.IdOf(message));
        if (method is not null && id is not null)
        {
            Go(RequestAsync(line, id, method));
            return;
        }

        // In its turn: what comes after a notification counts on it.
        try
        {
            using var response = await _wire.PostAsync(line, ct);
        }
        catch (HttpRequestException problem)
        {
            throw new IOException(NetworkText.Of(address, problem).Message, problem);
        }

        if (method == "notifications/initialized")
        {
            _listening = ListenAsync();
        }
    }

    public async ValueTask<byte[]?> ReadLineAsync(CancellationToken ct) =>
        await _lines.Reader.WaitToReadAsync(ct) && _lines.Reader.TryRead(out var line) ? line : null;

    /// <summary>What is open is still answered, then the server has ended.</summary>
    public void CloseInput() => _ = Task.WhenAll(Open()).ContinueWith(_ => _lines.Writer.TryComplete(), TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _ending.CancelAsync();
        await Task.WhenAll([.. Open(), _listening]);
        await _wire.EndAsync();
        _wire.Dispose();
        _ending.Dispose();
    }

    private Task[] Open()
    {
        lock (_open)
        {
            return [.. _open];
        }
    }

    private void Go(Task task)
    {
        lock (_open)
        {
            _open.RemoveAll(t => t.IsCompleted);
            _open.Add(task);
        }
    }

    private async Task RequestAsync(ReadOnlyMemory<byte> line, string id, string method)
    {
        var why = "The server returned no answer.";
        try
        {
            using var response = await _wire.PostAsync(line, _ending.Token);
            if (response.IsSuccessStatusCode)
            {
                await foreach (var given in McpWire.MessagesAsync(response, _ending.Token))
                {
                    if (
                        await TakeAsync(given) is { } message
                        && McpMessage.Text(message, "method") is null
                        && McpMessage.IdOf(message) == id
                    )
                    {
                        Agree(method, message);
                        await _lines.Writer.WriteAsync(Flat(given), _ending.Token);
                        return;
                    }
                }
            }
            else
            {
                why = string.Create(CultureInfo.InvariantCulture, $"The server answered with {(int)response.StatusCode}.");
            }
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or InvalidDataException)
        {
            why = NetworkText.Of(address, problem).Message;
        }
        catch (Exception ended) when (ended is OperationCanceledException or ChannelClosedException)
        {
            return;
        }

        _lines.Writer.TryWrite(McpMessage.Error(id, ServerGone, why));
    }

    // What is no answer goes on at once; an answer is given back, because it may be the one that is waited for.
    private async Task<JsonElement?> TakeAsync(byte[] given)
    {
        var message = McpMessage.Read(given);
        if (message is not { } read || McpMessage.Text(read, "method") is not null)
        {
            await _lines.Writer.WriteAsync(Flat(given), _ending.Token);
        }

        return message;
    }

    private void Agree(string method, JsonElement message)
    {
        if (method == "initialize" && message.TryGetProperty("result", out var result))
        {
            _wire.Edition = McpMessage.Text(result, "protocolVersion");
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            using var response = await _wire.ListenAsync(_ending.Token);
            if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            {
                await foreach (var given in McpWire.MessagesAsync(response, _ending.Token))
                {
                    // An answer belongs to its request and comes with it.
                    await TakeAsync(given);
                }
            }
        }
        catch (Exception problem)
            when (problem
                    is HttpRequestException
                        or IOException
                        or InvalidDataException
                        or OperationCanceledException
                        or ChannelClosedException
            )
        {
            // A server need not say anything of its own accord.
        }
    }

    /// <summary>The message on one line: outside of texts the ends of lines are spaces, and within texts JSON has none.</summary>
    public static byte[] Flat(byte[] message)
    {
        foreach (ref var part in message.AsSpan())
        {
            part = part is (byte)'\n' or (byte)'\r' ? (byte)' ' : part;
        }

        return message;
    }
}
