using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Conversations;
using Governance.Domain.Incidents;
using Governance.Domain.Notifications;
using Governance.Domain.Risks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Telling;

/// <summary>Who was mentioned in a comment.</summary>
internal sealed class ConversationTeller : INewsTeller
{
    public IReadOnlyList<string> Actions { get; } = [.. Enum.GetValues<ConversationKind>().Select(ConversationSubject.ActionOf)];

    public async Task<IReadOnlyList<News>> ReadAsync(TellContext telling, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !ConversationSubject.TryParse(entry.Event.Subject, out var subject)
            || await telling.Db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Subject == subject.Id && c.LogIndex == entry.Index, ct)
                is not { Mentions.Count: > 0 } comment
        )
        {
            return [];
        }

        return
        [
            new News(NotificationKind.Mentioned, subject.Id, $"mentioned/{subject.Id}/{entry.Index}")
            {
                Recipients = comment.Mentions,
                Link = subject.PageAt(comment.Id),
                DoneBy = TellContext.PersonOf(entry.Event.Actor),
                LogIndex = entry.Index,
                Parameters = TellContext.Words(await ThingAsync(telling, subject, ct)),
            },
        ];
    }

    private static async Task<(string, string?)[]> ThingAsync(TellContext telling, ConversationSubject subject, CancellationToken ct)
    {
        switch (subject.Kind)
        {
            case ConversationKind.Promotion when HumanId.TryParse<PromotionId>(subject.Id, out var id):
                var promotion = await telling.Db.Promotions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
                var model = promotion is null
                    ? null
                    : await telling.Db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == promotion.Model, ct);
                return promotion is null || model is null ? [] : PromotionTeller.Thing(promotion, model);
            case ConversationKind.Risk when HumanId.TryParse<RiskId>(subject.Id, out var id):
                return
                [
                    (
                        NotificationWords.Thing,
                        await telling
                            .Db.Risks.AsNoTracking()
                            .IgnoreAutoIncludes()
                            .Where(r => r.Id == id)
                            .Select(r => r.Title)
                            .SingleOrDefaultAsync(ct)
                    ),
                ];
            case ConversationKind.Incident when HumanId.TryParse<IncidentId>(subject.Id, out var id):
                return
                [
                    (
                        NotificationWords.Thing,
                        await telling
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
