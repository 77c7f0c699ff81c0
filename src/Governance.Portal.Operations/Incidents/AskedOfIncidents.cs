using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>What an incident asks of a person.</summary>
/// <param name="Id">The incident.</param>
/// <param name="Title">Its title.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Drill">True for an exercise.</param>
/// <param name="RiskClass">Class of the model it is about; the highest where there are several.</param>
/// <param name="Asked">What is asked.</param>
/// <param name="Since">Since when.</param>
/// <param name="DueAt">By when: the first clock that counts, else within three days.</param>
public sealed record AskedOfIncident(
    IncidentId Id,
    string Title,
    IncidentState State,
    bool Drill,
    RiskClass? RiskClass,
    string Asked,
    DateTimeOffset Since,
    DateTimeOffset DueAt
);

/// <summary>Reads what waits for a person: the step that is next in incidents they lead, and classes somebody else proposed.</summary>
public sealed class AskedOfIncidents(IDbContextFactory<GovernanceDbContext> dbFactory, IncidentLibrary library, TimeProvider clock)
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(3);

    /// <summary>Runs it.</summary>
    /// <param name="person">Who.</param>
    /// <param name="confirms">True for those who may confirm a class.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<AskedOfIncident>> RunAsync(UserId person, bool confirms, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var states = Incident.LiveStates.ToList();
        var live = await db.Incidents.AsNoTracking().Where(i => states.Contains(i.State)).OrderBy(i => i.Id).Take(Most).ToListAsync(ct);
        var names = live.SelectMany(i => i.Versions).Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var classes = await db
            .Models.AsNoTracking()
            .Where(m => names.Contains(m.Name))
            .ToDictionaryAsync(m => m.Name, m => m.RiskClass, ct);
        return
        [
            .. live.Select(i => Of(i, person, confirms, i.Versions.Select(v => classes.GetValueOrDefault(v.Model)).Max(), now))
                .OfType<AskedOfIncident>(),
        ];
    }

    private AskedOfIncident? Of(Incident incident, UserId person, bool confirms, RiskClass? riskClass, DateTimeOffset now)
    {
        var waits = incident.Class is { IsConfirmed: false } proposal && proposal.ProposedBy != person ? proposal : null;
        var current = incident.Progress(library.Of(incident)).FirstOrDefault(p => p.State is StepState.Current).Step;
        var (asked, since) = (confirms, waits, incident.Lead == person) switch
        {
            (true, { } word, _) => ("Confirm the class", word.ProposedAt),
            (_, _, true) when current is not null => (current.Title, incident.OpenedAt),
            _ => (null, now),
        };
        return asked is null
            ? null
            : new(
                incident.Id,
                incident.Title,
                incident.State,
                incident.IsDrill,
                riskClass,
                asked,
                since,
                incident.Ruling(library.Law, now)?.DueAt ?? since + s_within
            );
    }
}
