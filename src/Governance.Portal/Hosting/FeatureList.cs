using Governance.Portal.Administration.Account;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Administration.Search;
using Governance.Portal.Administration.Views;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Conversations;
using Governance.Portal.Approvals.Delegations;
using Governance.Portal.Approvals.Hooks;
using Governance.Portal.Approvals.Overrides;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Waivers;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Compliance.Reports;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Demo;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Cards;
using Governance.Portal.Models.Lineage;
using Governance.Portal.Models.MlFlow;
using Governance.Portal.Models.Registry;
using Governance.Portal.Models.Scanning;
using Governance.Portal.Operations.Decisions;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Retirements;
using Governance.Portal.Operations.Risks;

namespace Governance.Portal.Hosting;

/// <summary>Every feature, in the order of the menu: the one place where the host names them.</summary>
public static class FeatureList
{
    private static readonly IPortalFeature[] s_features =
    [
        new OverviewFeature(),
        new SearchFeature(),
        new ApprovalsFeature(),
        new ConversationsFeature(),
        new DelegationsFeature(),
        new ViewsFeature(),
        new OverridesFeature(),
        new WaiversFeature(),
        new PoliciesFeature(),
        new PermitsFeature(),
        new HooksFeature(),
        new ScanningFeature(),
        new RegistryFeature(),
        new MlFlowFeature(),
        new RisksFeature(),
        new MonitoringFeature(),
        new DecisionsFeature(),
        new IncidentsFeature(),
        new RetirementsFeature(),
        new CardsFeature(),
        new LineageFeature(),
        new SystemsFeature(),
        new ComplianceFeature(),
        new DocumentsFeature(),
        new AuditFeature(),
        new AuditWatchFeature(),
        new AdminFeature(),
        new IntegrationsFeature(),
        new ReportsFeature(),
        new AccountFeature(),
        new NotificationsFeature(),
        new DemoFeature(),
    ];

    /// <summary>Services of all features.</summary>
    public static void AddFeatures(this IServiceCollection services)
    {
        foreach (var feature in s_features)
        {
            feature.Add(services);
        }
    }

    /// <summary>Endpoints of all features.</summary>
    public static void MapFeatures(this WebApplication app, RouteGroupBuilder api)
    {
        foreach (var feature in s_features)
        {
            feature.Map(api, app);
        }
    }
}
