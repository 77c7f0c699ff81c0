using System.Data.Common;
using System.Runtime.CompilerServices;
using Governance.Data.Conventions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Governance.Data.Sqlite;

/// <summary>Write-ahead log and full synchronisation: what was answered as done survives a power cut. And the function by which names are
/// found.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // A connection keeps what it was told while it waits in the pool: each is told once, when it is new.
    private readonly ConditionalWeakTable<sqlite3, SqlitePragmas> _told = [];

    public static SqlitePragmas Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        var handle = ((SqliteConnection)connection).Handle!;
        if (_told.TryGetValue(handle, out _))
        {
            return;
        }

        using var command = connection.CreateCommand();
        Word(command, connection);
        command.ExecuteNonQuery();
        SearchFunctions.AddTo(handle);
        _told.AddOrUpdate(handle, this);
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        var handle = ((SqliteConnection)connection).Handle!;
        if (_told.TryGetValue(handle, out _))
        {
            return;
        }

        await using var command = connection.CreateCommand();
        Word(command, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        SearchFunctions.AddTo(handle);
        _told.AddOrUpdate(handle, this);
    }

    // A copy that was put back is not in this mode yet, and a connection that only looks whether the database is there cannot change it.
    private static void Word(DbCommand command, DbConnection connection)
    {
        if (connection.ConnectionString.Contains("Mode=ReadOnly", StringComparison.OrdinalIgnoreCase))
        {
            command.CommandText = "PRAGMA synchronous=FULL;";
        }
        else
        {
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
        }
    }
}
