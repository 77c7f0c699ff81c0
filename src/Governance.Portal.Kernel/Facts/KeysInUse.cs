using Governance.Data;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Keys carry no model: whom they served is what the log and the batches of decisions say.</summary>
public static class KeysInUse
{
    private const int MaxKeys = 100;
    private const int Batches = 50;

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
        var used = (
            await db
                .AuditEntries.AsNoTracking()
                .Where(e => subjects.Contains(e.Subject) && e.Actor.StartsWith("key:") && !e.Refused)
                .GroupBy(e => e.Actor)
                .Select(g => new { Actor = g.Key, Index = g.Max(e => e.Index) })
                .OrderByDescending(u => u.Index)
                .Take(MaxKeys)
                .ToListAsync(ct)
        ).ToDictionary(u => u.Actor, u => u.Index, StringComparer.Ordinal);
        foreach (var source in sources)
        {
            var newest = await db
                .Decisions.AsNoTracking()
                .Where(d => d.Source == source)
                .OrderByDescending(d => d.Time)
                .ThenByDescending(d => d.Number)
                .Take(1_000)
                .Select(d => d.Number / DecisionNumber.BatchSpan)
                .Distinct()
                .OrderByDescending(n => n)
                .Take(Batches)
                .ToListAsync(ct);
            var ids = newest.Select(n => DecisionBatchId.Of((int)n)).ToList();
            foreach (
                var batch in await db
                    .DecisionBatches.AsNoTracking()
                    .Where(b => ids.Contains(b.Id) && b.StoredBy.StartsWith("key:"))
                    .Select(b => new { b.StoredBy, b.LogIndex })
                    .ToListAsync(ct)
            )
            {
                used[batch.StoredBy] = Math.Max(used.GetValueOrDefault(batch.StoredBy), batch.LogIndex);
            }
        }

        return used;
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
