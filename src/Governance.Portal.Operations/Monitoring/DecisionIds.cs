using Governance.Analytics.Io;
using Governance.Data;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// Knows which stored files can be about a decision, so that only those are opened. What is not known of a file yet is learnt when it is
/// opened.
/// </summary>
public sealed class DecisionIds(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The ids of a table; none when it has no column of them.</summary>
    internal static IReadOnlyList<DecisionIdHash> Of(Table table)
    {
        if (table.Columns.OfType<KeyColumn>().FirstOrDefault() is not { } keys)
        {
            return [];
        }

        var ids = new List<DecisionIdHash>(table.RowCount);
        for (var row = 0; row < table.RowCount; row++)
        {
            if (!keys[row].IsEmpty)
            {
                ids.Add(DecisionIdHash.Of(keys[row]));
            }
        }

        return ids;
    }

    /// <summary>Of some files those that may contain one of the ids, in their order. One of which nothing is known may.</summary>
    internal async Task<IReadOnlyList<string>> MayContainAsync(
        IReadOnlyList<string> files,
        IReadOnlyList<DecisionIdHash> ids,
        CancellationToken ct
    )
    {
        if (files.Count == 0 || ids.Count == 0)
        {
            return [];
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var without = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in files.Distinct(StringComparer.Ordinal).Chunk(200))
        {
            var some = part.ToList();
            // One at a time: a filter may have a megabyte.
            await foreach (
                var filter in db
                    .DecisionIdFilters.AsNoTracking()
                    .Where(f => some.Contains(f.Sha256))
                    .AsAsyncEnumerable()
                    .WithCancellation(ct)
            )
            {
                if (!filter.MayContainAny(ids))
                {
                    without.Add(filter.Sha256);
                }
            }
        }

        return [.. files.Where(f => !without.Contains(f))];
    }

    /// <summary>Keeps what is now known of a file.</summary>
    internal async Task LearnAsync(string sha256, IReadOnlyList<DecisionIdHash> ids, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.DecisionIdFilters.AnyAsync(f => f.Sha256 == sha256, ct))
        {
            return;
        }

        db.DecisionIdFilters.Add(DecisionIdFilter.Of(sha256, ids));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            // Another node learnt the same at the same moment, or the file is learnt when it is opened next.
        }
    }
}
