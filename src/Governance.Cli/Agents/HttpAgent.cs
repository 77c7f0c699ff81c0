using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace Governance.Cli.Agents;

/// <summary>
/// A session of an agent that speaks streamable HTTP with the guard: what it posts goes in, each answer to the request that waits for it.
/// </summary>
internal sealed class HttpAgent : IGuardedAgent
{
    private const int Waiting = 256;

    private readonly Channel<byte[]> _posted = Channel.CreateBounded<byte[]>(Waiting);

    // What the server says of its own accord waits for a stream; the oldest is dropped.
    private readonly Channel<byte[]> _unasked = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    private readonly ConcurrentDictionary<string, HttpExchange> _open = new(StringComparer.Ordinal);
    private int _streams;

    /// <summary>Its name: the agent learns it with the first answer, and no one else.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>When the agent was last heard of.</summary>
    public DateTimeOffset LastSeen { get; set; }

    /// <summary>True while a request waits for its answer.</summary>
    public bool IsWaiting => !_open.IsEmpty;

    /// <summary>Takes a message; false when the session is over.</summary>
    public async Task<bool> TakeAsync(byte[] line, CancellationToken ct)
    {
        try
        {
            await _posted.Writer.WriteAsync(line, ct);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>Lets a request wait; false when one with this id waits.</summary>
    public bool Await(string id, HttpExchange exchange) => _open.TryAdd(id, exchange);

    /// <summary>No longer waits.</summary>
    public void Leave(string id) => _open.TryRemove(id, out _);

    /// <summary>What the server says of its own accord, for the one stream that an agent may have open; null when it has one.</summary>
    public IAsyncEnumerable<byte[]>? Listen(CancellationToken ct) =>
        Interlocked.CompareExchange(ref _streams, 1, 0) == 0 ? _unasked.Reader.ReadAllAsync(ct) : null;

    /// <summary>The stream is closed.</summary>
    public void Unlisten() => Interlocked.Exchange(ref _streams, 0);

    /// <summary>The agent says no more.</summary>
    public void End()
    {
        _posted.Writer.TryComplete();
        _unasked.Writer.TryComplete();
    }

    public async ValueTask<byte[]?> ReadLineAsync(CancellationToken ct) =>
        await _posted.Reader.WaitToReadAsync(ct) && _posted.Reader.TryRead(out var line) ? line : null;

    public async Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken ct)
    {
        var message = McpMessage.Read(line);
        if (message is { } read && McpMessage.Text(read, "method") is null)
        {
            // One that no longer waits wants no answer, and what was sent without an id waits for none.
            if (McpMessage.IdOf(read) is { } id && _open.TryRemove(id, out var exchange))
            {
                await exchange.AnswerAsync(line, ct);
            }

            return;
        }

        // On the stream of a request that takes one, or that of the session.
        foreach (var exchange in _streams == 1 ? [] : _open.Values)
        {
            if (await exchange.TellAsync(line, ct))
            {
                return;
            }
        }

        _unasked.Writer.TryWrite(line.ToArray());
    }
}
