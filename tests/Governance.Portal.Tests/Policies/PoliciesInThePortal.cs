using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Policies;

internal sealed class PoliciesInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/policies", "/policies", Roles.RiskOfficer, 23),
        new("/policies/{Name}", "/policies/none", Roles.RiskOfficer, 21),
        new("/policies/propose", "/policies/propose", Roles.RiskOfficer, 21),
        new("/policies/changes/{Id}", "/policies/changes/PCR-9999", Roles.RiskOfficer, 21),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/policies/changes/{id}/approve"] = Rule.Proof,
            ["POST /api/v1/policies/changes/{id}/reject"] = Rule.Proof,
            ["POST /api/v1/policies/changes/{id}/withdraw"] = new(ReadPolicies),
            ["POST /logs"] = new(WriteDecisions),
            ["POST /logs/{partition}"] = new(WriteDecisions),
        };
}
