using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>By when a validation has to have succeeded.</summary>
internal sealed class ScheduleClocks : IClockSource
{
    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadRegistry))
        {
            return [];
        }

        var schedules = await db
            .ValidationSchedules.AsNoTracking()
            .Where(s => s.State == ScheduleState.Active)
            .OrderBy(s => s.DueAt)
            .ThenBy(s => s.Id)
            .Take(most)
            .ToListAsync(ct);
        return
        [
            .. schedules.Select(s => new RunningClock(
                "schedule",
                $"{s.Id} validation",
                $"{s.Model}, {s.Environment ?? s.Version}",
                s.OverdueAt,
                ScheduleAddresses.Schedule(s.Model, s.Id),
                IsDuty: true
            )
            {
                Kind = "Scheduled validation",
                Person = s.Owner,
                Model = s.Model,
            }),
        ];
    }
}
