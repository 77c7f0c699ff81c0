using Governance.Data;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>
/// Experiments that wait for a person who may approve or conclude them or roll their challenger back, and those whose planned end is near
/// or over, for the people who run them. The clock asks; it ends nothing.
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
        var rolls = access.Has(Permission.RollBack);
        if (access.Person is not { } person || !(decides || runs || rolls))
        {
            return [];
        }

        var soon = now + Experiment.RemindedBefore;
        var waiting = await db
            .Experiments.AsNoTracking()
            .Where(e =>
                (rolls && e.State == ExperimentState.Stopped && e.StoppedBecause == ExperimentStop.Guardrail)
                || (decides && (e.State == ExperimentState.Planned || e.State == ExperimentState.Stopped))
                || (runs && e.State == ExperimentState.Running && e.EndsAt <= soon)
            )
            .OrderBy(e => e.Id)
            .Take(Most)
            .Select(e => new
            {
                Experiment = e,
                IsRolledBack = db.ExperimentDecisions.Any(d => d.Experiment == e.Id && d.Step == ExperimentStep.RollBack),
            })
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Select(w => (w.Experiment, RollBack: w.IsRolledBack ? null : w.Experiment.RollBackDueAt))
                .Where(w =>
                    w.Experiment.State is ExperimentState.Running ? w.Experiment.IsRunBy(person)
                    : w.RollBack is not null ? rolls
                    : decides && w.Experiment.RefusesDecider(person) is null
                )
                .Select(w => QueueItemOf(w.Experiment, w.RollBack, now)),
        ];
    }

    private static QueueItem QueueItemOf(Experiment e, DateTimeOffset? rollBack, DateTimeOffset now) =>
        new(
            e.Id.ToString(),
            ExperimentPage.Of(e.Id),
            "Experiment",
            "science",
            Wording.Verbatim(e.Model),
            Wording.Text($"{e.Challenger} alongside {e.Champion} in production"),
            Wording.Sentence(rollBack is null ? Asked(e, now) : "Roll back the challenger: a guardrail stopped the experiment")
        )
        {
            Since = e.State is ExperimentState.Running ? e.StartedAt : e.StoppedAt ?? e.PlannedAt,
            DueAt = e.State is ExperimentState.Running ? e.EndsAt : rollBack,
        };

    private static string Asked(Experiment experiment, DateTimeOffset now) =>
        experiment.State switch
        {
            ExperimentState.Planned => "Approve or refuse the experiment",
            ExperimentState.Stopped => "Decide how the experiment ended",
            _ => experiment.IsOverdue(now)
                ? "Stop the experiment: its last day has passed"
                : "Send the last observations: the experiment ends soon",
        };
}
