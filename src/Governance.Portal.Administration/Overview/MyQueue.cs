using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview;

/// <summary>A person's queue.</summary>
/// <param name="Items">What waits for them: overdue first, then by due time, then what is never late by its age.</param>
/// <param name="OpenWithOthers">Approvals that are open and wait for others.</param>
public sealed record Queue(IReadOnlyList<QueueItem> Items, int OpenWithOthers);

/// <summary>Reads what waits for a person.</summary>
public sealed class MyQueue(IDbContextFactory<GovernanceDbContext> dbFactory, IEnumerable<IQueueSource> sources, TimeProvider clock)
{
    /// <summary>True when what waits for a person, or with others, may not be as it was read.</summary>
    public bool IsMovedBy(Change change, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(actor);
        return RecordActs.Include(change.Action) || (actor.User is { } person && sources.Any(s => s.IsMovedBy(change, person)));
    }

    /// <summary>Reads.</summary>
    public async Task<Queue> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        var items = new List<QueueItem>();
        if (access.IsDone && access.Value.Person is not null)
        {
            foreach (var source in sources)
            {
                items.AddRange(await source.WaitingAsync(db, access.Value, now, ct));
            }
        }

        var open = await db.Promotions.CountAsync(p => p.State == PromotionState.Open, ct);
        // Overdue items come first: their due time is the earliest.
        return new Queue(
            [
                .. items
                    .OrderBy(i => i.DueAt ?? DateTimeOffset.MaxValue)
                    .ThenBy(i => i.Since ?? DateTimeOffset.MaxValue)
                    .ThenBy(i => i.Id, StringComparer.Ordinal),
            ],
            open - items.Where(i => i.IsOpenRequest).Select(i => i.Id).Distinct(StringComparer.Ordinal).Count()
        );
    }
}
