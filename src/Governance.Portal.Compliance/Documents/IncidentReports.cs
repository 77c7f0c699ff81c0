using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Incidents;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Compliance.Documents;

/// <summary>The report of an incident to the authority as it stands.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="IsFirst">True for the first report, which may be incomplete (Art. 73(5)).</param>
/// <param name="Document">Its points with what fills them.</param>
public sealed record IncidentReport(IncidentOnRecord Incident, bool IsFirst, FilledDocument Document);

/// <summary>
/// Fills the report of a serious incident (Art. 73) from the incident, from records of the system it happened in, and from what people
/// wrote for this one report. Until the authority was informed it is the first report; from then on the complete one.
/// </summary>
public sealed class IncidentReports(IIncidentsOnRecord incidents, FillDocuments fill, DocumentLibrary library)
{
    /// <summary>The report as it stands, or why there is none.</summary>
    public async Task<Result<IncidentReport>> RunAsync(IncidentId id, CancellationToken ct)
    {
        var found = await incidents.FindAsync(id, ct);
        if (found.Refusal is { } missing)
        {
            return missing;
        }

        var incident = found.Value;
        if (Refuses(id, incident.IsDrill, incident.Systems.Count) is { } refusal)
        {
            return refusal;
        }

        if (!DisplayId.TryParse<SystemId>(incident.Systems[0].Id, out var system))
        {
            return SystemRefusals.NotFound;
        }

        var isFirst = incident.ReportedAt is null;
        var filled = await fill.IncidentAsync(system, id, library.SeriousIncidents, incident.Facts, isFirst, ct);
        return filled.Refusal is { } notFilled ? notFilled : new IncidentReport(incident, isFirst, filled.Value);
    }

    /// <summary>Why nothing of an incident is reported; null when it can be.</summary>
    internal static Refusal? Refuses(IncidentId id, bool isDrill, int systems) =>
        isDrill ? DocumentRefusals.NotForThisSystem($"{id} is a drill. Nothing is reported to an authority.")
        : systems == 0 ? DocumentRefusals.NotForThisSystem($"{id} does not name an AI system. Name the system concerned, then try again.")
        : null;
}
