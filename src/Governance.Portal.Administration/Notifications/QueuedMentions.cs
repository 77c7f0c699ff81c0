using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Localisation;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications;

/// <summary>
/// Conversations in which a person was named: until they answer there, or mark the notification as read. One item a conversation.
/// </summary>
internal sealed class QueuedMentions : IQueueSource
{
    private const int Most = 200;

    public bool IsMovedBy(Change change, UserId person) => change.Subject == Inbox.Of(person);

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

        var unread = await db
            .Notifications.AsNoTracking()
            .Where(n => n.Person == person && n.Kind == NotificationKind.Mentioned && n.ReadAt == null)
            .OrderBy(n => n.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. unread
                // What is no longer theirs to read is not theirs to answer.
                .Where(n => ConversationNotificationSource.Reads(access, n.Subject))
                .GroupBy(n => n.Subject)
                .Select(g => (First: g.First(), Count: g.Count()))
                .Select(m => new QueueItem(
                    m.First.Subject,
                    m.First.Link,
                    "Conversation",
                    "alternate_email",
                    Wording.Verbatim(m.First.Parameters.GetValueOrDefault(NotificationTexts.Thing) ?? m.First.Subject),
                    Wording.Sentence(m.Count == 1 ? "You were mentioned" : $"You were mentioned {m.Count} times"),
                    Wording.Text($"Read and answer")
                )
                {
                    Since = m.First.CreatedAt,
                }),
        ];
    }
}
