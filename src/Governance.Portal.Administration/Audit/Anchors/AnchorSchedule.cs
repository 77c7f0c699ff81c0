using Governance.Data;
using Governance.Data.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Anchors;

/// <summary>
/// Whose turn it is to send to an anchor or witness: one node at a time, and after a failure ever more rarely. Measured by the database's
/// clock.
/// </summary>
internal sealed class AnchorSchedule(IDbContextFactory<GovernanceDbContext> dbFactory, DatabaseClock time)
{
    private static readonly TimeSpan s_turn = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromHours(1);

    /// <summary>Takes the turn when it is due; null when it is not, or another node has it.</summary>
    /// <param name="name">The anchor or witness.</param>
    /// <param name="size">Entries of the checkpoint that would be sent.</param>
    /// <param name="every">Time between two checkpoints.</param>
    /// <param name="entries">New entries after which it does not wait.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<OutsideState?> TakeAsync(string name, long size, TimeSpan every, long entries, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var state = await db.OutsideStates.FirstOrDefaultAsync(s => s.Name == name, ct);
        var now = await time.NowAsync(db, ct);
        if (state is null)
        {
            state = new OutsideState { Name = name };
            db.OutsideStates.Add(state);
        }
        else if (
            size <= state.LastSize
            || now < state.NextAt
            || (state.LastAt is { } last && now < last + every && size - state.LastSize < entries)
        )
        {
            return null;
        }

        state.NextAt = now + s_turn;
        state.Revision++;
        return await SavedAsync(db, ct) ? state : null;
    }

    /// <summary>How long until one of them may be sent a checkpoint; null while all have it.</summary>
    /// <param name="names">Anchors or witnesses.</param>
    /// <param name="size">Entries of the newest checkpoint.</param>
    /// <param name="every">Time between two checkpoints.</param>
    /// <param name="entries">New entries after which none waits.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<TimeSpan?> UntilDueAsync(IReadOnlyList<string> names, long size, TimeSpan every, long entries, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var states = await db.OutsideStates.AsNoTracking().Where(s => names.Contains(s.Name)).ToListAsync(ct);
        var behind = states.FindAll(s => s.LastSize < size);
        if (behind.Count == 0)
        {
            return states.Count == names.Count ? null : TimeSpan.Zero;
        }

        var due = behind.Min(s => s.LastAt + every is { } later && size - s.LastSize < entries && later > s.NextAt ? later : s.NextAt);
        return due - await time.NowAsync(db, ct);
    }

    /// <summary>Says that it has the checkpoint.</summary>
    public Task DoneAsync(OutsideState turn, long size, CancellationToken ct) =>
        EndAsync(
            turn,
            (state, now) =>
            {
                (state.LastSize, state.LastAt, state.Error, state.Failures, state.NextAt) = (size, now, null, 0, now);
            },
            ct
        );

    /// <summary>Says that it has not.</summary>
    public Task FailedAsync(OutsideState turn, string error, CancellationToken ct) =>
        EndAsync(
            turn,
            (state, now) =>
            {
                var pause = s_firstPause * Math.Pow(2, int.Min(state.Failures, 20));
                state.Error = error.Length > 500 ? error[..500] : error;
                state.Failures++;
                state.NextAt = now + (pause < s_longestPause ? pause : s_longestPause);
            },
            ct
        );

    /// <summary>Whether the turn is still this node's, right before something is sent: one that stood still for it sends nothing.</summary>
    public async Task<bool> IsHeldAsync(OutsideState turn, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var state = await db.OutsideStates.AsNoTracking().FirstOrDefaultAsync(s => s.Name == turn.Name, ct);
        return state?.Revision == turn.Revision && state.NextAt > await time.NowAsync(db, ct);
    }

    /// <summary>The node stops in the middle: another one sends at once.</summary>
    public Task ReturnAsync(OutsideState turn) => EndAsync(turn, (state, now) => state.NextAt = now, CancellationToken.None);

    private async Task EndAsync(OutsideState turn, Action<OutsideState, DateTimeOffset> change, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var state = await db.OutsideStates.FirstAsync(s => s.Name == turn.Name, ct);
        if (state.Revision != turn.Revision)
        {
            return; // the turn ran out, and another node took it: it says what came of its own
        }

        change(state, await time.NowAsync(db, ct));
        state.Revision++;
        await SavedAsync(db, ct);
    }

    private static async Task<bool> SavedAsync(GovernanceDbContext db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            return false; // another node was quicker
        }
    }
}
