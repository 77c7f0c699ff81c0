using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Notifications;
using Governance.Domain.Risks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>Who was mentioned in a comment.</summary>
internal sealed class ConversationNotificationSource : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } = [.. Enum.GetValues<ConversationKind>().Select(ConversationSubject.ActionOf)];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !ConversationSubject.TryParse(entry.Event.Subject, out var subject)
            || await context.Db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Subject == subject.Id && c.LogIndex == entry.Index, ct)
                is not { Mentions.Count: > 0 } comment
        )
        {
            return [];
        }

        return
        [
            new NotificationEvent(NotificationKind.Mentioned, subject.Id, $"mentioned/{subject.Id}/{entry.Index}")
            {
                Recipients = comment.Mentions,
                Link = subject.PageAt(comment.Id),
                DoneBy = NotificationContext.PersonOf(entry.Event.Actor),
                LogIndex = entry.Index,
                Parameters = NotificationContext.Words(await ThingAsync(context, subject, ct)),
            },
        ];
    }

    /// <summary>Whether someone may read a conversation in the role in force.</summary>
    internal static bool Reads(Access access, string subject) =>
        ConversationSubject.TryParse(subject, out var known) && access.Has(known.Read);

    private static async Task<(string, string?)[]> ThingAsync(
        NotificationContext context,
        ConversationSubject subject,
        CancellationToken ct
    )
    {
        switch (subject.Kind)
        {
            case ConversationKind.Promotion when DisplayId.TryParse<PromotionId>(subject.Id, out var id):
                var promotion = await context.Db.Promotions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
                var model = promotion is null
                    ? null
                    : await context.Db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == promotion.Model, ct);
                return promotion is null || model is null ? [] : PromotionNotificationSource.Thing(promotion, model);
            case ConversationKind.Risk when DisplayId.TryParse<RiskId>(subject.Id, out var id):
                return
                [
                    (
                        NotificationTexts.Thing,
                        await context
                            .Db.Risks.AsNoTracking()
                            .IgnoreAutoIncludes()
                            .Where(r => r.Id == id)
                            .Select(r => r.Title)
                            .SingleOrDefaultAsync(ct)
                    ),
                ];
            case ConversationKind.Incident when DisplayId.TryParse<IncidentId>(subject.Id, out var id):
                return
                [
                    (
                        NotificationTexts.Thing,
                        await context
                            .Db.Incidents.AsNoTracking()
                            .IgnoreAutoIncludes()
                            .Where(i => i.Id == id)
                            .Select(i => i.Title)
                            .SingleOrDefaultAsync(ct)
                    ),
                ];
            default:
                return [];
        }
    }
}
