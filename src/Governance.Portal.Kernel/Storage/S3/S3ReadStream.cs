using System.Globalization;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>
/// Reads an object to its end. A connection that breaks is opened again where it broke, for the same writing of the object; what cannot be
/// had whole fails, and is never short.
/// </summary>
internal sealed class S3ReadStream : Stream
{
    private const int Tries = 4;

    private readonly S3Client _client;
    private readonly string _key;
    private readonly long _length;
    private readonly string? _mark;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;
    private StreamedAnswer? _answer;
    private long _position;

    /// <param name="client">Calls.</param>
    /// <param name="key">The object.</param>
    /// <param name="answer">The answer that begins it.</param>
    /// <param name="patience">Longest time without a byte.</param>
    /// <param name="clock">Measures it.</param>
    public S3ReadStream(S3Client client, string key, StreamedAnswer answer, TimeSpan patience, TimeProvider clock)
    {
        (_client, _key, _answer, _patience, _clock) = (client, key, answer, patience, clock);
        _length = answer.Length ?? throw new ContentUnavailableException($"{client.Host} did not say how long {key} is.");
        _mark = answer.Header("ETag");
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || _position == _length)
        {
            return 0;
        }

        for (var tried = 1; ; tried++)
        {
            try
            {
                _answer ??= await ContinueAsync(cancellationToken);
                using var time = new CancellationTokenSource(_patience, _clock);
                using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
                var left = (int)Math.Min(buffer.Length, _length - _position);
                if (await _answer.Body.ReadAsync(buffer[..left], bound.Token) is > 0 and var read)
                {
                    _position += read;
                    return read;
                }

                throw new IOException("The connection ended early.");
            }
            catch (Exception e)
                when (e is IOException or HttpRequestException
                    || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                await CloseAsync();
                if (tried == Tries)
                {
                    throw new ContentUnavailableException(
                        $"The transfer of {_key} broke off after {_position} of {_length} bytes: {e.Message}",
                        e
                    );
                }
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Content that is kept elsewhere can only be read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    private async Task<StreamedAnswer> ContinueAsync(CancellationToken ct)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes={_position}-"),
        };
        if (_mark is not null)
        {
            headers["If-Match"] = _mark;
        }

        var answer = await _client.SendAsync(new S3Client.Call(HttpMethod.Get, _key) { Headers = headers }, ct);
        if (answer.Status == 206 && answer.Length == _length - _position)
        {
            return answer;
        }

        await using (answer)
        {
            // A server that knows no ranges begins again; an object that is gone or another one is not what was begun.
            throw new ContentUnavailableException(
                $"The transfer of {_key} could not be continued at byte {_position}: {_client.Host} answered with {answer.Status}."
            );
        }
    }

    private async Task CloseAsync()
    {
        if (_answer is { } answer)
        {
            _answer = null;
            await answer.DisposeAsync();
        }
    }
}
