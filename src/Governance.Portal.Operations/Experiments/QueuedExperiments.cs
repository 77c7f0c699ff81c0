using Governance.Data;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>
/// Experiments that wait for a person who may approve or conclude them, and those whose planned end is near or over, for the people who run
/// them. The clock asks; it ends nothing.
/// </summary>
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
        var (decides, runs) = (access.Has(Permission.DecideExperiments), access.Has(Permission.PlanExperiments));
        if (access.Person is not { } person || !(decides || runs))
        {
            return [];
        }

        var soon = now + Experiment.RemindedBefore;
        var waiting = await db
            .Experiments.AsNoTracking()
            .Where(e =>
                (decides && (e.State == ExperimentState.Planned || e.State == ExperimentState.Stopped))
                || (runs && e.State == ExperimentState.Running && e.EndsAt <= soon)
            )
            .OrderBy(e => e.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Where(e => e.State is ExperimentState.Running ? e.IsRunBy(person) : e.RefusesDecider(person) is null)
                .Select(e => new QueueItem(
                    e.Id.ToString(),
                    ExperimentPage.Of(e.Id),
                    "Experiment",
                    "science",
                    e.Model,
                    $"{e.Challenger} alongside {e.Champion} in production",
                    Asked(e, now)
                )
                {
                    Since = e.State is ExperimentState.Running ? e.StartedAt : e.StoppedAt ?? e.PlannedAt,
                    DueAt = e.State is ExperimentState.Running ? e.EndsAt : null,
                }),
        ];
    }

    private static string Asked(Experiment experiment, DateTimeOffset now) =>
        experiment.State switch
        {
            ExperimentState.Planned => "Approve or refuse the experiment",
            ExperimentState.Stopped => "Conclude the experiment",
            _ => experiment.IsOverdue(now)
                ? "Stop the experiment: its last day has passed"
                : "Send the last observations: the experiment ends soon",
        };
}
