using Governance.Portal.Demo;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Hosting;

/// <summary>Every feature, related ones beside each other: the one place where the host names them, each in a line of its own.</summary>
public static class FeatureList
{
    private static readonly IPortalFeature[] s_features =
    [
        new Administration.Overview.OverviewFeature(),
        new Administration.Setup.SetupFeature(),
        new Administration.Calendar.CalendarFeature(),
        new Administration.Search.SearchFeature(),
        new Approvals.Approvals.ApprovalsFeature(),
        new Approvals.Conversations.ConversationsFeature(),
        new Approvals.Delegations.DelegationsFeature(),
        new Administration.Views.ViewsFeature(),
        new Approvals.Overrides.OverridesFeature(),
        new Approvals.Waivers.WaiversFeature(),
        new Approvals.Policies.PoliciesFeature(),
        new Approvals.Permits.PermitsFeature(),
        new Approvals.Postures.PostureFeature(),
        new Approvals.ModelReviews.ModelReviewsFeature(),
        new Approvals.ModelRisk.ModelRiskFeature(),
        new Approvals.Hooks.HooksFeature(),
        new Models.Scanning.ScanningFeature(),
        new Models.Registry.RegistryFeature(),
        new Models.Registry.Agents.AgentsFeature(),
        new Models.Discovery.DiscoveryFeature(),
        new Approvals.AgentCalls.AgentCallsFeature(),
        new Operations.AgentRuns.AgentRunsFeature(),
        new Models.Registries.MlFlow.MlFlowFeature(),
        new Models.Registries.RegistriesFeature(),
        new Operations.Risks.RisksFeature(),
        new Operations.Risks.ThreatModels.ThreatModelsFeature(),
        new Operations.Monitoring.MonitoringFeature(),
        new Operations.Monitoring.Sources.SourcesFeature(),
        new Operations.Decisions.DecisionsFeature(),
        new Operations.Decisions.Reviews.ReviewsFeature(),
        new Operations.Incidents.IncidentsFeature(),
        new Operations.Retirements.RetirementsFeature(),
        new Operations.Validation.ValidationFeature(),
        new Operations.Experiments.ExperimentsFeature(),
        new Models.Cards.CardsFeature(),
        new Models.Lineage.LineageFeature(),
        new Models.Lineage.Datasets.DatasetsFeature(),
        new Approvals.Training.TrainingFeature(),
        new Compliance.Intake.IntakeFeature(),
        new Compliance.Systems.SystemsFeature(),
        new Compliance.Compliance.ComplianceFeature(),
        new Compliance.Explanations.ExplanationsFeature(),
        new Compliance.Controls.ControlsFeature(),
        new Compliance.Oversight.OversightFeature(),
        new Compliance.Competences.CompetencesFeature(),
        new Compliance.Suppliers.SuppliersFeature(),
        new Compliance.Responsibilities.ResponsibilitiesFeature(),
        new Compliance.Targets.TargetsFeature(),
        new Compliance.Documents.DocumentsFeature(),
        new Administration.Audit.AuditFeature(),
        new Administration.Audit.AuditWatchFeature(),
        new Administration.Audit.BackupFeature(),
        new Administration.Admin.AdminFeature(),
        new Administration.Organisations.OrganisationFeature(),
        new Administration.Integrations.IntegrationsFeature(),
        new Compliance.Reports.ReportsFeature(),
        new Administration.Account.AccountFeature(),
        new Administration.Notifications.NotificationsFeature(),
        new Administration.Help.HelpFeature(),
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
