using Governance.Domain.Identity;
using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests.Responsibilities;

internal sealed class ResponsibilitiesInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/compliance/responsibilities", "/compliance/responsibilities?gap=any", Roles.ComplianceOfficer, 26),
        new(null, "/api/v1/responsibilities/csv", Roles.ComplianceOfficer, 17),
    ];

    public string Operations { get; } =
        """
            key GET /api/v1/responsibilities/csv?gap=any
            """;
}
