using Governance.Domain.Identity;
using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests.Controls;

internal sealed class ControlsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/compliance/controls", "/compliance/controls", Roles.ComplianceOfficer, 33),
        new(null, "/api/v1/controls", Roles.ComplianceOfficer, 23),
    ];

    public string Operations { get; } =
        """
            key GET /api/v1/controls
            """;
}
