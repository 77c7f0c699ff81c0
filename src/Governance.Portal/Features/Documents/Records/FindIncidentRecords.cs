using Governance.Data;
using Governance.Domain.Documents;
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

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(scope);
        var models = scope.Models.ToList();
        var byModel = await db.IncidentVersions.AsNoTracking().Where(v => models.Contains(v.Model)).Select(v => v.Incident).Distinct().ToListAsync(ct);
        var newest = await db.Incidents.AsNoTracking().Where(i => !i.IsDrill).OrderByDescending(i => i.Id).Take(500).ToListAsync(ct);
        var system = scope.System.Id.ToString();
        var records = new List<FoundRecord>();
        foreach (var incident in newest.Where(i => byModel.Contains(i.Id) || i.Systems.Contains(system, StringComparer.Ordinal)).Take(Most))
        {
            var file = await incidents.FileAsync(incident.Id, ct);
            if (file.IsDone)
            {
                records.Add(SeriousIncidentReport.RecordOf(IncidentReportFacts.Of(file.Value)));
            }
        }

        return records;
    }
}
