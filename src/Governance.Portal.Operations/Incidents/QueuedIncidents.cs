using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Operations.Incidents.Playbooks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Reads what waits for a person: the step that is next in incidents they lead, and classes someone else proposed.</summary>
internal sealed class QueuedIncidents(IncidentLibrary library, PlaybookLibrary playbooks) : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(3);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.WriteIncidents) || access.Person is not { } person)
        {
            return [];
        }

        var confirms = access.Has(Permission.ConfirmIncidentClass);
        var states = Incident.LiveStates.ToList();
        var live = await db.Incidents.AsNoTracking().Where(i => states.Contains(i.State)).OrderBy(i => i.Id).Take(Most).ToListAsync(ct);
        var followed = await playbooks.OfAsync(db, live, ct);
        return [.. live.Select(i => Of(i, followed[i.Id], person, confirms, now)).OfType<QueueItem>()];
    }

    private QueueItem? Of(Incident incident, Playbook playbook, UserId person, bool confirms, DateTimeOffset now)
    {
        var waits = incident.Class is { IsConfirmed: false } proposal && proposal.ProposedBy != person ? proposal : null;
        var current = incident.Progress(playbook).FirstOrDefault(p => p.State is StepState.Current).Step;
        var (asked, since) = (confirms, waits, incident.Lead == person) switch
        {
            (true, { } word, _) => ("Confirm the class", word.ProposedAt),
            (_, _, true) when current is not null => (current.Title, incident.OpenedAt),
            _ => (null, now),
        };
        return asked is null
            ? null
            : new QueueItem(
                incident.Id.ToString(),
                $"/incidents/{incident.Id}",
                "Incident",
                "emergency_home",
                Wording.Verbatim(incident.Title),
                Wording.Sentence($"{WireName.Of(incident.State)}{(incident.IsDrill ? ", drill" : "")}"),
                Wording.Sentence(asked)
            )
            {
                Severity = QueueSeverity.Of(incident.Severity),
                Since = since,
                DueAt = incident.Ruling(library.Law, now)?.DueAt ?? since + s_within,
            };
    }
}
