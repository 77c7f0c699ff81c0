namespace Governance.Analytics.Io;

/// <summary>An open file of columns with types.</summary>
public interface IColumnarFile : IAsyncDisposable
{
    /// <summary>The columns in file order.</summary>
    IReadOnlyList<ColumnarColumn> Columns { get; }

    /// <summary>Rows that the file says it has; a hint, because it may be wrong.</summary>
    long RowCount { get; }

    /// <summary>Says which columns are read; once, before the first batch.</summary>
    /// <param name="columns">Positions in <see cref="Columns"/>, ascending.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task SelectAsync(IReadOnlyList<int> columns, CancellationToken cancellationToken);

    /// <summary>Reads the next rows.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The rows in file order, or <see langword="null"/> after the last.</returns>
    /// <exception cref="TabularFormatException">The file is damaged or exceeds a limit.</exception>
    ValueTask<ColumnarBatch?> ReadAsync(CancellationToken cancellationToken);
}
