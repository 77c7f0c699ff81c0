using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Signatures that wait for a person, in the palette.</summary>
internal sealed class OfferedSignatures : IPaletteSource
{
    public int Order => 10;

    public Permission Needs => Permission.ReadApprovals;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var asked = await SlotRules.AskedAsync(db, access.Actor, now, ct);
        var offers = new List<SearchHit>();
        foreach (var slot in asked)
        {
            var (id, about) = (slot.Promotion.Id, PromotionLabels.Title(slot.Model.DisplayName, slot.Promotion.Version, slot.Promotion.To));
            if (slot.Promotion.GatePasses)
            {
                offers.Add(
                    new(
                        PaletteLabels.Actions,
                        "draw",
                        T["Sign off {0} as {1}", id, T[SignOffMeaning.Slot(slot.Slot)]],
                        $"{about}, {slot.Model.Name}",
                        PaletteLabels.Opens,
                        $"/approvals/{id}?open=sign"
                    )
                );
            }

            offers.Add(
                new(
                    PaletteLabels.Actions,
                    "edit_note",
                    T["Request changes on {0}", id],
                    $"{about}, {slot.Model.Name}",
                    PaletteLabels.Opens,
                    $"/approvals/{id}?open=changes"
                )
            );
        }

        if (asked.Count > 1)
        {
            var ids = asked.OrderBy(a => a.Promotion.DueAt).Take(BatchReview.Most).Select(a => a.Promotion.Id).ToList();
            offers.Add(
                new(
                    PaletteLabels.Actions,
                    "checklist",
                    T["Review {0} requests together", ids.Count],
                    T["approvals waiting for you"],
                    "",
                    $"/approvals/batch?ids={string.Join(',', ids)}"
                )
            );
        }

        return offers;
    }
}
