using System.Text.Json;

namespace Governance.Transparency.Export;

/// <summary>
/// Reads an export in one pass. One thread reads and takes apart, others decode and hash batches of entries beside it; the batches are
/// taken up in their order. Memory is bounded whatever the file's size: a buffer, a few batches, and what <see cref="HashRun"/> keeps.
/// </summary>
internal sealed class ExportReader(LeafSeen? seen)
{
    private readonly Queue<Task<LeafBatch>> _working = new();
    private readonly Stack<LeafBatch> _free = new();

    public ExportParts Parts { get; } = new();

    /// <summary>Reads to the end.</summary>
    /// <exception cref="ExportFormatException">The file is no export.</exception>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public async Task ReadAsync(Stream stream, IReadOnlyList<long> watched, CancellationToken ct)
    {
        var parser = new ExportParser(Parts, Begin, batch => _working.Enqueue(Task.Run(batch.Compute, CancellationToken.None)), watched);
        var buffer = new byte[256 * 1024];
        var held = 0;
        try
        {
            for (var final = false; !final; )
            {
                var read = await stream.ReadAsync(buffer.AsMemory(held), ct);
                final = read == 0;
                var done = parser.Feed(buffer.AsSpan(0, held + read), final);
                held += read - done;
                buffer.AsSpan(done, held).CopyTo(buffer);
                await TakeUpAsync(Environment.ProcessorCount + 1);
                if (held == buffer.Length)
                {
                    if (buffer.Length >= ExportMember.MaxToken)
                    {
                        throw new ExportFormatException("A text is longer than an export allows.");
                    }

                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }

            await TakeUpAsync(0);
        }
        finally
        {
            await Task.WhenAll(_working);
        }
    }

    private LeafBatch Begin(HashRun run, bool areHashes, long first)
    {
        var batch = _free.TryPop(out var free) ? free : new LeafBatch { Seen = seen };
        batch.Begin(run, areHashes, first);
        return batch;
    }

    private async Task TakeUpAsync(int leave)
    {
        while (_working.Count > leave)
        {
            var batch = await _working.Dequeue();
            if (batch.Problem is { } problem)
            {
                throw problem;
            }

            batch.Run.Append(batch);
            _free.Push(batch);
        }
    }
}
