namespace Governance.Analytics.Io.Arrow;

/// <summary>The bytes of an Arrow file, read once from its beginning to its end: it may come out of a pipe.</summary>
internal sealed class ArrowInput(Stream stream, TabularLimits limits)
{
    // What a file says is long is not believed before so much of it has been read.
    private const int Believed = 1 << 20;

    private readonly long _start = stream.CanSeek ? stream.Position : 0;

    /// <summary>Bytes before the next one.</summary>
    public long Position { get; private set; }

    /// <summary>Rows that were given out, for messages.</summary>
    public long Rows { get; set; }

    /// <summary>Bytes of all, where that is known: it is of a file.</summary>
    public long Length => stream.Length - _start;

    /// <summary>Goes on at a place that was read before.</summary>
    public void Return(long position)
    {
        stream.Position = _start + position;
        Position = position;
    }

    /// <summary>Reads bytes of the end; what is read next is what comes after them.</summary>
    public async Task<byte[]> TailAsync(long fromEnd, long length, CancellationToken ct)
    {
        Return(Math.Max(0, Length - fromEnd - length));
        return await ReadUpToAsync(length, ct).ConfigureAwait(false);
    }

    /// <summary>Reads as much as there is, at most what is asked for.</summary>
    public async Task<byte[]> ReadUpToAsync(long length, CancellationToken ct)
    {
        var bytes = new byte[Math.Min(length, Believed)];
        var read = 0;
        while (true)
        {
            var more = await FillAsync(bytes.AsMemory(read), ct).ConfigureAwait(false);
            read += more;
            if (read < bytes.Length)
            {
                return bytes[..read];
            }
            if (read == length)
            {
                return bytes;
            }
            Array.Resize(ref bytes, (int)Math.Min(length, Math.Min(Array.MaxLength, bytes.Length * 4L)));
        }
    }

    /// <summary>Reads exactly as much.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="what">What they are, for the words of a fault.</param>
    /// <param name="ct">Stops reading.</param>
    public async Task<byte[]> ReadAsync(long length, string what, CancellationToken ct)
    {
        if (length > Array.MaxLength)
        {
            throw ArrowErrors.Memory(limits.MaxTableBytes, Rows);
        }
        if (stream.CanSeek && length > stream.Length - stream.Position)
        {
            throw CutOff(what, length, stream.Length - stream.Position);
        }
        var bytes = await ReadUpToAsync(length, ct).ConfigureAwait(false);
        return bytes.Length == length ? bytes : throw CutOff(what, length, bytes.Length);
    }

    /// <summary>Goes on behind bytes that are not wanted.</summary>
    public async Task SkipAsync(long length, string what, CancellationToken ct)
    {
        if (stream.CanSeek)
        {
            var left = stream.Length - stream.Position;
            if (length > left)
            {
                throw CutOff(what, length, left);
            }
            stream.Position += length;
            Took(length);
            return;
        }
        var buffer = new byte[Math.Min(length, 1 << 16)];
        for (var skipped = 0L; skipped < length; )
        {
            var read = await FillAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - skipped)), ct).ConfigureAwait(false);
            skipped += read;
            if (read == 0)
            {
                throw CutOff(what, length, skipped);
            }
        }
    }

    private async ValueTask<int> FillAsync(Memory<byte> to, CancellationToken ct)
    {
        try
        {
            var read = await stream.ReadAtLeastAsync(to, to.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
            Took(read);
            return read;
        }
        catch (InvalidDataException problem)
        {
            throw TabularErrors.DamagedCompression(Rows, problem);
        }
    }

    private void Took(long bytes)
    {
        Position += bytes;
        if (Position > limits.MaxInputBytes)
        {
            throw ColumnarErrors.TooManyBytes(Rows, limits.MaxInputBytes);
        }
    }

    private static ArrowFault CutOff(string what, long length, long there) =>
        new(ArrowErrors.Text($"{what} has {length} bytes, but {there} follow, so it was cut off or not written completely"));
}
