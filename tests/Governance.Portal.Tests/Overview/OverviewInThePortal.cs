using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Overview;

internal sealed class OverviewInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        // One more where nothing drifts, as here: the chart of drift then asks for what has the largest number as well.
        new("/", "/", "legal", 123),
        new("/", "/", "engineer", 117),
        new("/", "/?scope=programme", Roles.RiskOfficer, 156),
        new("/", "/?scope=risk", Roles.RiskOfficer, 129),
        new("/", "/?scope=security", Roles.Administrator, 81),
        new("/", "/?scope=sponsor&period=365d", Roles.Sponsor, 100),
        new("/kpis/{Id}", "/kpis/audit-coverage", Roles.RiskOfficer, 38),
        new("/kpis/{Id}", "/kpis/compliance-score", Roles.RiskOfficer, 41),
        new("/account/dashboards", "/account/dashboards", Roles.RiskOfficer, 21),
        new(null, "/api/v1/kpis?period=365d", Roles.Sponsor, 60),
        new(null, "/api/v1/dashboards/sponsor?period=365d", Roles.Sponsor, 42),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/dashboard-subscriptions"] = new(ReadOverview),
            ["PATCH /api/v1/dashboard-subscriptions/{id}"] = new(ReadOverview),
            ["DELETE /api/v1/dashboard-subscriptions/{id}"] = new(ReadOverview),
        };
}
