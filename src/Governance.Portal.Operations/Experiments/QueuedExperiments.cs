using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Approvals;
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
                Version = db
                    .Versions.Where(v => v.Model == e.Model && v.Version == e.Challenger)
                    .Select(v => new { v.RegisteredBy, v.ArtifactStoredBy })
                    .FirstOrDefault(),
            })
            .ToListAsync(ct);
        var stopped = waiting.Where(w => w.Experiment.State is ExperimentState.Stopped).Select(w => w.Experiment.Id).ToList();
        var senders = (
            stopped.Count == 0
                ? []
                : await db
                    .ExperimentBatches.AsNoTracking()
                    .Where(b => stopped.Contains(b.Experiment))
                    .Select(b => new { b.Experiment, b.By })
                    .Distinct()
                    .ToListAsync(ct)
        ).ToLookup(b => b.Experiment, b => b.By);
        // A few people and keys are behind all of them: each is looked up once.
        var behind = new Dictionary<string, IReadOnlyList<UserId>>(StringComparer.Ordinal);
        var items = new List<QueueItem>();
        foreach (var w in waiting)
        {
            var (experiment, rollBack) = (w.Experiment, w.IsRolledBack ? null : w.Experiment.RollBackDueAt);
            var isTheirs =
                experiment.State is ExperimentState.Running ? experiment.IsRunBy(person)
                : rollBack is not null ? rolls
                : decides
                    && await MayDecideAsync(
                        experiment,
                        ExperimentParties.MakersOf(w.Version?.RegisteredBy, w.Version?.ArtifactStoredBy),
                        [.. senders[experiment.Id]]
                    );
            if (isTheirs)
            {
                items.Add(QueueItemOf(experiment, rollBack, now));
            }
        }

        return items;

        async Task<bool> MayDecideAsync(Experiment experiment, IReadOnlyList<string> makers, IReadOnlyList<string> sentBy)
        {
            var sent = await BehindAsync(sentBy);
            var parties = new ExperimentParties(
                [.. (await BehindAsync(makers)).SelectMany(p => p)],
                [.. sent.SelectMany(p => p)],
                sent.Any(p => p.Count == 0),
                Separation.None
            );
            return experiment.RefusesDecider(person, parties) is null
                && (experiment.State is ExperimentState.Planned || experiment.RefusesConcluder(access.Role, parties) is null);
        }

        async Task<IReadOnlyList<IReadOnlyList<UserId>>> BehindAsync(IReadOnlyList<string> actors)
        {
            foreach (var actor in actors.Where(a => !behind.ContainsKey(a)))
            {
                behind[actor] = await AccessReader.PeopleBehindAsync(db, actor, ct);
            }

            return [.. actors.Select(a => behind[a])];
        }
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
