using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Governance.Data.Sqlite;

/// <summary>
/// One file has one writer. Those of this process wait for it in a queue of their own: SQLite's own way of waiting lets the one who asks
/// at the right moment in, and under load someone waits until the time is up and is refused. Writers of other processes (host commands)
/// are still waited for by SQLite.
/// </summary>
internal sealed class SqliteWriteQueue : DbTransactionInterceptor, IDisposable
{
    // As long as SQLite itself would wait; then it decides.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConditionalWeakTable<DbConnection, object> _holders = [];

    public SqliteWriteQueue() => Closed = new Closing(this);

    /// <summary>Gives the turn back when a transaction ends without a word: its connection closes.</summary>
    public IInterceptor Closed { get; }

    public void Dispose() => _turn.Dispose();

    public override InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result
    )
    {
        if (_turn.Wait(s_patience))
        {
            Hold(connection);
        }

        return result;
    }

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default
    )
    {
        if (await _turn.WaitAsync(s_patience, cancellationToken))
        {
            Hold(connection);
        }

        return result;
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Release(eventData);

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Release(eventData);
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Release(eventData);

    public override Task TransactionRolledBackAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Release(eventData);
        return Task.CompletedTask;
    }

    private void Hold(DbConnection connection) => _holders.AddOrUpdate(connection, this);

    private void Release(TransactionEndEventData ended)
    {
        // The transaction no longer knows its connection; the context does.
        if (ended.Context is { } context)
        {
            Release(context.Database.GetDbConnection());
        }
    }

    private void Release(DbConnection connection)
    {
        if (_holders.Remove(connection))
        {
            _turn.Release();
        }
    }

    private sealed class Closing(SqliteWriteQueue turns) : DbConnectionInterceptor
    {
        public override void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => turns.Release(connection);

        public override Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
        {
            turns.Release(connection);
            return Task.CompletedTask;
        }

        public override void ConnectionDisposed(DbConnection connection, ConnectionEndEventData eventData) => turns.Release(connection);

        public override Task ConnectionDisposedAsync(DbConnection connection, ConnectionEndEventData eventData)
        {
            turns.Release(connection);
            return Task.CompletedTask;
        }
    }
}
