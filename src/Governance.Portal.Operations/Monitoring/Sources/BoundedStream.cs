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
            var limit = mostBytes.ToString(CultureInfo.InvariantCulture);
            throw TooMuch(
                CanBeCounted
                    ? $"The window has more than {limit} bytes (Limits__TableBytes). "
                        + "Choose shorter windows, or have it counted at its source."
                    : $"The window has more than {limit} bytes (Limits__TableBytes). Choose shorter windows."
            );
        }

        // One line is the head.
        if (_lines.Count > mostRows + 1)
        {
            var limit = mostRows.ToString(CultureInfo.InvariantCulture);
            throw TooMuch(
                CanBeCounted
                    ? $"The window has more than {limit} rows (Limits__WindowRows). "
                        + "Choose shorter windows, or have it counted at its source."
                    : $"The window has more than {limit} rows (Limits__WindowRows). Choose shorter windows."
            );
        }
    }

    private static SourceException TooMuch(string words) => new(words) { IsFinal = true };
}
