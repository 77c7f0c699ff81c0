using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>A request that someone may review together with others.</summary>
/// <param name="Promotion">Which.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Slot">The slot they would sign.</param>
public sealed record BatchRow(PromotionId Promotion, string Title, SignOffRole Slot);

/// <summary>A request of a batch with what its decision needs.</summary>
/// <param name="Review">As on its own page.</param>
/// <param name="Risks">Open risks the register names for it; empty when it names none.</param>
public sealed record BatchItemView(ReviewView Review, IReadOnlyList<BatchRisk> Risks);

/// <summary>An open risk of a request's model or system.</summary>
public sealed record BatchRisk(RiskId Id, string Title, int? Residual, bool Treated);

/// <summary>Reads requests for a review of several.</summary>
public sealed class GetBatch(IDbContextFactory<GovernanceDbContext> dbFactory, GetReview reviews, TimeProvider clock)
{
    /// <summary>Those of the named requests whose slot this person may sign now, in the order named. The others are left out.</summary>
    public async Task<IReadOnlyList<BatchRow>> RowsAsync(Actor actor, IReadOnlyList<PromotionId> promotions, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(promotions);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var asked = (await SlotRules.AskedAsync(db, actor, clock.GetLocalNow(), ct)).ToDictionary(a => a.Promotion.Id);
        return
        [
            .. from id in promotions.Distinct()
            where asked.ContainsKey(id)
            let slot = asked[id]
            select new BatchRow(id, PromotionLabels.Title(slot.Model.DisplayName, slot.Promotion.Version, slot.Promotion.To), slot.Slot),
        ];
    }

    /// <summary>One of them with everything.</summary>
    public async Task<Result<BatchItemView>> ReadAsync(Actor actor, PromotionId id, CancellationToken ct)
    {
        var review = await reviews.RunAsync(actor, id, ct);
        if (!review.IsDone)
        {
            return review.Refusal;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var promotion = review.Value.Promotion;
        var model = await db.Models.AsNoTracking().SingleAsync(m => m.Name == promotion.Model, ct);
        var risks = await RisksOfModel.ReadAsync(db, model, promotion.Version, ct) ?? [];
        var now = clock.GetLocalNow();
        return new BatchItemView(review.Value, [.. risks.Select(r => new BatchRisk(r.Id, r.Title, r.ResidualScore, r.IsTreated(now)))]);
    }
}
