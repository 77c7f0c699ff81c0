using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>
/// Incidents that were declared, became worse, wait for a word on their class, or are over. Of a drill only its lead hears.
/// </summary>
internal sealed class IncidentNotificationSource : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } =
    ["incident.opened", "incident.changed", "incident.classified", "incident.closed", "incident.dismissed"];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<IncidentId>(entry.Event.Subject, out var id)
            || await context.Db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is not { } incident
        )
        {
            return [];
        }

        var known = new NotificationEvent(NotificationKind.IncidentOpened, id.ToString(), $"incident/{id}")
        {
            Link = $"/incidents/{id}",
            Urgency = UrgencyOf(entry.Event.Text("severity"), incident.IsDrill),
            DoneBy = NotificationContext.PersonOf(entry.Event.Actor),
            LogIndex = entry.Index,
            Recipients = [incident.Lead],
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, incident.Title),
                ("severity", entry.Event.Text("severity")),
                (NotificationTexts.What, incident.IsDrill ? "drill" : null)
            ),
        };
        var news = entry.Event.Action switch
        {
            "incident.opened" => known with { Recipients = await PeopleAsync(context, incident, ct) },
            "incident.changed" => await EscalatedAsync(context, entry, incident, known, ct),
            "incident.classified" when incident.Class is { IsConfirmed: false } => known with
            {
                Kind = NotificationKind.IncidentClassAsked,
                Key = $"incident-class/{id}/{entry.Index}",
                Urgency = Urgency.High,
                Recipients = incident.IsDrill ? [incident.Lead] : await context.InRolesAsync(Permission.ConfirmIncidentClass.GrantedTo, ct),
                Parameters = NotificationContext.Words((NotificationTexts.Thing, incident.Title)),
            },
            "incident.closed" or "incident.dismissed" => known with
            {
                Key = $"incident/{id}/over",
                Stage = NotificationStage.Over,
                Urgency = Urgency.Urgent,
                Recipients = [],
            },
            _ => null,
        };
        return news is null ? [] : [news];
    }

    /// <summary>
    /// Everyone who answers for an incident: its lead, the owners of what it is about, and those who judge it before the law.
    /// </summary>
    public static async Task<IReadOnlyList<UserId>> PeopleAsync(NotificationContext context, Incident incident, CancellationToken ct)
    {
        if (incident.IsDrill)
        {
            return [incident.Lead];
        }

        var models = incident.Versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var owners = await context.Db.Models.AsNoTracking().Where(m => models.Contains(m.Name)).Select(m => m.Owner).ToListAsync(ct);
        return [incident.Lead, .. owners, .. await context.InRolesAsync(Permission.ConfirmIncidentClass.GrantedTo, ct)];
    }

    private static async Task<NotificationEvent?> EscalatedAsync(
        NotificationContext context,
        FollowedEntry entry,
        Incident incident,
        NotificationEvent known,
        CancellationToken ct
    )
    {
        var before = await context.BeforeAsync(entry, "incident.", "severity", ct);
        return
            WireName.TryParse<IncidentSeverity>(before, out var was)
            && WireName.TryParse<IncidentSeverity>(entry.Event.Text("severity"), out var now)
            && now > was
            ? known with
            {
                Kind = NotificationKind.IncidentEscalated,
                Key = $"incident-escalated/{incident.Id}/{entry.Index}",
                Recipients = await PeopleAsync(context, incident, ct),
                Parameters = NotificationContext.Words(
                    (NotificationTexts.Thing, incident.Title),
                    ("severity", WireName.Of(now)),
                    ("before", WireName.Of(was))
                ),
            }
            : null;
    }

    private static Urgency UrgencyOf(string? severity, bool drill) =>
        drill ? Urgency.Low
        : WireName.TryParse<IncidentSeverity>(severity, out var bad)
            ? bad switch
            {
                IncidentSeverity.Low => Urgency.Normal,
                IncidentSeverity.Medium => Urgency.High,
                IncidentSeverity.High or IncidentSeverity.Severe => Urgency.Urgent,
            }
        : Urgency.High;
}
