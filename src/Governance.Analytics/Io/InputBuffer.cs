namespace Governance.Analytics.Io;

/// <summary>A window of bytes over a stream: filled whole each time, so that a long line is not scanned once per network packet.</summary>
internal sealed class InputBuffer(Stream stream, TabularLimits limits)
{
    private byte[] _bytes = new byte[512 * 1024];
    private int _start;
    private int _end;
    private long _total;

    public bool Ended { get; private set; }

    /// <summary>Bytes taken so far.</summary>
    public long Taken { get; private set; }

    public Memory<byte> Unread => _bytes.AsMemory(_start, _end - _start);

    public void Take(int count)
    {
        _start += count;
        Taken += count;
    }

    /// <summary>Reads until the window is full or the stream ends.</summary>
    public async Task FillAsync(long line, CancellationToken ct)
    {
        if (_start > 0)
        {
            Unread.Span.CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }
        else if (_end == _bytes.Length)
        {
            if (_bytes.Length > limits.MaxLineBytes)
            {
                throw TabularErrors.LineTooLong(line, limits.MaxLineBytes);
            }
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }
        while (_end < _bytes.Length)
        {
            var read = await stream.ReadAsync(_bytes.AsMemory(_end), ct).ConfigureAwait(false);
            if (read == 0)
            {
                Ended = true;
                return;
            }
            _end += read;
            _total += read;
            if (_total > limits.MaxInputBytes)
            {
                throw TabularErrors.TooManyBytes(line, limits.MaxInputBytes);
            }
        }
    }
}
