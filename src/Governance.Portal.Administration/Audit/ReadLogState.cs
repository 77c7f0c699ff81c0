using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>How the log is, for people who have to find out.</summary>
/// <param name="Sentence">What is wrong with it; null while nothing is known to be.</param>
/// <param name="Since">Since when this node knows.</param>
/// <param name="Last">The last verification of the whole log; null before the first.</param>
/// <param name="LastWhole">The last one that found nothing, since this node started.</param>
/// <param name="Holds">The largest signed checkpoint that the log still extends, while it is damaged.</param>
/// <param name="HoldsAt">When that was signed, as far as the database still says so.</param>
/// <param name="Lines">Who signed in meanwhile, newest first, as this node's key folder knows.</param>
/// <param name="Unreadable">Why that cannot be read; null when it can.</param>
/// <param name="Names">Printed names of their accounts.</param>
internal sealed record LogStateView(
    string? Sentence,
    DateTimeOffset? Since,
    LogCheckResult? Last,
    LogCheckResult? LastWhole,
    Checkpoint? Holds,
    DateTimeOffset? HoldsAt,
    IReadOnlyList<ReadingLine> Lines,
    string? Unreadable,
    IReadOnlyDictionary<int, string> Names
)
{
    /// <summary>A stored record that is not what the log states; null while none is known.</summary>
    public string? Records { get; init; }
}

/// <summary>Reads how the log is. While it is whole, nothing is asked but what this process knows.</summary>
internal sealed class ReadLogState(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogHealth health,
    LastCheckpoint last,
    LogKey key,
    ReadingSessions sessions
)
{
    /// <summary>Reads it.</summary>
    public async Task<LogStateView> RunAsync(CancellationToken ct)
    {
        IReadOnlyList<ReadingLine> lines = [];
        string? unreadable = null;
        try
        {
            lines = [.. (await sessions.ReadAsync(ct)).OrderByDescending(l => l.Fact?.At).ThenByDescending(l => l.Number)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // This page is needed most when something is wrong with the folder too.
            unreadable = e.Message;
        }

        if (health.Sentence is null && lines.Count == 0)
        {
            return new(null, null, health.Last, health.LastWhole, null, null, [], unreadable, new Dictionary<int, string>())
            {
                Records = health.Records,
            };
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var holds = health.Sentence is null ? null : await HoldingAsync(db, ct);
        var people = lines.Select(l => l.Fact?.User.Number).OfType<int>().Distinct().ToList();
        return new(
            health.Sentence,
            health.DamagedSince,
            health.Last,
            health.LastWhole,
            holds,
            holds is null
                ? null
                : await db.Checkpoints.Where(c => c.Size == holds.Size).Select(c => (DateTimeOffset?)c.SignedAt).SingleOrDefaultAsync(ct),
            lines,
            unreadable,
            people.Count == 0
                ? new Dictionary<int, string>()
                : await db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.PrintedName, ct)
        )
        {
            Records = health.Records,
        };
    }

    // A log that extends a checkpoint extends those before it, so the largest is found by halves.
    private async Task<Checkpoint?> HoldingAsync(GovernanceDbContext db, CancellationToken ct)
    {
        List<Checkpoint> signed;
        try
        {
            signed =
            [
                .. last
                    .List.Read()
                    .Where(c => !key.IsOpen || CheckpointSeal.Signers(c.Note, c.Checkpoint, key.All).Count > 0)
                    .Select(c => c.Checkpoint)
                    // What the last verification has named is wrong in the tree's leaves, which the tree itself does not show.
                    .Where(c => health.Last?.FirstBad is not { } bad || c.Size <= bad)
                    .OrderBy(c => c.Size),
            ];
        }
        catch (LogDamagedException)
        {
            return null;
        }

        var size = (await db.AuditEntries.MaxAsync(e => (long?)e.Index, ct) ?? -1) + 1;
        var (low, high) = (0, signed.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (await ExtendsAsync(db, signed[middle], size, ct))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? null : signed[low - 1];
    }

    private static async Task<bool> ExtendsAsync(GovernanceDbContext db, Checkpoint checkpoint, long size, CancellationToken ct)
    {
        try
        {
            // Its own entries alone: what stands behind them may be what is damaged.
            return checkpoint.Size <= size && (await LogProofs.RootAsync(db, checkpoint.Size, ct)).AsSpan().SequenceEqual(checkpoint.Root);
        }
        catch (LogDamagedException)
        {
            return false;
        }
    }
}
