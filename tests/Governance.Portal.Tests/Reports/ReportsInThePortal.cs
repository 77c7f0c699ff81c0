using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Reports;

internal sealed class ReportsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/compliance/reports", "/compliance/reports", Roles.ComplianceOfficer, 24),
        new("/reports/new", "/reports/new?kind=approval-record&subject=APR-0001", Roles.ComplianceOfficer, 21),
        new("/reports/{Id}", "/reports/REP-9999", Roles.ComplianceOfficer, 21),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/reports"] = new(WriteReports, Besides: ReadCompliance), // the kind of the example shows a system's compliance
        };
}
