using System.Globalization;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>Takes what a source sends, up to the limit that uploads have.</summary>
internal sealed class BoundedStream(Stream inner, long limit) : Stream
{
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Count(count);
        inner.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Count(buffer.Length);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    private void Count(int bytes)
    {
        _written += bytes;
        if (_written > limit)
        {
            throw new SourceException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The window has more than {limit} bytes (Limits__TableBytes). "
                        + $"Choose shorter windows, or have it counted at its source."
                )
            )
            {
                IsFinal = true,
            };
        }
    }
}
