using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Portal.Features.Compliance.Evidence;
using Governance.Portal.Features.Incidents;
using Governance.Reporting.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Documents.Records;

/// <summary>Incidents of a system, or of versions of its models. Exercises are none.</summary>
internal sealed class FindIncidentRecords(GetIncident incidents) : IFindRecords
{
    // The newest: a document that lists more is read by nobody.
    private const int Most = 50;

    public string Name => "incidents";

    public IReadOnlyList<string> Kinds { get; } = ["incident_record"];

    /// <summary>One piece of a system: its incidents, the newest of which says how old the record is.</summary>
    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(GovernanceDbContext db, IReadOnlyList<SystemVersions> systems, CancellationToken ct)
    {
        var models = systems.SelectMany(s => s.Models).Distinct(StringComparer.Ordinal).ToList();
        // Of every incident three short columns: however many others there were since, a system's newest is among them.
        var newest = await db.Incidents.AsNoTracking().IgnoreAutoIncludes().Where(i => !i.IsDrill).OrderByDescending(i => i.Id)
            .Select(i => new { i.OpenedAt, Systems = EF.Property<List<string>>(i, "_systems"), Models = i.Versions.Where(v => models.Contains(v.Model)).Select(v => v.Model).ToList() }).ToListAsync(ct);
        return
        [
            .. from system in systems
               let last = newest.Find(i => i.Systems.Contains(system.System.ToString(), StringComparer.Ordinal) || i.Models.Intersect(system.Models, StringComparer.Ordinal).Any())
               where last is not null
               select new SystemEvidence(system.System, new FoundEvidence(
                   "incident_record", "Incidents on record", $"incidents:{system.System}", "/incidents", last.OpenedAt, system.System.ToString(), OfServedVersion: true, Live: true)),
        ];
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(scope);
        var models = scope.Models.ToList();
        // The newest of this system, however many others have had since.
        var quoted = $"\"{scope.System.Id}\"";
        var own = await db.Incidents.AsNoTracking().IgnoreAutoIncludes()
            .Where(i => !i.IsDrill && (db.IncidentVersions.Any(v => v.Incident == i.Id && models.Contains(v.Model)) || ((string)(object)EF.Property<List<string>>(i, "_systems")).Contains(quoted)))
            .OrderByDescending(i => i.Id).Take(Most).Select(i => i.Id).ToListAsync(ct);
        var records = new List<FoundRecord>();
        foreach (var incident in own)
        {
            var file = await incidents.FileAsync(incident, ct);
            if (file.IsDone)
            {
                records.Add(SeriousIncidentReport.RecordOf(IncidentReportFacts.Of(file.Value)));
            }
        }

        return records;
    }
}
