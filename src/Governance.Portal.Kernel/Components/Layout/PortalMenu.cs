using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>
/// The one table of the navigation: every page that its address alone names, the section it belongs to, and the entries that each role
/// has. A page that no entry of a role leads to is still a tab of its section, in the command palette and on <em>All pages</em>.
/// </summary>
/// <param name="administration">Pages of the administration, which have tabs of their own.</param>
public sealed class PortalMenu(IEnumerable<AdminPage> administration)
{
    /// <summary>How many entries a role has at most, those at the foot included: what a person reads at a glance.</summary>
    public const int MaxEntries = 9;

    private static readonly MenuSection s_overview = new(
        "Overview",
        "home",
        [
            new("Overview", "/", "home", ReadOverview, "home, start, dashboard, programme, key figures") { Also = "/kpis", Key = 'o' },
            new("Calendar", "/calendar", "event", ReadOverview, "deadlines, dates, clocks"),
        ]
    );

    private static readonly MenuSection s_approvals = new(
        "Approvals",
        "approval",
        [new("Approvals", "/approvals", "approval", ReadApprovals, "promotions, requests, sign-offs, gates") { Key = 'a' }]
    );

    private static readonly MenuSection s_incidents = new(
        "Incidents",
        "emergency_home",
        [
            new("Incidents", "/incidents", "emergency_home", ReadIncidents, "serious incidents, Art. 73, clocks") { Key = 'i' },
            new("Playbooks", "/playbooks", "menu_book", ReadIncidents, "runbooks, response steps"),
        ]
    );

    private static readonly MenuSection s_models = new(
        "Models",
        "deployed_code",
        [
            new("Models", "/models", "deployed_code", ReadRegistry, "registry, inventory, versions, evidence, artifacts, deployments")
            {
                Also = "/experiments",
                Key = 'm',
            },
            new("Agents", "/agents", "smart_toy", ReadRegistry, "agents, tools, MCP, manifest, autonomy, kill switch"),
            new("Agent tools", "/agents/tools", "construction", ReadRegistry) { Tab = "Agents", Short = "Tools" },
            new("Unregistered agents", "/agents/not-registered", "smart_toy", ReadAgentCalls) { Tab = "Agents", Short = "Not registered" },
            new("Model risk", "/model-risk", "checklist", ReadRegistry, "tiers, validations, findings, overlays")
            {
                Also = "/models/*/risk",
            },
            new(
                "Datasets",
                DatasetAddresses.List,
                "database",
                ReadRegistry,
                "data, sensitivity, personal data, legal basis, consent, retention, datasheet"
            ),
            new("Training requests", "/training", "science", ReadRegistry, "training, permit, who may train, data owner")
            {
                Tab = "Datasets",
            },
            new("Training runs", "/training/runs", "science", ReadRegistry, "training without a permit, lineage, findings")
            {
                Tab = "Datasets",
            },
            new("Discovered AI", "/discovery", "search", ReadDiscoveries, "shadow AI, scan, unregistered, API keys, SDK"),
            new("Retirements", "/retirements", "inventory_2", ReadRegistry, "decommission, take out of use"),
            // Has tabs of its own, and is reached from a version and its data.
            new("Lineage", "/lineage", "account_tree", ReadRegistry, "datasets, jobs, columns, data sources")
            {
                Tab = "",
                Also = "/models/*/lineage",
            },
        ]
    );

    private static readonly MenuSection s_risks = new(
        "Risks",
        "shield",
        [
            new("Risks", "/risks", "shield", ReadRisks, "register, heat map, appetite, mitigations, acceptance") { Key = 'r' },
            new("Risk library", "/risks/library", "menu_book", ReadRisks, "catalogue, templates"),
            new("Threat models", "/risks/threat-models", "architecture", ReadRisks, "STRIDE, data flow"),
            new("Threat coverage", "/risks/coverage", "grid_on", ReadRisks, "OWASP, ATLAS, threats"),
            new("Mapping of the frameworks", "/risks/mapping", "compare_arrows", ReadRisks, "NIST, ISO, frameworks"),
        ]
    );

