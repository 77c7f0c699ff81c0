using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelReviews;

/// <summary>
/// When versions in production are to be reviewed again: the day that the newest review of each names. What is not in production any more
/// is not reviewed again.
/// </summary>
internal sealed class ReviewClocks : IClockSource
{
    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadMonitoring))
        {
            return [];
        }

        var reviews = await db
            .ModelReviews.AsNoTracking()
            .Where(r =>
                r.RevalidateOn != null
                && db.Deployments.Any(d => d.Model == r.Model && d.Version == r.Version && d.Until == null && d.Stage == Stage.Production)
                && !db.ModelReviews.Any(later =>
                    later.Model == r.Model && later.Version == r.Version && (int)(object)later.Id > (int)(object)r.Id
                )
            )
            .OrderBy(r => r.RevalidateOn)
            .ThenBy(r => r.Id)
            .Take(most)
            .Select(r => new
            {
                r.Id,
                r.Model,
                r.Version,
                r.RevalidateOn,
            })
            .ToListAsync(ct);
        return
        [
            .. reviews.Select(r => new RunningClock(
                "fact_check",
                $"Review of {r.Model}",
                $"{r.Version}, {r.Id}",
                new DateTimeOffset(r.RevalidateOn!.Value.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                $"/posture/{Uri.EscapeDataString(r.Model)}",
                IsDuty: true
            )
            {
                Kind = "Model review",
                Model = r.Model,
                IsAllDay = true,
            }),
        ];
    }
}
