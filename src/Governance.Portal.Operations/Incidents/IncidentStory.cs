using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Incidents that are not over, those whose clock of the law ends first before the others. Drills aside.</summary>
internal sealed class IncidentStory(IncidentLibrary library) : IStorySource
{
    private const int MostLive = 100;
    private const int Most = 5;

    public string Watches => "incidents";

    public Permission Reads => Permission.ReadIncidents;

    public async Task<IReadOnlyList<StorySentence>> TellAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var live = await (new IncidentFilter { States = Incident.LiveStates, Drill = false })
            .Apply(db)
            .OrderBy(i => i.Id)
            .Take(MostLive)
            .ToListAsync(ct);
        return
        [
            .. live.Select(i => (Incident: i, DueAt: i.Ruling(library.Law, now)?.DueAt))
                .OrderBy(l => l.DueAt ?? DateTimeOffset.MaxValue)
                .ThenByDescending(l => l.Incident.Severity)
                .ThenBy(l => l.Incident.Id)
                .Take(Most)
                .Select(l => Of(l.Incident, l.DueAt, now)),
        ];
    }

    private static StorySentence Of(Incident incident, DateTimeOffset? dueAt, DateTimeOffset now)
    {
        var link = new TextLink(incident.Id.ToString(), $"/incidents/{incident.Id}");
        FormattableString text = dueAt switch
        {
            null => $"{link}, opened on {incident.OpenedAt}, is not closed",
            { } due when due <= now => $"{link} had to be reported to the authority by {due}",
            { } due => $"{link} must be reported to the authority by {due}",
        };
        FormattableString effect = dueAt switch
        {
            null => $"{link} was opened because of it",
            { } due when due <= now => $"{link} was opened because of it and had to be reported to the authority by {due}",
            { } due => $"{link} was opened because of it and must be reported to the authority by {due}",
        };
        var grave = dueAt is not null || incident.Severity is IncidentSeverity.Severe;
        return new(grave ? StorySeverity.Critical : StorySeverity.Warning, text, incident.OpenedAt)
        {
            Subjects = [incident.Id.ToString()],
            Causes = incident.Alert is { } alert ? [alert.ToString()] : [],
            AsEffect = effect,
        };
    }
}
