using Governance.Domain;
using Governance.Domain.Incidents;
using IncidentFacts = Governance.Reporting.Incidents.IncidentFacts;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Tells what is on record of incidents, as documents print it.</summary>
public interface IIncidentsOnRecord
{
    /// <summary>One incident with everything that is recorded of it, or the refusal when there is none.</summary>
    Task<Result<IncidentOnRecord>> FindAsync(IncidentId id, CancellationToken ct);
}

/// <summary>An incident as documents print it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="IsDrill">True for an exercise.</param>
/// <param name="Systems">The AI systems it happened in: id, and name where the system is known.</param>
/// <param name="Confirmed">Who confirmed the newest word about the law, and when; null until it is confirmed.</param>
/// <param name="ReportedAt">When the authority was told; null before.</param>
/// <param name="Facts">What a report says of it.</param>
public sealed record IncidentOnRecord(
    IncidentId Id,
    string Title,
    bool IsDrill,
    IReadOnlyList<(string Id, string Name)> Systems,
    (string By, DateTimeOffset At)? Confirmed,
    DateTimeOffset? ReportedAt,
    IncidentFacts Facts
);
