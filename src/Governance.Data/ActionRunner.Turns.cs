using Microsoft.EntityFrameworkCore.Storage;

namespace Governance.Data;

/// <summary>How an action comes to its turn to write, and how far it got.</summary>
public sealed partial class ActionRunner
{
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromSeconds(1);

    // SQLite has one writer at a time. A caller does not wait for its turn longer than others wait for a lock on PostgreSQL; jobs do.
    private async Task<IDbContextTransaction> BeginAsync(GovernanceDbContext db, TimeSpan patience, Progress progress, CancellationToken ct)
    {
        if (patience == Timeout.InfiniteTimeSpan)
        {
            return await db.Database.BeginTransactionAsync(ct);
        }

        // A try that was begun in time may begin.
        using var limit = new CancellationTokenSource(patience > s_leastPatience ? patience : s_leastPatience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await db.Database.BeginTransactionAsync(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            progress.HasLostTurn = true;
            throw;
        }
    }

    // From here on only the database knows whether it was done.
    private sealed class Progress
    {
        public bool IsCommitting { get; set; }

        // Other writers were before this one for as long as a call may wait.
        public bool HasLostTurn { get; set; }

        public DateTimeOffset Now { get; set; }
    }
}
