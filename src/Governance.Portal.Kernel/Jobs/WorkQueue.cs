using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.ExceptionServices;
using Governance.Data;
using Governance.Data.Jobs;
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
/// <para>
/// A claim counts an attempt before the work begins (<see cref="WorkAttempt"/>), and the end of the work, however it ended, clears it. Work
/// whose process ended <see cref="MaxAttempts"/> times is set aside: it would end the next one too, and with it all that others wait for.
/// </para>
/// </remarks>
/// <typeparam name="T">The row. It has a concurrency token that every claim changes: of two nodes the second then writes
/// nothing.</typeparam>
/// <param name="dbFactory">Where the rows are.</param>
/// <param name="time">Says what is due.</param>
public abstract class WorkQueue<T>(IDbContextFactory<GovernanceDbContext> dbFactory, DatabaseClock time) : IMeasureState, IMeasured
    where T : class
{
    /// <summary>Rows that are looked at to find whose turn it is.</summary>
    protected const int MaxLooked = 500;

    /// <summary>Attempts without an end after which work is set aside.</summary>
    public const int MaxAttempts = 3;

    PortalMeter? IMeasured.Meter { get; set; }

    /// <summary>A context for each step of the work.</summary>
    protected IDbContextFactory<GovernanceDbContext> Databases => dbFactory;

    /// <summary>The clock that all nodes share.</summary>
    protected DatabaseClock Time => time;

    /// <summary>What metrics call it.</summary>
    protected virtual string Name => typeof(T).Name;

    /// <summary>True where the claim itself counts in the row, or the work does before it begins, and the row ends at a bound.</summary>
    protected virtual bool CountsItself => false;

    /// <summary>Since when a row is due, for metrics; null where rows do not say.</summary>
    protected virtual Expression<Func<T, DateTimeOffset>>? DueSince => null;

    /// <inheritdoc/>
    public async Task MeasureAsync(PortalMeter meter, GovernanceDbContext db, MeasuringRound round, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(round);
        var now = round.Now;
        var due = Due(db, now).AsNoTracking();
        var depth = await due.CountAsync(ct);
        var oldest = depth > 0 && DueSince is { } since ? await due.OrderBy(since).Select(since).FirstOrDefaultAsync(ct) : default;
        var aside = round.SetAside[Name].ToHashSet(StringComparer.Ordinal);
        if (aside.Count > 0 && depth > 0)
        {
            // What is set aside is due and waits for a person, not for a node.
            var waiting = (await due.ToListAsync(ct)).FindAll(r => !aside.Contains(KeyOf(db, r)));
            depth = waiting.Count;
            oldest = depth > 0 && DueSince is { } from ? waiting.Min(from.Compile()) : default;
        }

        meter.Waiting(Name, depth, oldest == default ? TimeSpan.Zero : now - oldest);
        meter.SetAside(Name, aside.Count);
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
        for (; !PeriodicJob.IsLastRound && await TakeAsync(ct) is { } taken; count++)
        {
            try
            {
                await TryAsync(taken.Row, taken.Attempts, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                problem ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        problem?.Throw();
        return count;
    }

    /// <summary>How long until the first row of the queue is due; zero or less when one is, null when it is empty.</summary>
    /// <param name="ct">Cancels.</param>
    public async Task<TimeSpan?> UntilDueAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await NextDueAsync(db, ct) is { } next ? next - await time.NowAsync(db, ct) : null;
    }

    /// <summary>
    /// When the first row that is waiting, or in some node's hands, is due; in the past where rows are due without a time. Null when the
    /// queue is empty.
    /// </summary>
    /// <param name="db">Where it waits.</param>
    /// <param name="ct">Cancels.</param>
    protected abstract Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct);

    /// <summary>What waits and what was abandoned, in the order in which it is taken.</summary>
    protected abstract IQueryable<T> Due(GovernanceDbContext db, DateTimeOffset now);

    /// <summary>For whom a row is worked on, where those who wait take turns; null where the order alone counts.</summary>
    protected virtual Func<T, string>? TurnOf => null;

    /// <summary>The row to take now; those after it wait.</summary>
    /// <param name="due">What waits.</param>
    /// <param name="db">Where it waits.</param>
    /// <param name="ct">Cancels.</param>
    protected virtual async Task<T?> NextAsync(IQueryable<T> due, GovernanceDbContext db, CancellationToken ct) =>
        TurnOf is { } turn ? Turns.Next(await due.Take(MaxLooked).ToListAsync(ct), turn) : await due.FirstOrDefaultAsync(ct);

    /// <summary>Who had their turn on this node.</summary>
    protected FairTurns Turns { get; } = new();

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

    /// <summary>
    /// Writes into the row that this node holds that the work is not tried again automatically. Without a state for it the row stays due
    /// and is passed over.
    /// </summary>
    /// <param name="row">The row as this node claimed it.</param>
    /// <param name="why">Why, in words for people.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>True when the row is no longer due: who asked for it sees why, and may ask again.</returns>
    protected virtual Task<bool> SetAsideAsync(T row, WorkSetAsideException why, CancellationToken ct) => Task.FromResult(false);

    /// <summary>Whether a row that was set aside was asked for again since.</summary>
    protected virtual bool IsAskedAgain(T row) => false;

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
    private async Task<(T Row, int Attempts)?> TakeAsync(CancellationToken ct)
    {
        var aside = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            var now = await time.NowAsync(db, ct);
            var row = aside.Count == 0 ? await NextAsync(Due(db, now), db, ct) : await NextOfAsync(db, now, aside, ct);
            if (row is null)
            {
                return null;
            }

            if (CountsItself)
            {
                if (await ClaimAsync(db, row, now, ct))
                {
                    return (row, 0);
                }

                continue;
            }

            var attempt = await AttemptAsync(db, row, ct);
            if (attempt.SetAsideAt is not null)
            {
                if (!IsAskedAgain(row))
                {
                    aside.Add(attempt.Key);
                    continue;
                }

                attempt.StartAgain();
            }

            // Saved with the claim, before the work begins: who dies in it has been counted.
            attempt.Begin(now);
            try
            {
                if (await ClaimAsync(db, row, now, ct) && await SavedAsync(db, ct))
                {
                    return (row, attempt.Attempts);
                }
            }
            catch (DbUpdateException e) when (DatabaseFaults.IsCollision(e))
            {
                // Another node counts the same attempt.
            }
        }
    }

    // Few are ever set aside: those that are due are read past them.
    private async Task<T?> NextOfAsync(GovernanceDbContext db, DateTimeOffset now, HashSet<string> aside, CancellationToken ct)
    {
        var due = await Due(db, now).Take(aside.Count + 1).ToListAsync(ct);
        return due.Find(r => !aside.Contains(KeyOf(db, r)));
    }

    private async Task<WorkAttempt> AttemptAsync(GovernanceDbContext db, T row, CancellationToken ct)
    {
        var key = KeyOf(db, row);
        var attempt = await db.WorkAttempts.SingleOrDefaultAsync(a => a.Queue == Name && a.Key == key, ct);
        return attempt ?? db.WorkAttempts.Add(new WorkAttempt { Queue = Name, Key = key }).Entity;
    }

    /// <summary>How a row is named among the attempts.</summary>
    protected static string KeyOf(GovernanceDbContext db, T row)
    {
        ArgumentNullException.ThrowIfNull(db);
        var key = db.Model.FindEntityType(typeof(T))!.FindPrimaryKey()!.Properties;
        return string.Join('|', key.Select(p => Convert.ToString(p.PropertyInfo!.GetValue(row), CultureInfo.InvariantCulture)));
    }

    /// <summary>Forgets that a row was set aside, in the caller's transaction: it is asked for again.</summary>
    protected async Task ForgetAttemptsAsync(GovernanceDbContext db, T row, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var key = KeyOf(db, row);
        await db.WorkAttempts.Where(a => a.Queue == Name && a.Key == key).ExecuteDeleteAsync(ct);
    }

    private async Task TryAsync(T row, int attempts, CancellationToken ct)
    {
        var meter = ((IMeasured)this).Meter;
        var began = meter?.Now() ?? 0;
        var (succeeded, isLost) = (false, false);
        try
        {
            succeeded = attempts > MaxAttempts ? await SetAsideAsync(row, ct) : await WorkOrEndAsync(row, ct);
        }
        catch (LeaseLostException)
        {
            // The node that has it now writes what comes of it.
            isLost = true;
        }
        finally
        {
            Leave(row);
            meter?.ItemEnded(Name, began, succeeded);
            if (!isLost && !CountsItself && attempts <= MaxAttempts)
            {
                await EndedAsync(row, ct.IsCancellationRequested);
            }
        }
    }

    // Whatever it came to, this process is still here. One that gives the row back has tried nothing.
    private async Task EndedAsync(T row, bool isGivenBack)
    {
        await using var db = await dbFactory.CreateDbContextAsync(CancellationToken.None);
        var key = KeyOf(db, row);
        var attempts = db.WorkAttempts.Where(a => a.Queue == Name && a.Key == key && a.SetAsideAt == null);
        if (isGivenBack)
        {
            await attempts.Where(a => a.Attempts <= 1).ExecuteDeleteAsync(default);
            await attempts.ExecuteUpdateAsync(a => a.SetProperty(x => x.Attempts, x => x.Attempts - 1), default);
        }
        else
        {
            await attempts.ExecuteDeleteAsync(default);
        }
    }

    private async Task<bool> SetAsideAsync(T row, CancellationToken ct)
    {
        var isOver = await SetAsideAsync(row, new WorkSetAsideException(), ct);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var attempt = await AttemptAsync(db, row, ct);
        if (isOver)
        {
            db.WorkAttempts.Remove(attempt);
        }
        else
        {
            attempt.SetAside(await time.NowAsync(db, ct));
        }

        await db.SaveChangesAsync(ct);
        return false;
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
