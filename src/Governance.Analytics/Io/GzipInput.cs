using System.IO.Compression;

namespace Governance.Analytics.Io;

/// <summary>
/// Decompresses gzip and notices when the data ends too early, which <see cref="GZipStream"/> by itself takes for the end of the file.
/// A member with known content is appended to the compressed bytes: only if everything before it was complete does that content come out
/// last. It is much longer than its compressed form, so no cut inside an uncompressed block can imitate it.
/// </summary>
internal sealed class GzipInput : Stream
{
    private static readonly byte[] s_seal = [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 167 % 251))];
    private static readonly byte[] s_sealMember = Compress(s_seal);

    private readonly GZipStream _gzip;
    private readonly byte[] _held = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;

    public GzipInput(Stream compressed) => _gzip = new GZipStream(new SuffixedStream(compressed, s_sealMember), CompressionMode.Decompress);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The data is damaged or ends too early.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_ended && _end - _start <= s_seal.Length)
        {
            Buffer.BlockCopy(_held, _start, _held, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
            var read = await _gzip.ReadAsync(_held.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _end += read;
            _ended = read == 0;
        }
        if (_ended)
        {
            return _held.AsSpan(_start, _end - _start).SequenceEqual(s_seal)
                ? 0
                : throw new InvalidDataException("The gzip data ends too early.");
        }
        var count = Math.Min(buffer.Length, _end - _start - s_seal.Length);
        _held.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }
        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }
        return packed.ToArray();
    }

    /// <summary>A stream followed by bytes. Does not own the stream.</summary>
    private sealed class SuffixedStream(Stream first, byte[] suffix) : Stream
    {
        private int _given = -1;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given < 0)
            {
                var read = await first.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read > 0 || buffer.IsEmpty)
                {
                    return read;
                }
                _given = 0;
            }
            var count = Math.Min(buffer.Length, suffix.Length - _given);
            suffix.AsMemory(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
