using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>When emergency overrides end.</summary>
internal sealed class OverrideClocks : IClockSource
{
    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadApprovals))
        {
            return [];
        }

        var overrides = await db
            .Overrides.AsNoTracking()
            .Where(o => o.State == OverrideState.InForce && o.ExpiresAt > now)
            .OrderBy(o => o.ExpiresAt)
            .Take(question.Most)
            .Select(o => new
            {
                o.Id,
                o.Promotion,
                o.Model,
                o.Version,
                o.ExpiresAt,
            })
            .ToListAsync(ct);
        return
        [
            .. overrides.Select(o => new RunningClock(
                "emergency_home",
                $"{o.Id} emergency override",
                $"{o.Model} {o.Version}",
                o.ExpiresAt,
                $"/approvals/{o.Promotion}",
                IsDuty: false
            )
            {
                Kind = "Emergency override",
                Model = o.Model,
            }),
        ];
    }
}
