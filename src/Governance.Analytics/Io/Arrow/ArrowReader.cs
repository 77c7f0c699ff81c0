using Governance.Transparency.Export;

namespace Governance.Analytics.Io.Arrow;

/// <summary>
/// Reads Arrow IPC, as a file (Feather 2) or as a stream. By our own hand and without native code: no place that the file names is read
/// before it was compared with what is there, so it needs no process of its own.
/// </summary>
internal sealed class ArrowReader : IColumnarReader
{
    public static ArrowReader Instance { get; } = new();

    public async Task<IColumnarFile> OpenAsync(Stream content, TabularLimits limits, CancellationToken cancellationToken)
    {
        if (content.CanSeek)
        {
            return await ArrowFile.OfAsync(content, null, limits, cancellationToken).ConfigureAwait(false);
        }
        var head = new byte[ArrowFile.HeadBytes];
        var read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var whole = new PrefixedStream(head.AsMemory(0, read), content);
        if (!ArrowFile.IsFile(head))
        {
            // It is read as it arrives.
            return await ArrowFile.OfAsync(whole, whole, limits, cancellationToken).ConfigureAwait(false);
        }
        await using (whole.ConfigureAwait(false))
        {
            // What its columns are may be said at its end alone.
            var spool = await SpooledFile.OfAsync(whole, limits, cancellationToken).ConfigureAwait(false);
            return await ArrowFile.OfAsync(spool, spool, limits, cancellationToken).ConfigureAwait(false);
        }
    }
}
