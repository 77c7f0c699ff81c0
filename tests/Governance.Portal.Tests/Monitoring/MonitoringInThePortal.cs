using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Monitoring;

internal sealed class MonitoringInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/monitoring", "/monitoring", "owner", 70),
        new("/monitoring/{Model}", "/monitoring/model-00001", "owner", 70),
        new("/alerts", "/alerts", "owner", 65),
        new(null, "/api/v1/alerts?limit=500", "owner", 25),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/alerts/{id}/ack"] = new(ManageMonitors),
            ["POST /api/v1/alerts/{id}/assign"] = new(ManageMonitors),
            ["POST /api/v1/alerts/{id}/unassign"] = new(ManageMonitors),
            ["POST /api/v1/alerts/{id}/silence"] = new(ManageMonitors),
            ["POST /api/v1/alerts/{id}/resolve"] = new(ManageMonitors),
            ["POST /api/v1/models/{model}/monitors"] = new(ManageMonitors),
            ["PATCH /api/v1/monitors/{id}"] = new(ManageMonitors),
            ["POST /api/v1/monitoring/{model}/{version}/figures"] = new(WriteMonitoring),
            ["POST /api/v1/monitoring/{model}/{version}/labels"] = new(WriteMonitoring),
        };
}
