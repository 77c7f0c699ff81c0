using Governance.Domain.Identity;
using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests.Postures;

internal sealed class PostureInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/posture", "/posture", Roles.RiskOfficer, 26),
        new("/posture", "/posture?state=out&rule=high-risk-models%2FPERF-01", Roles.RiskOfficer, 26),
        new("/posture/{Model}", "/posture/credit-default", Roles.RiskOfficer, 21),
        new(null, "/api/v1/posture?limit=500", "engineer", 12),
    ];

    public string Operations { get; } =
        """
            key GET /api/v1/posture
            key GET /api/v1/posture?state=in
            key GET /api/v1/posture/export
            key GET /api/v1/posture/credit-default
            key GET /api/v1/policies/changes/PCR-0001/posture
            """;
}
