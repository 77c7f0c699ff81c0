using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Incidents;
using Governance.Domain.Systems;
using Governance.Portal.Features.Incidents;
using ReportedIncident = Governance.Reporting.Incidents.IncidentFacts;

namespace Governance.Portal.Features.Documents;

/// <summary>The report of an incident to the authority as it stands.</summary>
/// <param name="File">The incident.</param>
/// <param name="Facts">What the report says of it.</param>
/// <param name="IsFirst">True for the first report, which may be incomplete (Art. 73(5)).</param>
/// <param name="Document">Its points with what fills them.</param>
public sealed record IncidentReport(IncidentFile File, ReportedIncident Facts, bool IsFirst, FilledDocument Document);

/// <summary>
/// Fills the report of a serious incident (Art. 73) from the incident, from records of the system it happened in, and from what people
/// wrote for this one report. Until the authority was told it is the first report; from then on the complete one.
/// </summary>
public sealed class IncidentReports(GetIncident incidents, FillDocuments fill, DocumentLibrary library)
{
    /// <summary>The report as it stands, or why there is none.</summary>
    public async Task<Result<IncidentReport>> RunAsync(IncidentId id, CancellationToken ct)
    {
        var file = await incidents.FileAsync(id, ct);
        if (file.Refusal is { } missing)
        {
            return missing;
        }

        var incident = file.Value.Incident;
        if (Refuses(id, incident.Drill, incident.Systems.Count) is { } refusal)
        {
            return refusal;
        }

        if (!HumanId.TryParse<SystemId>(incident.Systems[0], out var system))
        {
            return SystemRefusals.NotFound;
        }

        var facts = IncidentReportFacts.Of(file.Value);
        var isFirst = incident.ReportedAt is null;
        var filled = await fill.IncidentAsync(system, id, library.SeriousIncidents, facts, isFirst, ct);
        return filled.Refusal is { } notFilled ? notFilled : new IncidentReport(file.Value, facts, isFirst, filled.Value);
    }

    /// <summary>Why nothing of an incident is reported; null when it can be.</summary>
    internal static Refusal? Refuses(IncidentId id, bool isDrill, int systems) =>
        isDrill ? DocumentRefusals.NotForThisSystem($"{id} is an exercise. Nothing of it is reported to an authority.")
        : systems == 0 ? DocumentRefusals.NotForThisSystem($"{id} names no AI system. Say in which it happened, then ask again.")
        : null;
}
