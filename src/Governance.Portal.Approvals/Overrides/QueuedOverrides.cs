using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>Emergency overrides that wait for their review, and versions that one left in production without signatures.</summary>
internal sealed class QueuedOverrides : IQueueSource
{
    private const int Most = 100;
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
            .. access.Has(Permission.Override) ? await ToConfirmAsync(db, access, now, ct) : [],
            .. reviews ? await ToReviewAsync(db, access, now, ct) : [],
            .. access.Has(Permission.ReadApprovals) ? await ToSettleAsync(db, person, reviews, ct) : [],
        ];
    }

    // An emergency lasts hours: what no one confirms by then was none.
    private static async Task<IReadOnlyList<QueueItem>> ToConfirmAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var waiting = await db
            .Overrides.AsNoTracking()
            .Where(o => o.State == OverrideState.Requested && o.ExpiresAt > now)
            .OrderBy(o => o.Id)
            .Take(Most)
            .ToListAsync(ct);
        if (waiting.Count == 0)
        {
            return [];
        }

        var names = waiting.ConvertAll(o => o.Model);
        var asked = await OverrideSigners.ReadAsync(db, access, waiting, now, ct);
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. waiting
                .Where(o => o.IsAskedOf(asked[o.Promotion].Promotion, asked[o.Promotion].Person))
                .Select(o =>
                    Item(
                        o,
                        models[o.Model],
                        Wording.Text($"{o.Id} is waiting for a second confirmation"),
                        Wording.Text($"Confirm the emergency override")
                    ) with
                    {
                        Since = o.RequestedAt,
                        DueAt = o.ExpiresAt,
                    }
                ),
        ];
    }

    // Loud: it stands there from the hour it is granted, in the queue of every risk officer who may review it, until one of them has closed
    // it with words.
    private static async Task<IReadOnlyList<QueueItem>> ToReviewAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var granted = await db
            .Overrides.AsNoTracking()
            .Where(o => o.GrantedAt != null && o.ReviewedAt == null)
            .OrderBy(o => o.Id)
            .Take(Most)
            .ToListAsync(ct);
        var names = granted.Select(o => o.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        var asked = await OverrideSigners.ReadAsync(db, access, granted, now, ct);
        return
        [
            .. granted
                .Where(o => o.IsReviewAskedOf(asked[o.Promotion].Promotion, asked[o.Promotion].Person))
                .Select(o =>
                    Item(
                        o,
                        models[o.Model],
                        Wording.Sentence($"{o.Id} {(o.UsedAt is null ? "not used" : "used")}, {(o.IsLive ? "in force" : "over")}"),
                        Wording.Text($"Review the emergency override")
                    ) with
                    {
                        Since = o.GrantedAt,
                        DueAt = o.ExpiresAt + s_reviewWithin,
                    }
                ),
        ];
    }

    // What an override left in production is its owner's to settle, and stands in every risk officer's queue as well.
    private static async Task<IReadOnlyList<QueueItem>> ToSettleAsync(GovernanceDbContext db, UserId person, bool all, CancellationToken ct)
    {
        var left = await db.Unsettled().OrderBy(o => o.Id).Take(Most).ToListAsync(ct);
        var names = left.Select(o => o.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. left.Where(o => all || models[o.Model].IsAnsweredForBy(person))
                .Select(o =>
                    Item(
                        o,
                        models[o.Model],
                        Wording.Text($"{o.Id} ended, version runs without signatures"),
                        Wording.Text($"Have it signed or roll it back")
                    ) with
                    {
                        Since = o.EndedAt,
                        DueAt = o.SettleBy,
                    }
                ),
        ];
    }

    private static QueueItem Item(EmergencyOverride found, Model model, Wording about, Wording asked) =>
        new(
            found.Promotion.ToString(),
            $"/approvals/{found.Promotion}",
            "Emergency override",
            "emergency_home",
            Wording.Verbatim(PromotionLabels.Title(model.DisplayName, found.Version, found.Stage)),
            about,
            asked
        )
        {
            Severity = QueueSeverity.Of(model.RiskClass),
        };
}
