using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Governance.Analytics.Io;
using Governance.Cli.Shared;

namespace Governance.Cli.Decisions;

/// <summary>Some lines of the file, compressed for the way.</summary>
/// <param name="FirstLine">Number of the first line in the file, from 1.</param>
/// <param name="LastLine">Number of the last.</param>
/// <param name="Body">The lines as gzip.</param>
internal sealed record DecisionBatch(long FirstLine, long LastLine, byte[] Body);

/// <summary>Cuts a file of decisions, gzip or not, into batches. Holds one at a time.</summary>
internal sealed class DecisionBatches(Stream file, string name, int linesPerBatch, Action<long> read)
{
    // A batch ends early rather than grow beyond this, and a longer line is sent alone: the server says what is too long.
    private const int MaxBytes = 16 * 1024 * 1024;

    public async IAsyncEnumerable<DecisionBatch> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var counted = new CountedStream(file, read);
        await using var plain = await OpenAsync(counted, ct);
        var reader = PipeReader.Create(plain, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        var lines = new ArrayBufferWriter<byte>(1 << 16);
        var (first, line, count) = (1L, 0L, 0);
        while (true)
        {
            var result = await ReadAsync(reader, ct);
            var buffer = result.Buffer;
            while (Take(ref buffer, result.IsCompleted, out var one))
            {
                line++;
                if (count > 0 && (count == linesPerBatch || lines.WrittenCount + one.Length > MaxBytes))
                {
                    yield return new DecisionBatch(first, line - 1, Compress(lines));
                    (first, count) = (line, 0);
                }

                foreach (var part in one)
                {
                    lines.Write(part.Span);
                }

                lines.Write("\n"u8);
                count++;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        if (count > 0)
        {
            yield return new DecisionBatch(first, line, Compress(lines));
        }
    }

    private static bool Take(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (!isLast || buffer.IsEmpty)
        {
            return false;
        }

        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static byte[] Compress(ArrayBufferWriter<byte> lines)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(lines.WrittenSpan);
        }

        lines.ResetWrittenCount();
        return packed.ToArray();
    }

    private async Task<Stream> OpenAsync(Stream counted, CancellationToken ct)
    {
        try
        {
            return await CompressedInput.OpenAsync(counted, ct);
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw LocalFile.Unreadable(name, problem);
        }
    }

    private async Task<ReadResult> ReadAsync(PipeReader reader, CancellationToken ct)
    {
        try
        {
            return await reader.ReadAsync(ct);
        }
        catch (InvalidDataException problem)
        {
            throw CliException.Usage(
                $"{name} is damaged gzip data, or ends too early. Compress it again; what was sent so far is kept and not sent twice.",
                problem
            );
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw LocalFile.Unreadable(name, problem);
        }
    }

    private sealed class CountedStream(Stream inner, Action<long> read) : Stream
    {
        private long _read;

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
            var count = await inner.ReadAsync(buffer, cancellationToken);
            read(_read += count);
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
