using Governance.Portal.Administration.Account;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Features.Approvals;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Features.Cards;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Features.Conversations;
using Governance.Portal.Operations.Decisions;
using Governance.Portal.Features.Delegations;
using Governance.Portal.Features.Demo;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Features.Hooks;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Features.Lineage;
using Governance.Portal.Features.MlFlow;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Features.Overrides;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Features.Permits;
using Governance.Portal.Features.Policies;
using Governance.Portal.Features.Registry;
using Governance.Portal.Compliance.Reports;
using Governance.Portal.Operations.Retirements;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Features.Scanning;
using Governance.Portal.Administration.Search;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Administration.Views;
using Governance.Portal.Features.Waivers;

namespace Governance.Portal.Features;

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