    private static readonly MenuSection s_policies = new(
        "Policies",
        "policy",
        [
            new("Policies", "/policies", "policy", ReadPolicies, "gates, rules, policy as code, packs") { Key = 'p' },
            new("Policy status", "/posture", "verified", ReadGates, "out of policy, compliance of deployments, gates"),
        ]
    );

    private static readonly MenuSection s_monitoring = new(
        "Monitoring",
        "monitoring",
        [
            new("Monitoring", "/monitoring", "monitoring", ReadMonitoring, "drift, performance, fairness, data quality, monitors")
            {
                Key = 'd',
            },
            new("Alerts", "/alerts", "notifications", ReadMonitoring, "warnings, alarms, silenced"),
            new("Decisions", "/decisions", "fact_check", ReadDecisions, "decision log, predictions, overrides")
            {
                Short = "Decision log",
                Key = 't',
            },
            new("Review queue", "/decision-reviews", "fact_check", ReadDecisions, "samples, human review") { Tab = "Decisions" },
        ]
    );

    private static readonly MenuPage s_reports = new(
        "Reports",
        "/compliance/reports",
        "description",
        Permission.ReadReports,
        "documents, annex IV, technical documentation, PDF, export"
    )
    {
        Also = "/reports",
    };

    private static readonly MenuSection s_compliance = new(
        "Compliance",
        "gavel",
        [
            new(
                "AI systems",
                ComplianceAddresses.Systems,
                "gavel",
                ReadCompliance,
                "compliance, EU AI Act, AI systems, inventory, classification"
            )
            {
                Also = "/compliance",
                Key = 'c',
            },
            new("Intake", ComplianceAddresses.UseCases, "add_task", ReadUseCases, "use cases, ideas, proposals"),
            new("Obligations", ComplianceAddresses.Obligations, "checklist", ReadCompliance, "duties, EU AI Act, articles, law"),
            new("Competences", ComplianceAddresses.Competences, "person", ReadCompetences, "Art. 4, AI literacy, training")
            {
                Tab = "Registers",
            },
            new("Competence records", ComplianceAddresses.CompetenceRecords, "person", ReadCompetences) { Tab = "Registers" },
            new("Required competences", ComplianceAddresses.CompetencePlan, "rule", ReadCompetences) { Tab = "Registers" },
            new(
                "Suppliers",
                ComplianceAddresses.Suppliers,
                "inventory_2",
                ReadSuppliers,
                "third parties, DORA, due diligence, contracts, certificates, exit plans"
            )
            {
                Tab = "Registers",
            },
            new("Explanation requests", ComplianceAddresses.Explanations, "conversation", ReadExplanations, "Art. 86, affected persons")
            {
                Tab = "Registers",
            },
            new("Responsibilities", ComplianceAddresses.Responsibilities, "group", ReadCompliance, "RACI, who does what, gaps")
            {
                Tab = "Registers",
            },
            new("Control mapping", ComplianceAddresses.Controls, "grid_on", ReadCompliance, "frameworks, ISO 42001, NIST AI RMF")
            {
                Tab = "Registers",
            },
            s_reports,
        ]
    );

    private static readonly MenuSection s_audit = new(
        "Audit log",
        "receipt_long",
        [
            new("Audit log", "/audit", "receipt_long", ReadAudit, "history, trail, who did what") { Key = 'l' },
            new("Verify", "/audit/verify", "verified", ReadAudit, "receipt, proof, export, checkpoint"),
            new("Log health", "/audit/state", "receipt_long", ReadAudit, "damage, repair, verified"),
        ]
    );

    private static readonly MenuSection s_developers = new(
        "Developers",
        "data_object",
        [
            new(
                "Developers",
                "/developers",
                "data_object",
                ReadRegistry,
                "API, CI, pipeline, snippet, GitHub, GitLab, Jenkins, MLflow, OpenLineage"
            )
            {
                HasAddressesBelow = true,
            },
            new("API", "/openapi", "data_object", null, "help, documentation, developers, REST, OpenAPI"),
        ]
    )
    {
        IsAtFoot = true,
    };

