using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Governance.Data;

/// <summary>Lets everything that a context reads be of one moment.</summary>
public static class ReadMoment
{
    /// <summary>
    /// Begins a transaction that only reads, and in which no later statement sees what was written after the first: rows and the entries of
    /// the log that state them are compared as they stood together, while others go on writing. It keeps nobody from writing.
    /// </summary>
    /// <param name="db">A context without a transaction.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What ends it; the context is to end with it.</returns>
    public static async Task<IDbContextTransaction> ReadAtOneMomentAsync(this GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.Database.OpenConnectionAsync(ct);
        // Otherwise SQLite's transactions begin with the lock of the one writer.
        return db.Database.GetDbConnection() is SqliteConnection sqlite
            ? (await db.Database.UseTransactionAsync(sqlite.BeginTransaction(deferred: true), ct))!
            : await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
    }
}
