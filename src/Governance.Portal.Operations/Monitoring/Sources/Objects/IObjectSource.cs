namespace Governance.Portal.Operations.Monitoring.Sources.Objects;

/// <summary>A file in which rows of predictions lie, as its place lists it.</summary>
/// <param name="Name">Its whole name at its place.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="WrittenAt">When it was last written, by the clock of its place.</param>
/// <param name="Tag">With the size tells one writing of it from another.</param>
public sealed record SourceObject(string Name, long SizeBytes, DateTimeOffset WrittenAt, string Tag);

/// <summary>A place where rows of predictions lie in files: a bucket, a folder.</summary>
public interface IObjectSource
{
    /// <summary>
    /// The column of time, where rows were already read by it: rows that a stream brought. Null where a source names it.
    /// </summary>
    string? TimeColumn => null;

    /// <summary>
    /// Up to when all rows are here, of a place that knows its <see cref="TimeColumn"/>; null while it cannot say. Other places never know
    /// what is still to come, and are not asked.
    /// </summary>
    /// <param name="ct">Cancels.</param>
    Task<DateTimeOffset?> WholeUntilAsync(CancellationToken ct) => Task.FromResult<DateTimeOffset?>(null);

    /// <summary>The files below a folder or whose names begin with a text, in the order of their names.</summary>
    /// <param name="prefix">As the source names it.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SourceException">The place refused or did not answer.</exception>
    IAsyncEnumerable<SourceObject> ListAsync(string prefix, CancellationToken ct);

    /// <summary>Copies a file as it was listed.</summary>
    /// <param name="listed">The file.</param>
    /// <param name="destination">Takes its bytes; stays open.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Bytes that came; null when it is gone, or another one stands in its place.</returns>
    /// <exception cref="SourceException">The place refused, did not answer, or broke off.</exception>
    Task<long?> CopyAsync(SourceObject listed, Stream destination, CancellationToken ct);
}

/// <summary>Makes places of one kind from configuration.</summary>
public interface IObjectSourceFactory : ISourceFactory
{
    /// <summary>Opens a connection. Nothing is sent before something is asked.</summary>
    /// <param name="options">The connection.</param>
    IObjectSource Open(SourceOptions options);
}
