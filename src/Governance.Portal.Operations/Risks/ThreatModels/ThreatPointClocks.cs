using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>When open points of threat models are due: at the end of their day.</summary>
internal sealed class ThreatPointClocks : IClockSource
{
    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadRisks))
        {
            return [];
        }

        var points = await db
            .ThreatPoints.AsNoTracking()
            .Where(p => p.DoneAt == null)
            .OrderBy(p => p.DueOn)
            .ThenBy(p => p.System)
            .ThenBy(p => p.Number)
            .Take(most)
            .Select(p => new
            {
                p.System,
                p.Number,
                p.Text,
                p.DueOn,
                p.Owner,
            })
            .ToListAsync(ct);
        return
        [
            .. points.Select(p => new RunningClock(
                "account_tree",
                $"Point {p.Number} of the threat model of {p.System}",
                p.Text,
                new DateTimeOffset(p.DueOn.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                ThreatModelAddresses.Of(p.System),
                IsDuty: true
            )
            {
                Kind = "Threat model",
                Person = p.Owner,
                System = p.System,
            }),
        ];
    }
}
