using Governance.Analytics.Io;

namespace Governance.Analytics.Parquet;

/// <summary>
/// Reads Parquet through DuckDB in a process of its own, which has the file and nothing else: a file that makes native code fail ends that
/// process, and is refused.
/// </summary>
/// <param name="program">The program that is started.</param>
public sealed class ParquetReader(ParquetProgram program) : IColumnarReader
{
    // Row groups are decoded whole, a few at a time: less than this is too little for files as they are usually written.
    private const long LeastMemory = 256L << 20;
    private const long MostMemory = 1L << 30;

    /// <summary>Time without a row after which a file is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Is called when the process that reads a file gave no row in time, or ended on its own.</summary>
    public Action? GivenUp { get; init; }

    /// <inheritdoc/>
    public async Task<IColumnarFile> OpenAsync(Stream content, TabularLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(limits);
        // What has no path, such as a pipe, is kept in a file until it is read.
        var file = content is FileStream { CanSeek: true, Position: 0 } own ? own : null;
        var spool = file is null ? await SpooledFile.OfAsync(content, limits, cancellationToken).ConfigureAwait(false) : null;
        try
        {
            await ParquetEnvelope.CheckAsync(file ?? spool!, cancellationToken).ConfigureAwait(false);
            var child = ParquetChild.Start(program, (file ?? spool!).Name, limits, Memory(limits), Patience, GivenUp, spool);
            spool = null;
            return await child.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (spool is not null)
            {
                await spool.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static long Memory(TabularLimits limits) => Math.Clamp(limits.MaxTableBytes, LeastMemory, MostMemory);
}
