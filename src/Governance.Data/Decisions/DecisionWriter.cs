using Governance.Domain.Decisions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Governance.Data.Decisions;

/// <summary>
/// Writes the rows of a batch as fast as the database takes them: prepared statements on SQLite, binary COPY on PostgreSQL. EF's change
/// tracker would cost ten times as much.
/// </summary>
/// <remarks>
/// This goes round the audit guard, so it is only called by the action that adds the <see cref="DecisionBatch"/> in the same transaction;
/// the guard insists on the entry for that batch, and the entry holds the root over every row written here.
/// </remarks>
public abstract class DecisionWriter
{
    // Batches have up to a hundred thousand decisions.
    private const int CountedAtOnce = 20;

    /// <summary>The writer for a database.</summary>
    public static DecisionWriter For(GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Database.GetDbConnection() is NpgsqlConnection ? PostgresDecisionWriter.Instance : SqliteDecisionWriter.Instance;
    }

    /// <summary>Makes room for decisions of these times, in transactions of its own; nothing to do on SQLite.</summary>
    public abstract Task PrepareAsync(GovernanceDbContext db, IReadOnlyCollection<long> times, CancellationToken ct);

    /// <summary>Writes the rows in the transaction that is open.</summary>
    /// <param name="db">A context with a transaction.</param>
    /// <param name="batch">Their batch.</param>
    /// <param name="runs">The rows, in the order of the batch, in runs of a few thousand.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False when one of the ids is stored already: roll back, and look which.</returns>
    public abstract Task<bool> WriteAsync(
        GovernanceDbContext db,
        DecisionBatchId batch,
        IAsyncEnumerable<IReadOnlyList<DecisionRow>> runs,
        CancellationToken ct
    );

    /// <summary>Erases the content of decisions made before an instant, at most so many, in the transaction that is open.</summary>
    /// <returns>How many were erased.</returns>
    public abstract Task<int> EraseAsync(
        GovernanceDbContext db,
        IReadOnlyList<int> sources,
        DateTimeOffset before,
        int most,
        CancellationToken ct
    );

    /// <summary>
    /// Counts batches that were stored without being counted by hour: those of before the upgrade, and what a node of the release before
    /// stores until it is replaced. A few batches a transaction; safe to repeat, and to run beside another node.
    /// </summary>
    /// <param name="db">A context of the database.</param>
    /// <param name="ct">Cancels between two transactions; what is counted stays so.</param>
    /// <param name="progress">Is told how many batches are counted, after each transaction.</param>
    /// <returns>How many batches were counted.</returns>
    public static async Task<int> CountAsync(GovernanceDbContext db, CancellationToken ct, IProgress<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (counted, after) = (0, -1);
        while (true)
        {
            var batches = await db
                .Database.SqlQuery<int>(
                    $"""
                    SELECT b."Id" AS "Value" FROM "DecisionBatches" b
                    WHERE b."Id" > {after} AND NOT EXISTS (SELECT 1 FROM "DecisionHours" h WHERE h."Batch" = b."Id")
                    ORDER BY b."Id" LIMIT {CountedAtOnce}
                    """
                )
                .ToListAsync(ct);
            if (batches.Count == 0)
            {
                return counted;
            }

            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "DecisionHours" ("Source", "From", "Until", "Batch", "Count")
                SELECT d."Source", d."Time" - d."Time" % {TimeSpan.TicksPerHour},
                    d."Time" - d."Time" % {TimeSpan.TicksPerHour} + {TimeSpan.TicksPerHour}, b."Id", count(*)
                FROM "DecisionBatches" b
                JOIN "Decisions" d ON d."Number" >= CAST(b."Id" AS bigint) * {DecisionNumber.BatchSpan}
                    AND d."Number" < (CAST(b."Id" AS bigint) + 1) * {DecisionNumber.BatchSpan}
                WHERE b."Id" > {after} AND b."Id" <= {batches[^1]}
                    AND NOT EXISTS (SELECT 1 FROM "DecisionHours" h WHERE h."Batch" = b."Id")
                GROUP BY 1, 2, 3, 4
                ON CONFLICT DO NOTHING
                """,
                ct
            );
            (counted, after) = (counted + batches.Count, batches[^1]);
            progress?.Report(counted);
        }
    }

    /// <summary>The open connection.</summary>
    protected static T Connection<T>(GovernanceDbContext db)
        where T : class =>
        db.Database.CurrentTransaction?.GetDbTransaction().Connection as T
        ?? throw new InvalidOperationException("Decisions must be written in the transaction of their action.");
}
