using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>When waivers end.</summary>
internal sealed class WaiverClocks : IClockSource
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

        var waivers = await db
            .Waivers.AsNoTracking()
            .Where(w => w.State == WaiverState.InForce && w.ExpiresAt > now)
            .OrderBy(w => w.ExpiresAt)
            .Take(question.Most)
            .Select(w => new
            {
                w.Id,
                w.Rule,
                w.Model,
                w.Version,
                w.ExpiresAt,
            })
            .ToListAsync(ct);
        return
        [
            .. waivers.Select(w => new RunningClock(
                "do_not_disturb_on",
                $"{w.Id}: waiver of {w.Rule}",
                $"{w.Model} {w.Version}",
                w.ExpiresAt,
                $"/models/{Uri.EscapeDataString(w.Model)}/versions/{Uri.EscapeDataString(w.Version)}",
                IsDuty: false
            )
            {
                Kind = "Waiver",
                Model = w.Model,
            }),
        ];
    }
}
