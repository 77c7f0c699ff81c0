using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelReviews;

/// <summary>When versions in use are to be reviewed again: the day that the newest review of each names.</summary>
internal sealed class ReviewClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

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
                && !db.ModelReviews.Any(later => later.Model == r.Model && later.Version == r.Version && later.At > r.At)
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
