namespace Governance.Portal.Tests.Registry;

/// <summary>The same pseudo-random bytes every time, made while they are read.</summary>
internal sealed class SeededStream(long length) : Stream
{
    private readonly byte[] _block = Block();
    private long _position;
    private long _looked;

    public Func<long>? Watch { get; init; }

    public long Most { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var offset = (int)(_position % _block.Length);
        var count = (int)Math.Min(Math.Min(buffer.Length, length - _position), _block.Length - offset);
        _block.AsSpan(offset, count).CopyTo(buffer);
        _position += count;
        if (Watch is not null && _position - _looked >= 8 << 20)
        {
            _looked = _position;
            Most = Math.Max(Most, Watch());
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Block()
    {
        var block = new byte[(1 << 20) + 13];
        new Random(20261120).NextBytes(block);
        return block;
    }
}
