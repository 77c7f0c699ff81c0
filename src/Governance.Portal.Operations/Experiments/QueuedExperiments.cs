using Governance.Data;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>Experiments that wait for a person who may approve or conclude them.</summary>
internal sealed class QueuedExperiments : IQueueSource
{
    private const int Most = 100;

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.DecideExperiments) || access.Person is not { } person)
        {
            return [];
        }

        var waiting = await db
            .Experiments.AsNoTracking()
            .Where(e => e.State == ExperimentState.Planned || e.State == ExperimentState.Stopped)
            .OrderBy(e => e.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Where(e => e.RefusesDecider(person) is null)
                .Select(e => new QueueItem(
                    e.Id.ToString(),
                    ExperimentPage.Of(e.Id),
                    "Experiment",
                    "science",
                    e.Model,
                    $"{e.Challenger} beside {e.Champion} in production",
                    e.State is ExperimentState.Planned ? "Approve or refuse the experiment" : "Conclude the experiment"
                )
                {
                    Since = e.StoppedAt ?? e.PlannedAt,
                }),
        ];
    }
}
