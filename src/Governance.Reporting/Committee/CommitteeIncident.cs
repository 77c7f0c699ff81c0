using Governance.Reporting.Incidents;

namespace Governance.Reporting.Committee;

/// <summary>An incident with its clocks of the law.</summary>
/// <param name="Record">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Severity">How bad it is, in a word.</param>
/// <param name="State">Where it stands, in a word.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="ClosedAt">When it was over; null before.</param>
/// <param name="Clocks">The clocks of Art. 73, triggered or not.</param>
public sealed record CommitteeIncident(
    string Record,
    string Title,
    string Severity,
    string State,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt,
    IReadOnlyList<IncidentClock> Clocks
);
