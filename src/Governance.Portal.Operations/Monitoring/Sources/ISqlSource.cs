namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>One place that answers SQL: where rows of predictions lie and can be counted.</summary>
public interface ISqlSource
{
    /// <summary>How this place writes SQL.</summary>
    SqlDialect Dialect { get; }

    /// <summary>Asks for a small answer, such as counts. Refused when it has more than <paramref name="mostRows"/> rows.</summary>
    /// <param name="statement">What is asked.</param>
    /// <param name="mostRows">Most rows of an answer that is taken.</param>
    /// <param name="ct">Stops the question, also at the other end where it can be stopped.</param>
    /// <exception cref="SourceException">The place refused, did not answer, or answered what cannot be used.</exception>
    Task<SourceRows> AskAsync(SourceStatement statement, int mostRows, CancellationToken ct);

    /// <summary>Writes the rows of an answer as CSV with a head, as a person would upload them, streaming.</summary>
    /// <param name="statement">What is asked.</param>
    /// <param name="destination">Where the CSV goes; stays open.</param>
    /// <param name="ct">Stops the question, also at the other end where it can be stopped.</param>
    /// <returns>Rows written and bytes that came over the network.</returns>
    /// <exception cref="SourceException">The place refused, did not answer, or answered what cannot be used.</exception>
    Task<SourceCopied> CopyCsvAsync(SourceStatement statement, Stream destination, CancellationToken ct);
}

/// <summary>Knows one kind of connection; registered with the services, one for each kind.</summary>
public interface ISourceFactory
{
    /// <summary>
    /// The kind: <c>postgres</c>, <c>databricks</c>, <c>snowflake</c>, <c>bigquery</c>, <c>s3</c>, <c>folder</c>.
    /// </summary>
    string Kind { get; }

    /// <summary>
    /// What is wrong with the settings of a connection, as the end of a sentence that begins with its key; null when nothing is.
    /// </summary>
    /// <param name="options">The connection.</param>
    string? Doubt(SourceOptions options);
}

/// <summary>Makes sources of one kind of database from configuration.</summary>
public interface ISqlSourceFactory : ISourceFactory
{
    /// <summary>Opens a connection. Nothing is sent before a statement is.</summary>
    /// <param name="options">The connection.</param>
    ISqlSource Open(SourceOptions options);
}
