using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>
/// Incidents that are not over, those whose clock of the law ends first before the others. Drills aside. A deadline is said to be one of
/// the law only where the class is confirmed and the law applies already.
/// </summary>
internal sealed class IncidentStory(IncidentLibrary library, GetIncident incidents) : IStorySource
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
        var isPolicy = incidents.LawFrom(now) is not null;
        return
        [
            .. live.Select(i => (Incident: i, DueAt: i.Ruling(library.Law, now)?.DueAt))
                .OrderBy(l => l.DueAt ?? DateTimeOffset.MaxValue)
                .ThenByDescending(l => l.Incident.Severity)
                .ThenBy(l => l.Incident.Id)
                .Take(Most)
                .Select(l => Of(l.Incident, l.DueAt, isPolicy, now)),
        ];
    }

    private static StorySentence Of(Incident incident, DateTimeOffset? dueAt, bool isPolicy, DateTimeOffset now)
    {
        var link = new TextLink(incident.Id.ToString(), $"/incidents/{incident.Id}");
        var (text, effect) =
            dueAt is not { } due ? Open(link, incident.OpenedAt)
            : incident.Class is not { IsConfirmed: true } ? Provisional(link, due, due <= now)
            : isPolicy ? ByPolicy(link, due, due <= now)
            : ByLaw(link, due, due <= now);
        var grave = dueAt is not null || incident.Severity is IncidentSeverity.Severe;
        return new(grave ? StorySeverity.Critical : StorySeverity.Warning, text, incident.OpenedAt)
        {
            Subjects = [incident.Id.ToString()],
            Causes = incident.Alert is { } alert ? [alert.ToString()] : [],
            AsEffect = effect,
        };
    }

    private static (FormattableString Text, FormattableString Effect) Open(TextLink link, DateTimeOffset openedAt) =>
        ($"{link}, opened on {openedAt}, is not closed", $"{link} was opened because of it");

    private static (FormattableString Text, FormattableString Effect) ByLaw(TextLink link, DateTimeOffset due, bool isOver)
    {
        if (isOver)
        {
            return (
                $"{link} had to be reported to the authority by {due}",
                $"{link} was opened because of it and had to be reported to the authority by {due}"
            );
        }

        return (
            $"{link} must be reported to the authority by {due}",
            $"{link} was opened because of it and must be reported to the authority by {due}"
        );
    }

    // As the page says of the same clock: internal policy today, a legal duty from a day on.
    private static (FormattableString Text, FormattableString Effect) ByPolicy(TextLink link, DateTimeOffset due, bool isOver)
    {
        if (isOver)
        {
            return (
                $"{link} had to be reported to the authority by {due} under internal policy",
                $"{link} was opened because of it and had to be reported to the authority by {due} under internal policy"
            );
        }

        return (
            $"{link} must be reported to the authority by {due} under internal policy",
            $"{link} was opened because of it and must be reported to the authority by {due} under internal policy"
        );
    }

    private static (FormattableString Text, FormattableString Effect) Provisional(TextLink link, DateTimeOffset due, bool isOver)
    {
        if (isOver)
        {
            return (
                $"{link} had a provisional reporting deadline of {due}, and its class is still not confirmed",
                $"{link} was opened because of it and had a provisional reporting deadline of {due}, and its class is still not confirmed"
            );
        }

        return (
            $"{link} has a provisional reporting deadline of {due}, because its class is not confirmed",
            $"{link} was opened because of it and has a provisional reporting deadline of {due}, because its class is not confirmed"
        );
    }
}
