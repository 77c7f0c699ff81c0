using Governance.Domain.Incidents;

namespace Governance.Data.Integrations;

/// <summary>A signed message that was taken: the same one is not taken again.</summary>
public sealed class InboundMessage
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>Which incident something in another system is here.</summary>
public sealed class ForeignIncident
{
    /// <summary>Its id there.</summary>
    public required string ExternalId { get; init; }

    /// <summary>The incident.</summary>
    public IncidentId Incident { get; set; }
}
