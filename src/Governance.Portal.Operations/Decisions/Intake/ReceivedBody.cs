using System.Buffers;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>
/// A body that was received as far as a bound: whoever reads on does not wait for a slow sender, so the database's only writer can be held
/// meanwhile. A longer one is read on from the sender.
/// </summary>
internal sealed class ReceivedBody : Stream
{
    private const int FirstBytes = 256 * 1024;
    private const int MaxBytes = 16 * 1024 * 1024;

    private readonly Stream _inner;
    private byte[] _bytes = [];
    private int _count;
    private int _at;

    private ReceivedBody(Stream inner) => _inner = inner;

    /// <summary>True when all of it is here.</summary>
    public bool IsComplete { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Receives a body. The caller disposes what comes back, and the body itself.</summary>
    public static async Task<ReceivedBody> OfAsync(Stream body, CancellationToken ct)
    {
        var received = new ReceivedBody(body) { IsComplete = body.CanSeek };
        if (!received.IsComplete)
        {
            await received.ReceiveAsync(ct);
        }

        return received;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _count)
        {
            return await _inner.ReadAsync(buffer, cancellationToken);
        }

        var length = Math.Min(buffer.Length, _count - _at);
        _bytes.AsMemory(_at, length).CopyTo(buffer);
        _at += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Bodies can only be read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Return();
        }

        base.Dispose(disposing);
    }

    private async Task ReceiveAsync(CancellationToken ct)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
        while (_count < MaxBytes)
        {
            if (_count == _bytes.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
                _bytes.AsSpan(0, _count).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = larger;
            }

            var read = await _inner.ReadAsync(_bytes.AsMemory(_count), ct);
            if (read == 0)
            {
                IsComplete = true;
                return;
            }

            _count += read;
        }
    }

    private void Return()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes, clearArray: true); // it may hold personal data
            (_bytes, _count, _at) = ([], 0, 0);
        }
    }
}
