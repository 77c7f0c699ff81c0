using System.Collections.Concurrent;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit;

/// <summary>One entry as a follower gets it.</summary>
/// <param name="Index">Position in the log.</param>
/// <param name="LeafHash">RFC 6962 leaf hash.</param>
/// <param name="Event">The entry.</param>
public sealed record FollowedEntry(long Index, byte[] LeafHash, LoggedEvent Event);

/// <summary>Writes what follows from some entries.</summary>
/// <param name="db">The open transaction, in which the follower moves on too: do not save, do not commit, and call no one outside.</param>
/// <param name="entries">The entries, in the log's order, without a gap.</param>
/// <param name="ct">Cancels.</param>
public delegate Task FollowHandler(GovernanceDbContext db, IReadOnlyList<FollowedEntry> entries, CancellationToken ct);

/// <summary>How a follower follows.</summary>
public sealed record FollowTerms
{
    /// <summary>Where one that is not known yet begins; null: at the log's end, with what comes.</summary>
    public long? From { get; init; }

    /// <summary>Most entries handed over at once.</summary>
    public int Batch { get; init; } = 100;

    /// <summary>How long a node keeps its turn without moving on.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Called after each batch that was committed: what was written can be read now.</summary>
    public Action? Committed { get; init; }
}

/// <summary>
/// Reads the log on, for whatever follows from its entries. Every change writes its entry in its own transaction, so the log is the queue:
/// what is committed is followed, what was rolled back is not. A handler's rows and the new position are one transaction: in the database
/// each entry takes effect exactly once, whatever ends in between and however many nodes there are. Turns are measured by the database's
/// clock, not by a node's.
/// </summary>
public sealed class LogFollowers(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IEnumerable<IOutsideCallWatch>? outside = null,
    LogTip? tip = null
)
{
    private const int MaxFetches = 6;

    private readonly IOutsideCallWatch? _outside = outside?.FirstOrDefault();

    // Followers that have seen all of the log, by what was known of it: until something happens there is nothing to look for.
    private readonly ConcurrentDictionary<string, LogMark> _caughtUp = new(StringComparer.Ordinal);

    /// <summary>What this process is called in leases.</summary>
    public string Node { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Index that the next entry will have.</summary>
    public static async Task<long> EndAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (await db.AuditEntries.MaxAsync(e => (long?)e.Index, ct) ?? -1) + 1;
    }

    /// <summary>Adds a follower, to be saved with whatever else is done.</summary>
    /// <param name="db">The open context.</param>
    /// <param name="name">Its name.</param>
    /// <param name="from">Where it begins; null: at the log's end.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task AddAsync(GovernanceDbContext db, string name, long? from, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.Set<LogFollower>().Add(new LogFollower { Name = name, Position = from ?? await EndAsync(db, ct) });
    }

    /// <summary>
    /// Adds a follower at once, unless it is there: nodes that begin at the same moment do not get into each other's way. Where another
    /// session holds the table, as a node that froze does for some seconds, it is tried again as actions are.
    /// </summary>
    /// <param name="db">The context; nothing of it is saved.</param>
    /// <param name="name">Its name.</param>
    /// <param name="from">Where it begins; null: at the log's end.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task BeginAsync(GovernanceDbContext db, string name, long? from, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (db.Database.CurrentTransaction is not null)
        {
            // A statement that failed ends the transaction: trying again is the caller's, from its start.
            await AddUnlessThereAsync(db, name, from, ct);
            return;
        }

        await LockWaits.RetryAsync(
            token => AddUnlessThereAsync(db, name, from, token),
            patience: null,
            db.Clock ?? TimeProvider.System,
            ct
        );
    }

    private static async Task AddUnlessThereAsync(GovernanceDbContext db, string name, long? from, CancellationToken ct)
    {
        var position = from ?? await EndAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "LogFollowers" ("Name", "Position", "LeaseUntil", "Revision") VALUES ({name}, {position}, {0L}, {0})
            ON CONFLICT ("Name") DO NOTHING
            """,
            ct
        );
    }

    /// <summary>Takes the turn, or keeps it, for what a follower does outside the database.</summary>
    /// <returns>False when there is no such follower, and when another node has the turn.</returns>
    public async Task<bool> TakeAsync(string name, TimeSpan lease, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = await db.TimeAsync(ct);
        if (await db.Set<LogFollower>().FirstOrDefaultAsync(f => f.Name == name, ct) is not { } follower || !follower.IsFree(Node, now))
        {
            return false;
        }

        if (follower.LeaseOwner == Node && follower.LeaseUntil > now + (lease / 2))
        {
            return true;
        }

        follower.Lease(Node, now + lease);
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

    /// <summary>Whether the turn is still this node's, right before something is sent: one that stood still for it sends nothing.</summary>
    public async Task<bool> HoldsAsync(string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var held = await db.Set<LogFollower>().AsNoTracking().FirstOrDefaultAsync(f => f.Name == name, ct);
        return held?.LeaseOwner == Node && held.LeaseUntil > await db.TimeAsync(ct);
    }

    /// <summary>Whether everything up to here was handed over.</summary>
    /// <param name="name">The follower.</param>
    /// <param name="end">Index of the next entry.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<bool> HasSeenAsync(string name, long end, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Set<LogFollower>().AnyAsync(f => f.Name == name && f.Position >= end, ct);
    }

    /// <summary>Gives back every turn of this process: it is about to end, and other nodes need not wait until they run out.</summary>
    public Task ReleaseAsync(CancellationToken ct) => ReleaseAsync(null, ct);

    /// <summary>Gives one turn back before it is over, so that another node need not wait for it. Another node's turn stays.</summary>
    public Task ReturnAsync(string name, CancellationToken ct) => ReleaseAsync(name, ct);

    private async Task ReleaseAsync(string? name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await db.Set<LogFollower>()
            .Where(f => f.LeaseOwner == Node && (name == null || f.Name == name))
            .ExecuteUpdateAsync(
                f =>
                    f.SetProperty(x => x.LeaseOwner, (string?)null)
                        .SetProperty(x => x.LeaseUntil, DateTimeOffset.UnixEpoch)
                        .SetProperty(x => x.Revision, x => x.Revision + 1),
                ct
            );
    }

    /// <summary>Hands over what is new, batch by batch, and returns at the log's end.</summary>
    /// <returns>Entries handed over; 0 when there were none, and when another node has the turn.</returns>
    public async Task<int> CatchUpAsync(string name, FollowHandler handle, FollowTerms? terms, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(handle);
        terms ??= new FollowTerms();
        var total = 0;
        for (int done; (done = await StepAsync(name, handle, terms, ct)) > 0; )
        {
            total += done;
            if (done < terms.Batch)
            {
                break;
            }
        }

        return total;
    }

    /// <summary>Hands over one batch.</summary>
    /// <returns>Entries handed over; 0 when there were none, and when another node has the turn or was quicker.</returns>
    public async Task<int> StepAsync(string name, FollowHandler handle, FollowTerms? terms, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(handle);
        for (var fetches = 0; ; fetches++)
        {
            try
            {
                return await TryStepAsync(name, handle, terms ?? new FollowTerms(), ct);
            }
            catch (OutsideFactNeededException e) when (fetches < MaxFetches)
            {
                await e.FetchAsync(ct);
            }
        }
    }

    private async Task<int> TryStepAsync(string name, FollowHandler handle, FollowTerms terms, CancellationToken ct)
    {
        var mark = tip?.Mark;
        if (mark is { } known && _caughtUp.TryGetValue(name, out var before) && before == known)
        {
            return 0;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var seen = await KnownAsync(db, name, terms, ct);
        if (!seen.IsOf(Node) && !seen.IsFree(Node, await db.TimeAsync(ct)))
        {
            Remember();
            return 0;
        }

        // Entries never change, so they are read before the transaction: SQLite has one writer, and it should not wait for reading.
        var entries = await ReadAsync(db, seen.Position, terms.Batch, ct);
        if (entries.Count == 0)
        {
            Remember();
            return 0;
        }

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            using var open = OpenTransaction.Begin(name, _outside);
            var follower = await db.Set<LogFollower>().FirstOrDefaultAsync(f => f.Name == name, ct);
            if (follower is null || follower.Revision != seen.Revision)
            {
                return 0;
            }

            // First of all the row: on PostgreSQL another node that is as far waits here and then finds that it was overtaken.
            follower.Position = entries[^1].Index + 1;
            follower.Lease(Node, await db.TimeAsync(ct) + terms.Lease);
            await db.SaveChangesAsync(ct);
            await handle(db, entries, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            open.Dispose();
            terms.Committed?.Invoke();
            return entries.Count;
        }
        catch (DbUpdateConcurrencyException e) when (e.Entries.Any(x => x.Entity is LogFollower))
        {
            return 0;
        }

        // Whoever's turn it is: only what no one has followed yet is waited for. What is committed after the mark was taken changes the
        // next one.
        void Remember()
        {
            if (mark is { } end && seen.Position >= end.Next)
            {
                _caughtUp[name] = end;
            }
        }
    }

    private static async Task<LogFollower> KnownAsync(GovernanceDbContext db, string name, FollowTerms terms, CancellationToken ct)
    {
        var known = await db.Set<LogFollower>().AsNoTracking().FirstOrDefaultAsync(f => f.Name == name, ct);
        if (known is not null)
        {
            return known;
        }

        await BeginAsync(db, name, terms.From, ct);
        return await db.Set<LogFollower>().AsNoTracking().FirstAsync(f => f.Name == name, ct);
    }

    // Positions are given out one after the other under the log's lock, which is held until the commit: anyone who sees an entry sees all
    // before it.
    private static async Task<List<FollowedEntry>> ReadAsync(GovernanceDbContext db, long from, int most, CancellationToken ct)
    {
        var rows = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Index >= from)
            .OrderBy(e => e.Index)
            .Take(most)
            .Select(e => new LogRow(e.Index, e.Leaf, e.LeafHash))
            .ToListAsync(ct);
        var entries = new List<FollowedEntry>(rows.Count);
        foreach (var row in rows)
        {
            if (row.Index != from + entries.Count)
            {
                throw new LogDamagedException($"Log entry {from + entries.Count} is missing.");
            }

            entries.Add(new FollowedEntry(row.Index, row.LeafHash, LoggedEvent.Parse(row.Leaf)));
        }

        return entries;
    }
}
