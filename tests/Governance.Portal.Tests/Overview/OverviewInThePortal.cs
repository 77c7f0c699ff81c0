using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Overview;

internal sealed class OverviewInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        // With what is kept of the figures, of what needs attention and of the clocks: what waits for a person is read each time.
        new("/", "/", "legal", 40),
        new("/", "/", "engineer", 41),
        new("/", "/?scope=programme", Roles.RiskOfficer, 70),
        new("/", "/?scope=risk", Roles.RiskOfficer, 70),
        new("/", "/?scope=security", Roles.Administrator, 35),
        new("/", "/?scope=sponsor&period=365d", Roles.Sponsor, 26),
        new("/kpis/{Id}", "/kpis/audit-coverage", Roles.RiskOfficer, 8),
        new("/kpis/{Id}", "/kpis/compliance-score", Roles.RiskOfficer, 8),
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
