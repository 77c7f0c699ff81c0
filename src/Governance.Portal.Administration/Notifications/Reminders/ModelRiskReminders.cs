using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>
/// Findings, validation reports and overlays that are due or overdue, reviews of what is in production, and tiers that are to be assessed
/// again: anyone who has to act first, risk officers when it stays overdue.
/// </summary>
internal sealed class ModelRiskReminders(ReminderTimes times) : IReminderSource
{
    public async Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct)
    {
        List<Item> due =
        [
            .. await FindingsAsync(context, ct),
            .. await ValidationsAsync(context, ct),
            .. await OverlaysAsync(context, ct),
            .. await ReviewsAsync(context, ct),
            .. await TiersAsync(context, ct),
        ];
        var reclassified = await ReclassifiedAsync(context, ct);
        if (due.Count == 0)
        {
            return reclassified;
        }

        var officers = await context.InRoleAsync(Roles.RiskOfficer, ct);
        return
        [
            .. reclassified,
            .. from item in due
            from step in times.OfDuty(item.DueAt, item.Since, context.Now)
            select Of(item, step, step.Stage is NotificationStage.Escalated ? officers : [item.Person]),
        ];
    }

    private async Task<IEnumerable<Item>> FindingsAsync(NotificationContext context, CancellationToken ct)
    {
        var (horizon, past) = (times.Horizon(context.Now), context.Now - ReminderTimes.Past);
        var found = await context
            .Db.ValidationFindings.AsNoTracking()
            .Where(f => f.State == FindingState.Open && f.DueAt <= horizon && f.DueAt > past)
            .OrderBy(f => f.Id)
            .Take(ReminderTimes.Most)
            .Select(f => new
            {
                f.Id,
                f.Model,
                f.Owner,
                f.DueAt,
                f.RaisedAt,
            })
            .ToListAsync(ct);
        return found.Select(f => new Item(f.Id.ToString(), f.Model, "finding", f.Owner, f.DueAt, f.RaisedAt));
    }

    private async Task<IEnumerable<Item>> ValidationsAsync(NotificationContext context, CancellationToken ct)
    {
        var (first, last) = Days(context);
        var found = await context
            .Db.ModelValidations.AsNoTracking()
            .Where(v => v.State == ValidationState.Planned && v.DueOn <= last && v.DueOn >= first)
            .OrderBy(v => v.Id)
            .Take(ReminderTimes.Most)
            .Select(v => new
            {
                v.Id,
                v.Model,
                v.Validator,
                v.DueOn,
                v.PlannedAt,
            })
            .ToListAsync(ct);
        return found.Select(v => new Item(v.Id.ToString(), v.Model, "validation", v.Validator, EndOf(v.DueOn), v.PlannedAt));
    }

    private async Task<IEnumerable<Item>> OverlaysAsync(NotificationContext context, CancellationToken ct)
    {
        var (first, last) = Days(context);
        var found = await context
            .Db.ModelOverlays.AsNoTracking()
            .Where(o => o.State == OverlayState.InUse && o.ReviewOn <= last && o.ReviewOn >= first)
            .OrderBy(o => o.Id)
            .Take(ReminderTimes.Most)
            .Select(o => new
            {
                o.Id,
                o.Model,
                o.Owner,
                o.ReviewOn,
                o.ProposedAt,
            })
            .ToListAsync(ct);
        return found.Select(o => new Item(o.Id.ToString(), o.Model, "overlay", o.Owner, EndOf(o.ReviewOn), o.ProposedAt));
    }

    // The newest review of a version that serves.
    private async Task<IEnumerable<Item>> ReviewsAsync(NotificationContext context, CancellationToken ct)
    {
        var db = context.Db;
        var (first, last) = Days(context);
        var found = await db
            .ModelReviews.AsNoTracking()
            .Where(r =>
                r.RevalidateOn <= last
                && r.RevalidateOn >= first
                && db.Deployments.Any(d => d.Model == r.Model && d.Version == r.Version && d.Until == null && d.Stage == Stage.Production)
                && !db.ModelReviews.Any(n => n.Model == r.Model && n.Version == r.Version && (int)(object)n.Id > (int)(object)r.Id)
            )
            .OrderBy(r => r.Id)
            .Take(ReminderTimes.Most)
            .Join(
                db.Models,
                r => r.Model,
                m => m.Name,
                (r, m) =>
                    new
                    {
                        r.Id,
                        r.Model,
                        m.Owner,
                        r.RevalidateOn,
                        r.At,
                    }
            )
            .ToListAsync(ct);
        return found.Select(r => new Item(r.Id.ToString(), r.Model, "revalidation", r.Owner, EndOf(r.RevalidateOn!.Value), r.At));
    }

    // Each tier holds for so many months.
    private async Task<IEnumerable<Item>> TiersAsync(NotificationContext context, CancellationToken ct)
    {
        var found = new List<Item>();
        foreach (var tier in Enum.GetValues<ModelTier>())
        {
            var months = Revalidation.MonthsOf(tier);
            var (first, last) = ((context.Now - ReminderTimes.Past).AddMonths(-months), times.Horizon(context.Now).AddMonths(-months));
            var assessed = await context
                .Db.TiersInForceNow()
                .Where(c => c.Tier.Tier == tier && c.Tier.At <= last && c.Tier.At > first)
                .OrderBy(c => c.Tier.Id)
                .Take(ReminderTimes.Most)
                .ToListAsync(ct);
            found.AddRange(
                assessed.Select(c => new Item(c.Tier.Id.ToString(), c.Tier.Model, "tier", c.Model.Owner, EndOf(c.Tier.ReviewOn), c.Tier.At))
            );
        }

        return found;
    }

    // Told once for each class.
    private static async Task<IReadOnlyList<NotificationEvent>> ReclassifiedAsync(NotificationContext context, CancellationToken ct)
    {
        var found = await context
            .Db.TiersInForceNow()
            .Where(c => c.Tier.RiskClass != c.Model.RiskClass)
            .OrderByDescending(c => c.Tier.Id)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        return
        [
            .. found.Select(c => new NotificationEvent(
                NotificationKind.ObligationDue,
                c.Tier.Id.ToString(),
                $"{WireName.Of(NotificationKind.ObligationDue)}/{c.Tier.Id}/tier-class/"
                    + (c.Model.RiskClass is { } now ? WireName.Of(now) : "none")
            )
            {
                Link = $"/models/{c.Tier.Model}/risk",
                Recipients = [c.Model.Owner],
                Parameters = NotificationContext.Words((NotificationTexts.Thing, c.Tier.Model), (NotificationTexts.What, "tier-class")),
            }),
        ];
    }

    private (DateOnly First, DateOnly Last) Days(NotificationContext context) =>
        ((context.Now - ReminderTimes.Past).Day(), times.Horizon(context.Now).Day());

    private static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static NotificationEvent Of(Item item, DueStep step, IReadOnlyList<UserId> people) =>
        new(
            NotificationKind.ObligationDue,
            item.Id,
            $"{WireName.Of(NotificationKind.ObligationDue)}/{item.Id}/{item.What}/{NotificationTexts.Instant(item.DueAt)}/{step.Key}"
        )
        {
            Stage = step.Stage,
            Urgency = step.Stage is NotificationStage.Ahead ? Urgency.Normal : Urgency.High,
            Link = item.What == "revalidation" ? $"/posture/{item.Model}" : $"/models/{item.Model}/risk",
            Recipients = people,
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, item.Model),
                (NotificationTexts.What, item.What),
                (NotificationTexts.Due, NotificationTexts.Instant(item.DueAt))
            ),
        };

    private sealed record Item(string Id, string Model, string What, UserId Person, DateTimeOffset DueAt, DateTimeOffset Since);
}
