using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Monitoring;

internal sealed class MonitoringInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/monitoring", "/monitoring", "owner", 36),
        new("/monitoring/{Model}", "/monitoring/model-00001", "owner", 41),
        new("/alerts", "/alerts", "owner", 30),
        new(null, "/api/v1/alerts?limit=500", "owner", 13),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/alerts/{id}/ack"] = new(HandleAlerts),
            ["POST /api/v1/alerts/{id}/assign"] = new(HandleAlerts),
            ["POST /api/v1/alerts/{id}/ask-owner"] = new(HandleAlerts),
            ["POST /api/v1/alerts/{id}/unassign"] = new(HandleAlerts),
            ["POST /api/v1/alerts/{id}/silence"] = new(HandleAlerts),
            ["POST /api/v1/alerts/{id}/resolve"] = new(HandleAlerts),
            ["POST /api/v1/models/{model}/monitors"] = new(ManageMonitors),
            ["PATCH /api/v1/monitors/{id}"] = new(ManageMonitors),
            ["PUT /api/v1/models/{model}/served-rate"] = new(ManageMonitors),
            ["PUT /api/v1/models/{model}/versions/{version}/source"] = new(ManageMonitors),
            ["DELETE /api/v1/models/{model}/versions/{version}/source"] = new(ManageMonitors),
            ["POST /api/v1/models/{model}/versions/{version}/source:run"] = new(ManageMonitors),
            ["POST /api/v1/models/{model}/versions/{version}/source:pause"] = new(ManageMonitors),
            ["POST /api/v1/monitoring/{model}/{version}/figures"] = new(WriteMonitoring),
            ["POST /api/v1/monitoring/{model}/{version}/labels"] = new(WriteMonitoring),
            ["POST /api/v1/monitoring/{model}/{version}/measurements/{id}:withdraw"] = new(WriteMonitoring),
            ["POST /api/v1/monitoring/{model}/{version}/measurements/{id}:confirm"] = new(ValidateModels),
            ["POST /api/v1/monitoring/{model}/{version}/measurements/{id}:reject"] = new(ValidateModels),
            ["POST /api/v1/monitoring/{model}/{version}/windows/{window}:withdraw"] = new(WriteMonitoring),
            ["POST /api/v1/monitoring/{model}/{version}/windows/{window}:confirm"] = new(ValidateModels),
            ["POST /api/v1/monitoring/{model}/{version}/windows/{window}:reject"] = new(ValidateModels),
        };

    public string Operations { get; } =
        """
            key POST /api/v1/hooks/fiddler {"alert_rule_id":"8a1c","severity":"WARNING","alert_time_bucket":1790000000000,
              "alert_value":0.31}
            key POST /api/v1/hooks/arize {"alert_rule_id":"8a1c","severity":"WARNING","alert_time_bucket":1790000000000}
            """;
}
