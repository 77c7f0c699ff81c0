using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>Emergency overrides that wait for their review, and versions that one left in production without signatures.</summary>
internal sealed class QueuedOverrides : IQueueSource
{
    private static readonly TimeSpan s_reviewWithin = TimeSpan.FromDays(3);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (access.Person is not { } person)
        {
            return [];
        }

        var reviews = access.Has(Permission.ReviewOverride);
        return
        [
            .. reviews ? await ToReviewAsync(db, ct) : [],
            .. access.Has(Permission.ReadApprovals) ? await ToSettleAsync(db, person, reviews, ct) : [],
        ];
    }

    // Loud: it stands there from the hour it is granted, in every risk officer's queue, until one of them has closed it with words.
    private static async Task<IReadOnlyList<QueueItem>> ToReviewAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var granted = await db
            .Overrides.AsNoTracking()
            .Where(o => o.GrantedAt != null && o.ReviewedAt == null)
            .OrderBy(o => o.Id)
            .ToListAsync(ct);
        var names = granted.Select(o => o.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. granted.Select(o => new QueueItem(
                o.Promotion,
                PromotionLabels.Title(models[o.Model].DisplayName, o.Version, o.Stage),
                $"{o.Id} {(o.UsedAt is null ? "not used" : "used")}, {(o.IsLive ? "in force" : "over")}",
                "Review the emergency override",
                models[o.Model].RiskClass,
                o.GrantedAt!.Value,
                o.ExpiresAt + s_reviewWithin
            )),
        ];
    }

    // What an override left in production is its owner's to settle, and stands in every risk officer's queue as well.
    private static async Task<IReadOnlyList<QueueItem>> ToSettleAsync(GovernanceDbContext db, UserId person, bool all, CancellationToken ct)
    {
        var left = await db.Unsettled().OrderBy(o => o.Id).Take(100).ToListAsync(ct);
        var names = left.Select(o => o.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. left.Where(o => all || models[o.Model].IsAnsweredForBy(person))
                .Select(o => new QueueItem(
                    o.Promotion,
                    PromotionLabels.Title(models[o.Model].DisplayName, o.Version, o.Stage),
                    $"{o.Id} over, runs without signatures",
                    "Have it signed or roll it back",
                    models[o.Model].RiskClass,
                    o.EndedAt!.Value,
                    o.SettleBy!.Value
                )),
        ];
    }
}
