using Microsoft.Data.Sqlite;

namespace Governance.Data.Copies;

/// <summary>
/// An installation whose nodes are stopped, which is seen by its database as <see cref="InstallationCopy"/> sees it. None can start while
/// this is kept: for what a running portal would lose by.
/// </summary>
public sealed class StoppedPortal : IAsyncDisposable
{
    private readonly CopySide _side;

    private StoppedPortal(CopySide side) => _side = side;

    /// <summary>Keeps nodes from starting on a database until it is disposed.</summary>
    /// <param name="connectionString">The database; one of SQLite is not made by this.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="CopyException">A node runs, or there is no such database: the message says which.</exception>
    public static async Task<StoppedPortal> HoldAsync(string connectionString, CancellationToken ct)
    {
        if (
            DataServices.KindOf(connectionString) is DatabaseKind.Sqlite
            && new SqliteConnectionStringBuilder(connectionString).DataSource is { Length: > 0 } file
            && !File.Exists(file)
        )
        {
            throw new CopyException($"There is no database {file}. Name the portal's own database in ConnectionStrings__Governance.");
        }

        SqliteConnection.ClearAllPools(); // our own
        var side = CopySide.Of(connectionString);
        try
        {
            await side.HoldAsync(reads: true, ct);
            return new StoppedPortal(side);
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _side.DisposeAsync();
}
