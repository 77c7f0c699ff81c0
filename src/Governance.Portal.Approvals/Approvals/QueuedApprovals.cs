using System.Globalization;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Requests for promotion that wait for a person's signature, or for those who asked for them.</summary>
internal sealed class QueuedApprovals : IQueueSource
{
    private const string Deploy = "Deploy";

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

        // Worked out over everything that is open: kept as the number of them is, which stands on the same.
        var asked = await db.KeptAsync<IReadOnlyList<QueueItem>>(
            "asked-queue",
            (access.Actor.Id, access.Actor.Role),
            FigureBasis.Records,
            async () => [.. (await SlotRules.AskedAsync(db, access.Actor, now, ct)).Select(slot => ToSign(slot, person))],
            ct
        );
        return access.Has(Permission.RequestPromotion)
            ? [.. asked, .. await OfRequesterAsync(db, person, asked.Select(a => a.Id).ToHashSet(StringComparer.Ordinal), ct)]
            : asked;
    }

    private static QueueItem ToSign(AskedSlot asked, UserId person)
    {
        var (promotion, model) = (asked.Promotion, asked.Model);
        var again = promotion.SignOffs.Any(s => s.Attestation.Person == person && s.Status is SignOffStatus.Void);
        return Item(
            promotion,
            model,
            again ? Wording.Text($"request changed after you signed") : Progress(promotion),
            again ? Wording.Text($"Sign again")
                : promotion.GatePasses ? SignAs(asked)
                : Wording.Text($"Cannot be approved yet. Review it, or return it"),
            promotion.DueAt
        ) with
        {
            IsOpenRequest = true,
        };
    }

    private static Wording SignAs(AskedSlot asked) =>
        asked.For is { } by
            ? Wording.Text($"Sign as {Wording.Sentence(SignOffMeaning.Slot(asked.Slot))} for {by.FromName}")
            : Wording.Sentence($"Sign as {SignOffMeaning.Slot(asked.Slot)}");

    private static async Task<IReadOnlyList<QueueItem>> OfRequesterAsync(
        GovernanceDbContext db,
        UserId person,
        HashSet<string> known,
        CancellationToken ct
    )
    {
        // Their numbers stand in one column: the database leaves out most of the others, and what asks nothing of them; below it is exact.
        var number = person.Number.ToString(CultureInfo.InvariantCulture);
        var live = await db.PromotionsWithoutBundles()
            .Where(p =>
                (p.State == PromotionState.Open || p.State == PromotionState.Approved)
                && ((string)(object)EF.Property<List<UserId>>(p, "_requesters")).Contains(number)
                && (
                    p.State == PromotionState.Approved
                    || (p.GateOutcome != GateOutcome.Pass && p.GateOutcome != GateOutcome.Warn)
                    || p.SignOffs.Any(s => s.Status == SignOffStatus.ChangesRequested)
                )
            )
            .ToListAsync(ct);
        var own = live.Where(p => p.Requesters.Contains(person) && !known.Contains(p.Id.ToString())).ToList();
        var names = own.Select(p => p.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. own.Select(p => (Promotion: p, Asked: AskedOfRequester(p)))
                .Where(pair => pair.Asked is not null)
                .Select(pair =>
                    Item(
                        pair.Promotion,
                        models[pair.Promotion.Model],
                        Progress(pair.Promotion),
                        Wording.Sentence(pair.Asked!),
                        pair.Promotion.State is PromotionState.Approved ? pair.Promotion.ExpiresAt : pair.Promotion.DueAt
                    ) with
                    {
                        IsOpenRequest = pair.Asked != Deploy,
                    }
                ),
        ];
    }

    private static string? AskedOfRequester(Promotion promotion) =>
        promotion.State is PromotionState.Approved ? Deploy
        : promotion.LiveSignOffs.Any(s => s.Status is SignOffStatus.ChangesRequested) ? "Make the changes requested"
        : promotion.GatePasses ? null
        : "Fix the failed gate";

    private static QueueItem Item(Promotion promotion, Model model, Wording about, Wording asked, DateTimeOffset dueAt) =>
        new(
            promotion.Id.ToString(),
            $"/approvals/{promotion.Id}",
            "Promotion",
            "approval",
            Wording.Verbatim(PromotionLabels.Title(model.DisplayName, promotion.Version, promotion.To)),
            about,
            asked
        )
        {
            Severity = QueueSeverity.Of(model.RiskClass),
            Since = promotion.RequestedAt,
            DueAt = dueAt,
        };

    private static Wording Progress(Promotion promotion)
    {
        var signed = promotion.LiveSignOffs.Count(s => s.Status is SignOffStatus.Signed or SignOffStatus.SignedWithCondition);
        return promotion.RequiredRoles.Count == 0
            ? Wording.Text($"no sign-off needed")
            : Wording.Text($"{signed} of {promotion.RequiredRoles.Count} signed");
    }
}
