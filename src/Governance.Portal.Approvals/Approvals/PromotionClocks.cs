using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>When requests for promotion should be signed, and when approvals end unused.</summary>
internal sealed class PromotionClocks : IClockSource
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
        if (!access.Has(Permission.ReadApprovals))
        {
            return [];
        }

        var live = await db
            .Promotions.AsNoTracking()
            .Where(p => p.State == PromotionState.Open || (p.State == PromotionState.Approved && p.ExpiresAt > now))
            .Select(p => new
            {
                p.Id,
                p.Model,
                p.Version,
                IsOpen = p.State == PromotionState.Open,
                At = p.State == PromotionState.Open ? p.DueAt : p.ExpiresAt,
            })
            .OrderBy(p => p.At)
            .Take(question.Most)
            .ToListAsync(ct);
        return
        [
            .. live.Select(p => new RunningClock(
                "approval",
                p.IsOpen ? (FormattableString)$"{p.Id} sign-off" : $"{p.Id} approval ends",
                $"{p.Model} {p.Version}",
                p.At,
                $"/approvals/{p.Id}",
                p.IsOpen
            )
            {
                Kind = "Promotion",
                Model = p.Model,
            }),
        ];
    }
}
