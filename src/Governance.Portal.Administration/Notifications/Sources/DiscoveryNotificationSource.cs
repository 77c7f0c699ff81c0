using System.Globalization;
using Governance.Data.Audit;
using Governance.Domain.Discovery;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>AI that no one registered: for those who decide about it, once a day for each source, however much was found.</summary>
internal sealed class DiscoveryNotificationSource : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } = ["discoveries.reported"];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            entry.Event.Text("source") is not { } source
            || entry.Event.Text("added") is null or "0"
            || !await context
                .Db.Discoveries.AsNoTracking()
                .AnyAsync(d => d.Source == source && d.State == DiscoveryState.ToTriage && d.GoneAt == null, ct)
        )
        {
            return [];
        }

        var day = context.Now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return
        [
            new NotificationEvent(NotificationKind.AlertRaised, DiscoverySource.SubjectOf(source), $"discoveries/{source}/{day}")
            {
                Link = $"/discovery?source={Uri.EscapeDataString(source)}&state=to-triage&gone=false",
                Recipients = await context.InRolesAsync(Permission.TriageDiscoveries.GrantedTo, ct),
                DoneBy = NotificationContext.PersonOf(entry.Event.Actor),
                LogIndex = entry.Index,
                Parameters = NotificationContext.Words((NotificationTexts.Thing, source), (NotificationTexts.What, "discoveries")),
            },
        ];
    }
}
