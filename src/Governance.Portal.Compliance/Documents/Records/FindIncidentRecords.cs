using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>Incidents of a system, or of versions of its models. Exercises are none.</summary>
internal sealed class FindIncidentRecords(IIncidentsOnRecord incidents) : IFindRecords
{
    // The newest: a document that lists more is read by no one.
    private const int Most = 50;

    public string Name => "Incidents";

    public IReadOnlyList<string> Kinds { get; } = ["incident_record"];

    /// <summary>One piece of a system: its incidents, the newest of which says how old the record is.</summary>
    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        if (systems.Count == 0)
        {
            return [];
        }

        var models = systems.SelectMany(s => s.Models).Distinct(StringComparer.Ordinal).ToList();
        var incidents = db.Incidents.AsNoTracking().IgnoreAutoIncludes().Where(i => !i.IsDrill);
        var ofModels = await db
            .IncidentVersions.AsNoTracking()
            .Where(v => models.Contains(v.Model))
            .Join(incidents, v => v.Incident, i => i.Id, (v, i) => new { v.Model, i.OpenedAt })
            .GroupBy(v => v.Model)
            .Select(g => new { Model = g.Key, At = g.Max(v => v.OpenedAt) })
            .ToDictionaryAsync(g => g.Model, g => g.At, StringComparer.Ordinal, ct);
        var ofSystems = await OfSystemsAsync(incidents, ct);
        return
        [
            .. from system in systems
            let at = system.Models.Select(m => Of(ofModels, m)).Append(Of(ofSystems, system.System.ToString())).Max()
            where at is not null
            select new SystemEvidence(
                system.System,
                new FoundEvidence(
                    "incident_record",
                    $"Incidents on record",
                    $"incidents:{system.System}",
                    "/incidents",
                    at.Value,
                    system.System.ToString(),
                    OfServedVersion: true,
                    Live: true
                )
            ),
        ];

        static DateTimeOffset? Of(Dictionary<string, DateTimeOffset> newest, string name) =>
            newest.TryGetValue(name, out var at) ? at : null;
    }

    // Their systems stand in a list inside the row, so it is read from every row that has one: two short columns, one at a time.
    private static async Task<Dictionary<string, DateTimeOffset>> OfSystemsAsync(IQueryable<Incident> incidents, CancellationToken ct)
    {
        var newest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var begins = "[\"";
        var named = incidents
            .Where(i => ((string)(object)EF.Property<List<string>>(i, "_systems")).Contains(begins))
            .Select(i => new { i.OpenedAt, Systems = EF.Property<List<string>>(i, "_systems") });
        await foreach (var incident in named.AsAsyncEnumerable().WithCancellation(ct))
        {
            foreach (var system in incident.Systems)
            {
                newest[system] = newest.TryGetValue(system, out var at) && at > incident.OpenedAt ? at : incident.OpenedAt;
            }
        }

        return newest;
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(scope);
        var models = scope.Models.ToList();
        // The newest of this system, however many others have had since.
        var quoted = $"\"{scope.System.Id}\"";
        var own = await db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(i =>
                !i.IsDrill
                && (
                    db.IncidentVersions.Any(v => v.Incident == i.Id && models.Contains(v.Model))
                    || ((string)(object)EF.Property<List<string>>(i, "_systems")).Contains(quoted)
                )
            )
            .OrderByDescending(i => i.Id)
            .Take(Most)
            .Select(i => i.Id)
            .ToListAsync(ct);
        var records = new List<FoundRecord>();
        foreach (var incident in own)
        {
            var found = await incidents.FindAsync(incident, ct);
            if (found.IsDone)
            {
                records.Add(SeriousIncidentReport.RecordOf(found.Value.Facts));
            }
        }

        return records;
    }
}
