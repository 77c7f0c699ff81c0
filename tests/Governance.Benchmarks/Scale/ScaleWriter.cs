using System.Diagnostics;
using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Microsoft.EntityFrameworkCore;

namespace Governance.Benchmarks.Scale;

/// <summary>
/// Writes things by the thousand through the portal's own save: each batch is a transaction with its entries, the subtrees they complete
/// and what they state of the rows.
/// </summary>
internal sealed class ScaleWriter(IDbContextFactory<GovernanceDbContext> contexts)
{
    /// <summary>Writes so many, batch by batch.</summary>
    /// <param name="what">What they are, for the one who waits.</param>
    /// <param name="count">How many.</param>
    /// <param name="batch">How many a transaction.</param>
    /// <param name="add">Adds those of the numbers from 0 up, with their facts.</param>
    /// <param name="ct">Cancels between batches.</param>
    public async Task WriteAsync(
        string what,
        long count,
        int batch,
        Func<GovernanceDbContext, IReadOnlyList<int>, Task> add,
        CancellationToken ct
    )
    {
        var began = Stopwatch.GetTimestamp();
        for (var from = 0L; from < count; from += batch)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(5));
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await add(db, [.. Enumerable.Range((int)from, (int)Math.Min(batch, count - from))]);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what} in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s")
        );
    }

    /// <summary>Takes so many ids of a kind at once.</summary>
    /// <returns>The number of the first.</returns>
    public static async Task<int> TakeAsync<T>(GovernanceDbContext db, int count, CancellationToken ct)
        where T : struct, IDisplayId<T>
    {
        var prefix = T.Prefix;
        var last = await db
            .Database.SqlQuery<int>(
                $"""
                INSERT INTO "Counters" ("Prefix", "Last") VALUES ({prefix}, {count})
                ON CONFLICT ("Prefix") DO UPDATE SET "Last" = "Counters"."Last" + {count} RETURNING "Last" AS "Value"
                """
            )
            .ToListAsync(ct);
        return last[0] - count + 1;
    }
}
