using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Governance.Data.Sqlite;

/// <summary>Write-ahead log and full synchronisation: what was answered as done survives a power cut.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public static SqlitePragmas Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        Word(command, connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        Word(command, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
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
