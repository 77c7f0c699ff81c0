using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Incidents;

internal sealed class IncidentsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/incidents", "/incidents?state=all", "legal", 35),
        new("/incidents/{Id}", "/incidents/INC-0101", "legal", 44),
        new("/incidents/{Id}/report", "/incidents/INC-0101/report", "legal", 31),
        new("/playbooks", "/playbooks", "legal", 29),
        new("/playbooks/{Id}", "/playbooks/security", "legal", 28),
        new("/playbooks/new", "/playbooks/new", Governance.Domain.Identity.Roles.RiskOfficer, 22),
        new(null, "/api/v1/incidents?limit=500", "legal", 13),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/incidents"] = new(WriteIncidents),
            ["PATCH /api/v1/incidents/{id}"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/timeline"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/messages"] = new(WriteIncidents),
            ["PUT /api/v1/incidents/{id}/messages/{number:int}"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/messages/{number:int}/hold"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/messages/{number:int}/send"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/containment/confirm"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/evidence"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/steps/{step}/done"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/steps/{step}/skip"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/steps/{step}/call"] = new(WriteIncidents),
            ["POST /api/v1/playbooks"] = new(ProposePlaybook),
            ["POST /api/v1/playbooks/versions/{id}/approve"] = Rule.Proof,
            ["POST /api/v1/playbooks/versions/{id}/reject"] = Rule.Proof,
            ["POST /api/v1/playbooks/versions/{id}/withdraw"] = new(ProposePlaybook),
            ["POST /api/v1/incidents/{id}/release"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/close"] = new(WriteIncidents),
            ["POST /api/v1/incidents/{id}/dismiss"] = new(WriteIncidents),
            ["PUT /api/v1/incidents/{id}/report/points/{point}"] = new(WriteIncidents),
        };
}
