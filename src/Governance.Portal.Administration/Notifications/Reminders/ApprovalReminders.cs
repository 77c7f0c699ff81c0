using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>Sign-offs that are due, approvals no one has used, waivers and keys that end.</summary>
internal sealed class ApprovalReminders(ReminderTimes times) : IReminderSource
{
    public async Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct) =>
        [
            .. await SignOffsAsync(context, ct),
            .. await OverridesAsync(context, ct),
            .. await ApprovalsAsync(context, ct),
            .. await WaiversAsync(context, ct),
            .. await KeysAsync(context, ct),
        ];

    private async Task<IReadOnlyList<NotificationEvent>> SignOffsAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, horizon, past) = (context.Now, times.Horizon(context.Now), context.Now - ReminderTimes.Past);
        var open = await context
            .Db.Promotions.AsNoTracking()
            .Where(p => p.State == PromotionState.Open && p.DueAt <= horizon && p.DueAt > past && p.ExpiresAt > now)
            .OrderBy(p => p.DueAt)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        var news = new List<NotificationEvent>();
        foreach (var promotion in open.Where(p => p.GatePasses))
        {
            var steps = times.OfTask(promotion.DueAt, promotion.RequestedAt, now).ToList();
            if (
                steps.Count == 0
                || await context.Db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == promotion.Model, ct) is not { } model
            )
            {
                continue;
            }

            foreach (var (slot, people, next) in await PromotionNotificationSource.SignersAsync(context, promotion, model, ct))
            {
                foreach (var step in steps)
                {
                    // The next: deputies for the owner, risk officers for everyone else, and they where there is no deputy.
                    var recipients =
                        step.Stage is not NotificationStage.Escalated ? people
                        : next.Count > 0 ? next
                        : await context.InRoleAsync(Roles.RiskOfficer, ct);
                    news.Add(
                        Of(
                            NotificationKind.PromotionDue,
                            promotion.Id.ToString(),
                            $"{WireName.Of(slot)}/{NotificationTexts.Instant(promotion.DueAt)}/{step.Key}",
                            step
                        ) with
                        {
                            Link = $"/approvals/{promotion.Id}",
                            Recipients = recipients,
                            Parameters = NotificationContext.Words([
                                .. PromotionNotificationSource.Thing(promotion, model),
                                ("slot", PromotionNotificationSource.SlotOf(slot)),
                                (NotificationTexts.Due, NotificationTexts.Instant(promotion.DueAt)),
                            ]),
                        }
                    );
                }
            }
        }

        return news;
    }

    // Owner and requesters are reminded; once it is overdue, the risk officers are told on top.
    private async Task<IReadOnlyList<NotificationEvent>> OverridesAsync(NotificationContext context, CancellationToken ct)
    {
        var news = new List<NotificationEvent>();
        foreach (var left in await context.Db.Unsettled().OrderBy(o => o.Id).Take(ReminderTimes.Most).ToListAsync(ct))
        {
            var (settle, ended) = (left.SettleBy!.Value, left.EndedAt!.Value);
            foreach (var step in times.OfTask(settle, ended, context.Now))
            {
                var said = await DecisionNotificationSource.LeftAsync(context, left, settle, ct);
                news.Add(
                    said with
                    {
                        Key = $"{said.Key}/{step.Key}",
                        Stage = step.Stage,
                        Recipients =
                            step.Stage is NotificationStage.Escalated
                                ? [.. said.Recipients.Concat(await context.InRolesAsync(Permission.Override.GrantedTo, ct)).Distinct()]
                                : said.Recipients,
                    }
                );
            }
        }

        return news;
    }

    private async Task<IReadOnlyList<NotificationEvent>> ApprovalsAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, horizon) = (context.Now, times.Horizon(context.Now));
        var approved = await context
            .Db.Promotions.AsNoTracking()
            .Where(p => p.State == PromotionState.Approved && p.ExpiresAt > now && p.ExpiresAt <= horizon)
            .OrderBy(p => p.ExpiresAt)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        var models = await ModelsAsync(context, approved.Select(p => p.Model), ct);
        return
        [
            .. from promotion in approved
            let model = models[promotion.Model]
            from step in times.OfEnd(promotion.ExpiresAt, promotion.DecidedAt ?? promotion.RequestedAt, now)
            select Of(
                NotificationKind.ApprovalEnding,
                promotion.Id.ToString(),
                $"{NotificationTexts.Instant(promotion.ExpiresAt)}/{step.Key}",
                step
            ) with
            {
                Link = $"/approvals/{promotion.Id}",
                Recipients = [.. promotion.Requesters, model.Owner],
                Parameters = NotificationContext.Words([
                    .. PromotionNotificationSource.Thing(promotion, model),
                    (NotificationTexts.Due, NotificationTexts.Instant(promotion.ExpiresAt)),
                ]),
            },
        ];
    }

    private async Task<IReadOnlyList<NotificationEvent>> WaiversAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, horizon) = (context.Now, times.Horizon(context.Now));
        var waivers = await context
            .Db.Waivers.AsNoTracking()
            .Where(w => w.State == WaiverState.InForce && w.ExpiresAt > now && w.ExpiresAt <= horizon)
            .OrderBy(w => w.ExpiresAt)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        var models = await ModelsAsync(context, waivers.Select(w => w.Model), ct);
        return
        [
            .. from waiver in waivers
            from step in times.OfEnd(waiver.ExpiresAt, waiver.GrantedAt ?? waiver.AskedAt, now)
            select Of(NotificationKind.WaiverEnding, waiver.Id.ToString(), step.Key, step) with
            {
                Link = $"/models/{Uri.EscapeDataString(waiver.Model)}/versions/{Uri.EscapeDataString(waiver.Version)}",
                Recipients = [waiver.AskedBy, models[waiver.Model].Owner],
                Parameters = NotificationContext.Words(
                    (NotificationTexts.Thing, $"{waiver.Model} {waiver.Version}"),
                    ("rule", waiver.Rule),
                    (NotificationTexts.Due, NotificationTexts.Instant(waiver.ExpiresAt))
                ),
            },
        ];
    }

    private async Task<IReadOnlyList<NotificationEvent>> KeysAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, horizon) = (context.Now, times.Horizon(context.Now));
        var keys = await context
            .Db.ApiKeys.AsNoTracking()
            .Where(k => k.RevokedAt == null && k.ExpiresAt > now && k.ExpiresAt <= horizon)
            .OrderBy(k => k.ExpiresAt)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        var administrators = keys.Count == 0 ? [] : await context.InRoleAsync(Roles.Administrator, ct);
        return
        [
            .. from key in keys
            from step in times.OfEnd(key.ExpiresAt, key.CreatedAt, now)
            select Of(NotificationKind.KeyEnding, key.Id.ToString(), step.Key, step) with
            {
                Link = key.Owner is null ? "/admin/keys" : "/account",
                Recipients = key.Owner is { } owner ? [owner] : administrators,
                Parameters = NotificationContext.Words(
                    (NotificationTexts.Thing, $"{key.Name} ({key.Id})"),
                    (NotificationTexts.Due, NotificationTexts.Instant(key.ExpiresAt))
                ),
            },
        ];
    }

    private static NotificationEvent Of(NotificationKind kind, string subject, string key, DueStep step) =>
        new(kind, subject, $"{WireName.Of(kind)}/{subject}/{key}")
        {
            Stage = step.Stage,
            Urgency = step.Stage is NotificationStage.Ahead ? Urgency.Normal : Urgency.High,
        };

    private static async Task<IReadOnlyDictionary<string, Model>> ModelsAsync(
        NotificationContext context,
        IEnumerable<string> names,
        CancellationToken ct
    )
    {
        var wanted = names.Distinct(StringComparer.Ordinal).ToList();
        return await context.Db.Models.AsNoTracking().Where(m => wanted.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
    }
}
