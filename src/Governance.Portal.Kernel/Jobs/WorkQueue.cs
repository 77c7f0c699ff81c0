using System.Linq.Expressions;
using System.Runtime.ExceptionServices;
using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Jobs;

/// <summary>
/// A queue whose items are rows of a table: it outlives the process, and several nodes work on it. A node claims a row by one conditional
/// write, works on it outside any transaction, and the work writes what came of it. A claimed row is not due until its lease is over by the
/// database's clock, so that what a node left unfinished is taken by another.
/// </summary>
/// <remarks>
/// A node that stood still may wake when its lease is over. The end of its lease, as its claim wrote it, is its fencing number: each claim
/// writes a later one. Right before anything leaves the house the work asks <see cref="EnsureHeldAsync"/>, and what came of it is written
/// to the row of <see cref="HeldAsync"/>, in one transaction. What is already under way when a node stops still arrives, and again from the
/// next node: receivers tell it by the key that every try carries.
/// </remarks>
/// <typeparam name="T">The row. It has a concurrency token that every claim changes: of two nodes the second then writes
/// nothing.</typeparam>
/// <param name="dbFactory">Where the rows are.</param>
/// <param name="time">Says what is due.</param>
public abstract class WorkQueue<T>(IDbContextFactory<GovernanceDbContext> dbFactory, DatabaseClock time) : IMeasureState, IMeasured
    where T : class
{
    PortalMeter? IMeasured.Meter { get; set; }

    /// <summary>A context for each step of the work.</summary>
    protected IDbContextFactory<GovernanceDbContext> Databases => dbFactory;

    /// <summary>The clock that all nodes share.</summary>
    protected DatabaseClock Time => time;

    /// <summary>What metrics call it.</summary>
    protected virtual string Name => typeof(T).Name;

    /// <summary>Since when a row is due, for metrics; null where rows do not say.</summary>
    protected virtual Expression<Func<T, DateTimeOffset>>? DueSince => null;

    /// <inheritdoc/>
    public async Task MeasureAsync(PortalMeter meter, GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
        var due = Due(db, now).AsNoTracking();
        var depth = await due.CountAsync(ct);
        var oldest = depth > 0 && DueSince is { } since ? await due.OrderBy(since).Select(since).FirstOrDefaultAsync(ct) : default;
        meter.Waiting(Name, depth, oldest == default ? TimeSpan.Zero : now - oldest);
    }

    /// <summary>
    /// Works on what is due, one after the other, until nothing is or the node is about to end. One that fails does not stop those after
    /// it: what its work did not deal with is thrown at the end, for the log of the job, and the row is due again when its lease is over.
    /// </summary>
    /// <returns>How many were worked on.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var count = 0;
        ExceptionDispatchInfo? problem = null;
        for (; !PeriodicJob.IsLastRound && await TakeAsync(ct) is { } row; count++)
        {
            try
            {
                await TryAsync(row, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                problem ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        problem?.Throw();
        return count;
    }

    /// <summary>What waits and what was abandoned, in the order in which it is taken.</summary>
    protected abstract IQueryable<T> Due(GovernanceDbContext db, DateTimeOffset now);

    /// <summary>Takes a row in hand: from here to the end of its lease it is not due.</summary>
    protected abstract void Claim(T row, DateTimeOffset now);

    /// <summary>The end of the lease as the last claim wrote it, by the database's clock; null for a row in no one's hands.</summary>
    protected abstract DateTimeOffset? HeldUntil(T row);

    /// <summary>Writes the claim.</summary>
    /// <returns>False when there is nothing to work on: another node was quicker, or the write was all there was to do.</returns>
    protected virtual Task<bool> ClaimAsync(GovernanceDbContext db, T row, DateTimeOffset now, CancellationToken ct)
    {
        Claim(row, now);
        return SavedAsync(db, ct);
    }

    /// <summary>Does the work and writes what came of it.</summary>
    protected abstract Task WorkAsync(T row, CancellationToken ct);

    /// <summary>Writes down that the work went wrong. Where nothing can be said of it, it is done again when the lease is over.</summary>
    protected virtual Task FailAsync(T row, Exception problem, CancellationToken ct) => Task.FromException(problem);

    /// <summary>The node stops in the middle: gives the row back, or leaves it to be taken when the lease is over.</summary>
    protected virtual Task ReturnAsync(T row) => Task.CompletedTask;

    /// <summary>This node is done with the row, however it ended.</summary>
    protected virtual void Leave(T row) { }

    /// <summary>Saves what only one node may change.</summary>
    /// <returns>False when another node was quicker.</returns>
    protected static async Task<bool> SavedAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    /// <summary>Asks, right before something leaves the house, whether the row is still in this node's hands.</summary>
    /// <param name="row">The row as this node claimed it.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LeaseLostException">It is not.</exception>
    protected async Task EnsureHeldAsync(T row, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await HeldAsync(db, row, ct);
        if (HeldUntil(row) <= await time.NowAsync(db, ct))
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>The row, to write what came of the work: in the context's transaction, whose save collides with any other claim.</summary>
    /// <param name="db">Where it is written.</param>
    /// <param name="row">The row as this node claimed it.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LeaseLostException">Another node has claimed it since, or it is gone.</exception>
    protected async Task<T> HeldAsync(GovernanceDbContext db, T row, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var key = db.Model.FindEntityType(typeof(T))!.FindPrimaryKey()!.Properties;
        var current = await db.FindAsync<T>([.. key.Select(p => p.PropertyInfo!.GetValue(row))], ct);
        return current is not null && HeldUntil(current) == HeldUntil(row) ? current : throw new LeaseLostException();
    }

    // The one that lost a row looks again: each time it does, another node has got on.
    private async Task<T?> TakeAsync(CancellationToken ct)
    {
        while (true)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            var now = await time.NowAsync(db, ct);
            var row = await Due(db, now).FirstOrDefaultAsync(ct);
            if (row is null || await ClaimAsync(db, row, now, ct))
            {
                return row;
            }
        }
    }

    private async Task TryAsync(T row, CancellationToken ct)
    {
        var meter = ((IMeasured)this).Meter;
        var began = meter?.Now() ?? 0;
        var succeeded = false;
        try
        {
            succeeded = await WorkOrEndAsync(row, ct);
        }
        catch (LeaseLostException)
        {
            // The node that has it now writes what comes of it.
        }
        finally
        {
            Leave(row);
            meter?.ItemEnded(Name, began, succeeded);
        }
    }

    // False when the work went wrong, and that was written down.
    private async Task<bool> WorkOrEndAsync(T row, CancellationToken ct)
    {
        try
        {
            await WorkAsync(row, ct);
            return true;
        }
        catch (LeaseLostException)
        {
            throw;
        }
        catch (Exception e) when (ct.IsCancellationRequested)
        {
            await ReturnAsync(row);
            throw new OperationCanceledException(e.Message, e, ct); // whatever stopping made of it
        }
#pragma warning disable CA1031 // Whatever it is, it is the outcome of this one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await FailAsync(row, e, ct);
            return false;
        }
    }
}
