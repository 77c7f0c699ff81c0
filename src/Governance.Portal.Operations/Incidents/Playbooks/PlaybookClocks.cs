using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>When steps of the playbooks that incidents follow are due, drills aside: those that are neither done nor left out.</summary>
internal sealed class PlaybookClocks(PlaybookLibrary library) : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadIncidents))
        {
            return [];
        }

        var states = Incident.LiveStates.ToList();
        var live = await db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(i => states.Contains(i.State) && !i.IsDrill)
            .OrderBy(i => i.OpenedAt)
            .ThenBy(i => i.Id)
            .Take(question.Most)
            .ToListAsync(ct);
        var playbooks = await library.OfAsync(db, live, ct);
        return
        [
            .. live.SelectMany(i =>
                    i.Progress(playbooks[i.Id])
                        .Where(p => p.Record is null && p.Step.DueHours is not null)
                        .Select(p => new RunningClock(
                            "checklist",
                            $"{i.Id}: step {p.Step.Id} of its playbook",
                            p.Step.Title,
                            i.DueAt(p.Step)!.Value,
                            $"/incidents/{i.Id}",
                            IsDuty: true
                        )
                        {
                            Kind = "Incident",
                            Person = i.Lead,
                        })
                )
                .OrderBy(c => c.At)
                .Take(question.Most),
        ];
    }
}
