using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Data;

/// <summary>Tells what is wrong with the database from what is wrong with a statement.</summary>
public static class DatabaseFaults
{
    /// <summary>
    /// True when the server restarts, refuses connections, does not answer, or is no longer the one that writes: the same call may work in
    /// a moment. 57P01 to 57P03: it ends, died or starts; 25006: it follows another one since a fail-over; 08P01: a pooler lost it.
    /// </summary>
    /// <param name="exception">What a query or a save threw.</param>
    public static bool IsAway(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (
                e
                is NpgsqlException { IsTransient: true }
                    or PostgresException { SqlState: "55P03" or "25P03" or "57P01" or "57P02" or "57P03" or "25006" or "08P01" }
                    or NpgsqlException { InnerException: SocketException or IOException or TimeoutException }
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True when a connection was ended from the other side: no waiting for a server that says nothing, which takes its time again with
    /// every try.
    /// </summary>
    /// <param name="exception">What a query or a save threw.</param>
    public static bool IsCut(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is TimeoutException)
            {
                return false;
            }
        }

        return IsAway(exception) && !IsHeldUp(exception);
    }

    /// <summary>
    /// True when no connection of this process became free in time: the database is well, and what would be tried again waits once more.
    /// The driver says it by its words alone.
    /// </summary>
    /// <param name="exception">What opening a connection threw.</param>
    public static bool IsCrowded(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is NpgsqlException && e.Message.Contains("connection pool has been exhausted", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True when another writer was in the way and nothing was written: done again from its start it may work. 1555/2067 and 5: SQLite's
    /// primary key, unique and busy. 23505: PostgreSQL's unique; 40001, 40P01: serialisation, deadlock.
    /// </summary>
    /// <param name="exception">What a query or a save threw.</param>
    public static bool IsCollision(Exception exception) =>
        exception switch
        {
            DbUpdateConcurrencyException => true,
            DbUpdateException { InnerException: PostgresException { SqlState: "23505" or "40001" or "40P01" } } => true,
            PostgresException { SqlState: "40001" or "40P01" } => true,
            // As a query throws it.
            InvalidOperationException { InnerException: PostgresException { SqlState: "40001" or "40P01" } } => true,
            DbUpdateException { InnerException: SqliteException { SqliteExtendedErrorCode: 1555 or 2067 } } => true,
            // As a statement throws it, and as a save does.
            SqliteException { SqliteErrorCode: 5 } or DbUpdateException { InnerException: SqliteException { SqliteErrorCode: 5 } } => true,
            _ => false,
        };

    /// <summary>
    /// True when a lock was waited for in vain (55P03), or the server ended a transaction that stood still for too long (25P03): nothing
    /// was written, since a commit that arrived is no stillness.
    /// </summary>
    /// <param name="exception">What a query or a save threw.</param>
    public static bool IsHeldUp(Exception exception) => Says(exception, "55P03") || HasStoodStill(exception);

    /// <summary>
    /// True when the server ended a transaction of this node's because the node sent nothing for too long (25P03): the database is well,
    /// and this process or its machine stood still.
    /// </summary>
    /// <param name="exception">What a query or a save threw.</param>
    public static bool HasStoodStill(Exception exception) => Says(exception, "25P03");

    private static bool Says(Exception exception, string state)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException postgres && postgres.SqlState == state)
            {
                return true;
            }
        }

        return false;
    }
}
