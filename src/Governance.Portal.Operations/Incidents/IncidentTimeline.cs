using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Incidents that were opened, contained, reported, recovered from and closed.</summary>
internal sealed class IncidentTimeline : ITimelineSource
{
    public Permission Reads => Permission.ReadIncidents;

    public async Task<IReadOnlyList<TimelineEvent>> EventsAsync(GovernanceDbContext db, TimelineQuestion question, CancellationToken ct)
    {
        var incidents = await (new IncidentFilter { Model = question.Model })
            .Apply(db)
            .IgnoreAutoIncludes()
            .OrderByDescending(i => i.Id)
            .Take(question.Most)
            .Select(i => new
            {
                i.Id,
                i.IsDrill,
                i.Alert,
                i.OpenedAt,
                i.ContainedAt,
                i.ReportedAt,
                i.RecoveredAt,
                i.ClosedAt,
            })
            .ToListAsync(ct);
        List<TimelineEvent> events = [];
        foreach (var incident in incidents)
        {
            var link = new TextLink(incident.Id.ToString(), $"/incidents/{incident.Id}");
            Add(incident.OpenedAt, "emergency_home", Tone.Fail, Opened(link, incident.IsDrill));
            Add(incident.ContainedAt, "lock", Tone.Warn, $"{link} was contained");
            Add(incident.ReportedAt, "gavel", Tone.Info, $"{link} was reported to the authority");
            Add(incident.RecoveredAt, "undo", Tone.Pass, $"Service resumed after {link}");
            Add(incident.ClosedAt, "check_circle", Tone.Pass, $"{link} was closed");

            void Add(DateTimeOffset? at, string icon, Tone tone, FormattableString text)
            {
                if (at is { } then)
                {
                    events.Add(
                        new(then, icon, tone, text, incident.Id.ToString())
                        {
                            Causes = then == incident.OpenedAt && incident.Alert is { } alert ? [alert.ToString()] : [],
                        }
                    );
                }
            }
        }

        return events;
    }

    // A drill moves no figure of a model.
    public async Task<IReadOnlyList<ChartMark>> MarksAsync(GovernanceDbContext db, MarkQuestion question, CancellationToken ct)
    {
        var (from, until) = (question.From, question.Until);
        var incidents = await (new IncidentFilter { Model = question.Model })
            .Apply(db)
            .IgnoreAutoIncludes()
            .Where(i => !i.IsDrill && i.OpenedAt >= from && i.OpenedAt < until)
            .OrderByDescending(i => i.Id)
            .Take(question.Most)
            .Select(i => new { i.Id, i.OpenedAt })
            .ToListAsync(ct);
        return
        [
            .. incidents.Select(i => new ChartMark(
                i.OpenedAt,
                "emergency_home",
                Tone.Fail,
                i.Id.ToString(),
                $"{new TextLink(i.Id.ToString(), $"/incidents/{i.Id}")} opened"
            )),
        ];
    }

    private static FormattableString Opened(TextLink incident, bool isDrill) =>
        isDrill switch
        {
            true => $"The drill {incident} began",
            false => $"{incident} was opened",
        };
}
