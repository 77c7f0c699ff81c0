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

/// <summary>Every feature, in the order of the menu. A feature adds its services and maps its endpoints itself.</summary>
public static class FeatureList
{
    /// <summary>Services of all features.</summary>
    public static IServiceCollection AddFeatures(this IServiceCollection services)
    {
        services.AddOverview();
        services.AddSearch();
        services.AddSavedViews();
        services.AddApprovals();
        services.AddConversations();
        services.AddDelegations();
        services.AddOverrides();
        services.AddWaivers();
        services.AddPolicies();
        services.AddPermits();
        services.AddHooks();
        services.AddScanning();
        services.AddRegistry();
        services.AddMlFlow();
        services.AddRisks();
        services.AddMonitoring();
        services.AddDecisions();
        services.AddIncidents();
        services.AddRetirements();
        services.AddCards();
        services.AddLineage();
        services.AddSystems();
        services.AddCompliance();
        services.AddDocuments();
        services.AddAudit();
        services.AddAuditWatch();
        services.AddAdmin();
        services.AddIntegrations();
        services.AddReports();
        services.AddAccount();
        services.AddNotifications();
        services.AddDemo();
        return services;
    }

    /// <summary>Endpoints of all features.</summary>
    public static void MapFeatures(this WebApplication app, RouteGroupBuilder api)
    {
        api.MapOverview();
        api.MapSearch();
        api.MapApprovals();
        api.MapConversations();
        api.MapDelegations();
        api.MapSavedViews();
        api.MapOverrides();
        api.MapWaivers();
        api.MapPolicies(app);
        api.MapPermits();
        api.MapHooks();
        api.MapScanning();
        api.MapRegistry();
        api.MapMlFlow(app);
        api.MapRisks();
        api.MapMonitoring();
        api.MapDecisions();
        api.MapIncidents();
        api.MapRetirements();
        api.MapCards();
        api.MapLineage();
        api.MapSystems();
        api.MapCompliance();
        api.MapDocuments();
        api.MapAudit();
        api.MapAuditWatch(app);
        api.MapAdmin();
        api.MapIntegrations();
        api.MapReports(app);
        app.MapAccount(api);
        api.MapNotifications();
    }
}