    private static readonly MenuSection s_allPages = new(
        "All pages",
        "apps",
        [new("All pages", "/pages", "apps", null, "site map, index, everything, more")]
    )
    {
        IsAtFoot = true,
    };

    private static readonly MenuSection s_help = new(
        "Help",
        "help",
        [
            new("Help", "/help", "help", null, "documentation, manual, guide") { Also = "/docs" },
            new("Glossary", "/glossary", "menu_book", null, "terms, definitions, dictionary"),
        ]
    )
    {
        IsAtFoot = true,
    };

    // The account menu leads to it.
    private static readonly MenuSection s_account = new(
        "Account",
        "person",
        [
            new("Account", "/account", "person", null, "profile, my role, time zone") { Tab = "" },
            new("Security", "/account/security", "passkey", null, "password, passkey, two factors, sessions") { Tab = "" },
            new("Notification settings", "/account/notifications", "tune", null, "mail, preferences") { Tab = "" },
            new("E-mailed dashboards", "/account/dashboards", "schedule_send", ReadOverview, "subscriptions, reports by e-mail")
            {
                Tab = "",
            },
            new("Notifications", "/notifications", "notifications", null, "inbox, messages") { Tab = "" },
        ]
    );

    // A page of another section that some roles come for: an entry of its own, and a tab where it belongs.
    private static readonly MenuSection s_raisedReports = new("Reports", "description", [s_reports]);

    private readonly MenuSection _administration = new(
        "Administration",
        "admin_panel_settings",
        [
            new("Administration", "/admin", "admin_panel_settings", Administer, "settings, configuration, admin") { Tab = "" },
            .. administration
                .OrderBy(p => p.Order)
                .Select(p => new MenuPage(p.Name, p.Address, "admin_panel_settings", Administer, p.Words) { Tab = "" }),
            new("Confirm access", "/confirm-access", "gpp_maybe", ConfirmAccess, "four eyes, second person") { Tab = "" },
        ]
    )
    {
        IsAtFoot = true,
    };

    /// <summary>All sections with all pages, in the order of <em>All pages</em>.</summary>
    public IReadOnlyList<MenuSection> Sections =>
        [
            s_overview,
            s_approvals,
            s_incidents,
            s_models,
            s_risks,
            s_policies,
            s_monitoring,
            s_compliance,
            s_audit,
            s_developers,
            _administration,
            s_help,
            s_account,
            s_allPages,
        ];

    /// <summary>The entries of a role, in its order, whether or not its pages are open to a person who holds it.</summary>
    /// <param name="role">Id of the role in force; null for someone who has none.</param>
    public IReadOnlyList<MenuSection> EntriesOf(string? role) => [.. WorkOf(role), s_allPages, s_help];

    private IReadOnlyList<MenuSection> WorkOf(string? role) =>
        role switch
        {
            Roles.Engineer => [s_overview, s_approvals, s_incidents, s_models, s_policies, s_monitoring, s_developers],
            Roles.ModelOwner => [s_overview, s_approvals, s_incidents, s_models, s_risks, s_monitoring, s_compliance],
            Roles.SecurityReviewer => [s_overview, s_approvals, s_incidents, s_models, s_risks, s_policies, s_monitoring],
            Roles.LegalReviewer => [s_overview, s_approvals, s_incidents, s_risks, s_compliance, s_raisedReports],
            Roles.RiskOfficer => [s_overview, s_approvals, s_incidents, s_models, s_risks, s_policies, s_monitoring],
            Roles.ComplianceOfficer => [s_overview, s_approvals, s_incidents, s_models, s_risks, s_compliance, s_raisedReports],
            Roles.Auditor => [s_audit, s_overview, s_approvals, s_incidents, s_models, s_risks, s_compliance],
            Roles.Sponsor => [s_overview, s_approvals, s_incidents, s_risks, s_compliance, s_raisedReports],
            Roles.Administrator => [s_overview, s_incidents, s_models, s_monitoring, s_audit, s_developers, _administration],
            _ => [],
        };
}
