using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Retirements;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Tasks of decommissioning that are a person's.</summary>
internal sealed class QueuedRetirements : IQueueSource
{
    // The task that is due first of each retirement; the others follow when it is done.
    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.RequestRetirement) || access.Person is not { } person)
        {
            return [];
        }

        var live = await db
            .Retirements.AsNoTracking()
            .Where(r => r.State == RetirementState.UnderWay)
            .OrderBy(r => r.Id)
            .Take(100)
            .ToListAsync(ct);
        return
        [
            .. live.Select(r =>
                    (
                        Retirement: r,
                        Task: r.Tasks.Where(t => t.DoneAt is null && t.Owner == person)
                            .OrderBy(t => t.DueAt)
                            .ThenBy(t => t.Number)
                            .FirstOrDefault()
                    )
                )
                .Where(p => p.Task is not null)
                .Select(p => new QueueItem(
                    p.Retirement.Id.ToString(),
                    $"/retirements/{p.Retirement.Id}",
                    "Retirement",
                    "inventory_2",
                    Wording.Text($"Retire {p.Retirement.Title}"),
                    Wording.Sentence(
                        $"{p.Retirement.Tasks.Count(t => t.DoneAt is not null)} of "
                            + $"{RetirementEvents.Counted(p.Retirement.Tasks.Count, "task")} done"
                    ),
                    Wording.Sentence(p.Task!.Title)
                )
                {
                    Since = p.Retirement.OpenedAt,
                    DueAt = p.Task.DueAt,
                }),
        ];
    }
}
