using System.Globalization;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>
/// Takes the CSV that a source sends, up to the limits that uploads have: what would be refused at its end is refused as soon as that
/// shows, and the rest of it is not moved.
/// </summary>
internal sealed class BoundedStream(Stream inner, long mostBytes, long mostRows) : Stream
{
    private CsvLines _lines;
    private long _written;

    /// <summary>False for rows in files, which no one counts at their place.</summary>
    public bool CanBeCounted { get; init; } = true;

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
        Count(buffer.AsSpan(offset, count));
        inner.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Count(buffer.Span);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        _written += bytes.Length;
        _lines.Add(bytes);
        if (_written > mostBytes)
        {
            throw TooMuch($"{mostBytes.ToString(CultureInfo.InvariantCulture)} bytes (Limits__TableBytes)");
        }

        // One line is the head.
        if (_lines.Count > mostRows + 1)
        {
            throw TooMuch($"{mostRows.ToString(CultureInfo.InvariantCulture)} rows (Limits__WindowRows)");
        }
    }

    private SourceException TooMuch(string what) =>
        new(
            CanBeCounted
                ? $"The window has more than {what}. Choose shorter windows, or have it counted at its source."
                : $"The window has more than {what}. Choose shorter windows."
        )
        {
            IsFinal = true,
        };
}
