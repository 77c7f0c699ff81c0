using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Which slots a person could sign now, for what pages offer. The action decides again.</summary>
internal static class SlotRules
{
    /// <summary>The slot that the role in force signs, or null.</summary>
    public static SignOffRole? SlotOf(string? role) =>
        role switch
        {
            Roles.SecurityReviewer => SignOffRole.Security,
            Roles.LegalReviewer => SignOffRole.Legal,
            Roles.ModelOwner => SignOffRole.Owner,
            _ => null,
        };

    /// <summary>The open requests that wait for this person, with their models and the slot they would sign.</summary>
    public static Task<IReadOnlyList<AskedSlot>> AskedAsync(
        GovernanceDbContext db,
        Actor actor,
        DateTimeOffset now,
        CancellationToken ct
    ) => db.OncePerRequestAsync("asked-slots", actor, () => ReadAskedAsync(db, actor, now, ct));

    private static async Task<IReadOnlyList<AskedSlot>> ReadAskedAsync(
        GovernanceDbContext db,
        Actor actor,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if (!access.IsDone || access.Value.Person is null)
        {
            return [];
        }

        // Most people sign nothing: for them nothing is read.
        if (access.Value.Refuses(Permission.SignOff) is not null && !await SigningRights.ReceivesAsync(db, access.Value, now, ct))
        {
            return [];
        }

        var open = await db.PromotionsWithoutBundles().Where(p => p.State == PromotionState.Open && p.ExpiresAt > now).ToListAsync(ct);
        var rights = await SigningRights.LoadAsync(db, access.Value, open, now, ct);
        if (rights.Refuses is not null)
        {
            return [];
        }

        var names = open.Select(p => p.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. from promotion in open
            let model = models[promotion.Model]
            let first = rights.SlotsToSign(promotion, model, now).Cast<(SignOffRole Slot, Signer Signer)?>().FirstOrDefault()
            where first is not null
            select new AskedSlot(promotion, model, first.Value.Slot, first.Value.Signer.For),
        ];
    }
}

/// <summary>A slot that waits for a person.</summary>
/// <param name="Promotion">Of which promotion.</param>
/// <param name="Model">Its model.</param>
/// <param name="Slot">Which.</param>
/// <param name="For">The delegation by which they would sign, or null.</param>
internal sealed record AskedSlot(Promotion Promotion, Model Model, SignOffRole Slot, Delegation? For);
