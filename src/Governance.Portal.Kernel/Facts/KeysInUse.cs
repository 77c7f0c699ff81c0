using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Keys carry no model: whom they served is what the log and the batches of decisions say.</summary>
public static class KeysInUse
{
    private const int SubjectsAtOnce = 1_000;

    /// <summary>Keys, as the log writes actors, that acted on one of these subjects or sent decisions of these sources.</summary>
    /// <param name="db">A context.</param>
    /// <param name="subjects">What the log calls the things: models, versions, systems.</param>
    /// <param name="sources">Short numbers of versions that decided.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>By actor, the newest entry of the log.</returns>
    public static async Task<Dictionary<string, long>> ReadAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> subjects,
        IReadOnlyCollection<int> sources,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(subjects);
        var used = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var some in subjects.Chunk(SubjectsAtOnce))
        {
            var acted = await db
                .AuditEntries.AsNoTracking()
                .Where(e => some.Contains(e.Subject) && e.Actor.StartsWith("key:") && !e.Refused)
                .GroupBy(e => e.Actor)
                .Select(g => new { Actor = g.Key, Index = g.Max(e => e.Index) })
                .ToListAsync(ct);
            acted.ForEach(a => used[a.Actor] = Math.Max(used.GetValueOrDefault(a.Actor), a.Index));
        }

        // Each batch is counted by version and hour when it is stored, so that no decision has to be read.
        var sent = await (
            from hour in db.DecisionHours.AsNoTracking()
            where sources.Contains(hour.Source)
            join batch in db.DecisionBatches.AsNoTracking() on hour.Batch equals batch.Id
            where batch.StoredBy.StartsWith("key:")
            group batch by batch.StoredBy into g
            select new { Actor = g.Key, Index = g.Max(b => b.LogIndex) }
        ).ToListAsync(ct);
        sent.ForEach(s => used[s.Actor] = Math.Max(used.GetValueOrDefault(s.Actor), s.Index));
        return used;
    }

    /// <summary>
    /// Those of these actors that acted on one of these subjects or on a part of one, whose name stands behind a slash. Refused attempts do
    /// not count.
    /// </summary>
    /// <param name="db">A context.</param>
    /// <param name="actors">Actors, as the log writes them.</param>
    /// <param name="subjects">What the log calls the things.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlySet<string>> ActedAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> actors,
        IReadOnlySet<string> subjects,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(subjects);
        var acted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in subjects.Chunk(SubjectsAtOnce))
        {
            acted.UnionWith(
                await db
                    .AuditEntries.AsNoTracking()
                    .Where(e => some.Contains(e.Subject) && actors.Contains(e.Actor) && !e.Refused)
                    .Select(e => e.Actor)
                    .Distinct()
                    .ToListAsync(ct)
            );
        }

        var parts = await db
            .AuditEntries.AsNoTracking()
            .Where(e => actors.Contains(e.Actor) && EF.Functions.Like(e.Subject, "%/%") && !e.Refused)
            .Select(e => new { e.Actor, e.Subject })
            .Distinct()
            .ToListAsync(ct);
        acted.UnionWith(parts.Where(p => subjects.Contains(p.Subject.Split('/')[0])).Select(p => p.Actor));
        return acted;
    }

    /// <summary>Those of these actors that did something of this kind, whatever about.</summary>
    /// <param name="db">A context.</param>
    /// <param name="actors">Actors, as the log writes them.</param>
    /// <param name="action">What was done.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<List<string>> DidAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> actors,
        string action,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .AuditEntries.AsNoTracking()
            .Where(e => actors.Contains(e.Actor) && e.Action == action && !e.Refused)
            .Select(e => e.Actor)
            .Distinct()
            .ToListAsync(ct);
    }

    /// <summary>The key that an actor of the log names; null for none.</summary>
    public static ApiKeyId? KeyOf(string actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.StartsWith("key:", StringComparison.Ordinal) && DisplayId.TryParse<ApiKeyId>(actor["key:".Length..], out var id)
            ? id
            : null;
    }
}
