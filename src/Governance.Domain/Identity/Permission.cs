using System.Reflection;
using static Governance.Domain.Identity.Roles;

namespace Governance.Domain.Identity;

/// <summary>Something a role, or an API key with a scope, may do. The one table that pages, endpoints and actions ask.</summary>
/// <param name="Name">Stable name, also the name of the authorisation policy.</param>
/// <param name="Words">The permission in words, as a refusal names it.</param>
/// <param name="GrantedTo">Role ids that have it while in force.</param>
/// <param name="Scope">Scope with which an API key has it; null when no key ever has.</param>
public sealed record Permission(string Name, string Words, IReadOnlyList<string> GrantedTo, string? Scope)
{
    private static readonly IReadOnlyList<string> s_everyone = All;
    private static readonly IReadOnlyList<string> s_commenters =
    [
        Engineer,
        ModelOwner,
        SecurityReviewer,
        LegalReviewer,
        RiskOfficer,
        ComplianceOfficer,
        Administrator,
    ];

    /// <summary>See the overview.</summary>
    public static Permission ReadOverview { get; } = new("overview.read", "see the overview", s_everyone, null);

    /// <summary>Read models, versions, artifacts and deployments.</summary>
    public static Permission ReadRegistry { get; } = new("registry.read", "read models", s_everyone, Scopes.RegistryRead);

    /// <summary>Register models and versions, store artifacts.</summary>
    public static Permission WriteRegistry { get; } =
        new("registry.write", "register models and versions", [Engineer, ModelOwner], Scopes.RegistryWrite);

    /// <summary>Register datasets and change what is known of them.</summary>
    public static Permission WriteDatasets { get; } =
        new("datasets.write", "register datasets", [Engineer, ModelOwner, ComplianceOfficer], Scopes.RegistryWrite);

    /// <summary>Request to train on data, and get the permit for it.</summary>
    public static Permission RequestTraining { get; } =
        new("training.request", "request training", [Engineer, ModelOwner], Scopes.RegistryWrite);

    /// <summary>Answer requests to train. No key ever has it.</summary>
    public static Permission ApproveTraining { get; } =
        new("training.approve", "answer training requests", [ModelOwner, SecurityReviewer], null);

    /// <summary>Plan, start and stop experiments of models.</summary>
    public static Permission PlanExperiments { get; } =
        new("experiments.plan", "plan and run experiments", [Engineer, ModelOwner], Scopes.RegistryWrite);

    /// <summary>Add observations to experiments: what serves the models does, with a key.</summary>
    public static Permission RecordExperiments { get; } =
        new("experiments.record", "add observations to experiments", [Engineer, ModelOwner], Scopes.EvidenceWrite);

    /// <summary>Approve and conclude experiments that someone else planned. No key ever has it.</summary>
    public static Permission DecideExperiments { get; } =
        new("experiments.decide", "approve and conclude experiments", [ModelOwner, RiskOfficer], null);

    /// <summary>Add evidence to a version; the second line of what it measures itself alone (<c>EvidenceFiling</c>).</summary>
    public static Permission AddEvidence { get; } =
        new("evidence.write", "add evidence", [Engineer, ModelOwner, RiskOfficer, ComplianceOfficer], Scopes.EvidenceWrite);

    /// <summary>Set up schedules by which live models are validated, run them, and store held-out sets.</summary>
    public static Permission ScheduleValidation { get; } =
        new("validation.schedule", "schedule validations", [RiskOfficer, ModelOwner, ComplianceOfficer], Scopes.EvidenceWrite);

    /// <summary>Withdraw evidence that does not hold any more, with a reason. No key ever has it.</summary>
    public static Permission WithdrawEvidence { get; } =
        new("evidence.withdraw", "withdraw evidence", [ModelOwner, SecurityReviewer, ComplianceOfficer], null);

    /// <summary>Attest evidence that someone else filed, with a signature. No key ever has it.</summary>
    public static Permission AttestEvidence { get; } =
        new("evidence.attest", "attest evidence", [RiskOfficer, SecurityReviewer, ComplianceOfficer], null);

    /// <summary>Send lineage events: what runs pipelines does, with a key.</summary>
    public static Permission WriteLineage { get; } =
        new("lineage.write", "send lineage events", [Engineer, ModelOwner], Scopes.LineageWrite);

    /// <summary>Write model and system cards.</summary>
    public static Permission WriteCards { get; } =
        new("cards.write", "write cards", [Engineer, ModelOwner, ComplianceOfficer], Scopes.EvidenceWrite);

    /// <summary>Approve or return cards others wrote. No key ever has it.</summary>
    public static Permission ReviewCards { get; } = new("cards.review", "review cards", [ModelOwner, ComplianceOfficer], null);

    /// <summary>Record the deployment of an approved version.</summary>
    public static Permission Deploy { get; } = new("deployments.write", "record deployments", [Engineer, ModelOwner], Scopes.RegistryWrite);

    /// <summary>Roll production back to an earlier approved version.</summary>
    public static Permission RollBack { get; } = new("deployments.roll-back", "roll back deployments", [ModelOwner], Scopes.RegistryWrite);

    /// <summary>Read promotions, their bundles and custody.</summary>
    public static Permission ReadApprovals { get; } = new("approvals.read", "read approvals", s_everyone, Scopes.RegistryRead);

    /// <summary>Request a promotion.</summary>
    public static Permission RequestPromotion { get; } =
        new("approvals.request", "request promotions", [Engineer, ModelOwner], Scopes.RegistryWrite);

    /// <summary>Comment on a promotion, a risk or an incident that one may read.</summary>
    public static Permission Comment { get; } = new("approvals.comment", "comment on approvals", s_commenters, Scopes.RegistryWrite);

    /// <summary>Sign one of the three slots. No key ever has it.</summary>
    public static Permission SignOff { get; } = new("approvals.sign", "sign off", [SecurityReviewer, LegalReviewer, ModelOwner], null);

    /// <summary>Hand a slot of one's own to someone else for a time. No key ever has it.</summary>
    public static Permission Delegate { get; } =
        new("approvals.delegate", "delegate sign-offs", [SecurityReviewer, LegalReviewer, ModelOwner], null);

    /// <summary>Be one of the two who open the gate in an emergency, and end such an override. No key ever has it.</summary>
    public static Permission Override { get; } =
        new("approvals.override", "override the deployment gate in an emergency", [RiskOfficer, SecurityReviewer], null);

    /// <summary>Review an emergency override afterwards. No key ever has it.</summary>
    public static Permission ReviewOverride { get; } = new("approvals.override-review", "review emergency overrides", [RiskOfficer], null);

    /// <summary>Ask for a waiver of a rule. No key ever has it.</summary>
    public static Permission RequestWaiver { get; } = new("waivers.request", "request waivers", [Engineer, ModelOwner], null);

    /// <summary>Grant, refuse and end waivers. No key ever has it.</summary>
    public static Permission GrantWaiver { get; } = new("waivers.grant", "grant waivers", [RiskOfficer, SecurityReviewer], null);

    /// <summary>Confirm that a model gets a lower risk class, as the second of two people. No key ever has it.</summary>
    public static Permission ConfirmRiskClass { get; } =
        new("registry.confirm-class", "confirm lower risk classes", [RiskOfficer, ComplianceOfficer], null);

    /// <summary>Read policies, their history and proposed changes.</summary>
    public static Permission ReadPolicies { get; } =
        new(
            "policies.read",
            "read policies",
            [RiskOfficer, SecurityReviewer, LegalReviewer, Engineer, ModelOwner, ComplianceOfficer, Auditor, Administrator],
            Scopes.GateRead
        );

    /// <summary>Propose a change of a policy and back-test it.</summary>
    public static Permission ProposePolicy { get; } =
        new("policies.propose", "propose policy changes", [RiskOfficer, SecurityReviewer], Scopes.RegistersWrite);

    /// <summary>Be one of the two who approve a change of a policy, or reject it. No key ever has it.</summary>
    public static Permission ApprovePolicy { get; } =
        new("policies.approve", "approve policy changes", [RiskOfficer, SecurityReviewer], null);

    /// <summary>Ask the deployment gate and replay gate runs.</summary>
    public static Permission ReadGates { get; } = new("gates.read", "query gates", s_everyone, Scopes.GateRead);

    /// <summary>Read monitoring.</summary>
    public static Permission ReadMonitoring { get; } = new("monitoring.read", "read monitoring data", s_everyone, Scopes.MonitoringRead);

    /// <summary>Upload monitoring windows and labels.</summary>
    public static Permission WriteMonitoring { get; } =
        new("monitoring.write", "upload monitoring data", [RiskOfficer, Engineer, ModelOwner], Scopes.MonitoringWrite);

    /// <summary>Set up monitors, and declare how much a model serves.</summary>
    public static Permission ManageMonitors { get; } =
        new("monitoring.manage", "manage monitors", [RiskOfficer, ModelOwner], Scopes.MonitoringWrite);

    /// <summary>Take an alert, acknowledge, silence and resolve it.</summary>
    public static Permission HandleAlerts { get; } =
        new("monitoring.alerts", "handle alerts", [RiskOfficer, SecurityReviewer, ModelOwner], Scopes.MonitoringWrite);

    /// <summary>Stop and resume agents that others answer for, also several at once.</summary>
    public static Permission GuardAgents { get; } =
        new("agents.guard", "stop and resume any agent", [RiskOfficer, SecurityReviewer], Scopes.MonitoringWrite);

    /// <summary>Say of a version in use whether it stays, and when it is reviewed next. No key ever has it.</summary>
    public static Permission ReviewModels { get; } = new("models.review", "review models in use", [RiskOfficer, ModelOwner], null);

    /// <summary>
    /// Assess tiers, plan validations, decide whether a change is material, propose overlays and limitations. No key ever has it.
    /// </summary>
    public static Permission ManageModelRisk { get; } =
        new("models.risk", "manage model risk", [RiskOfficer, ModelOwner, ComplianceOfficer], null);

    /// <summary>
    /// Validate models: report, raise and close findings, confirm lower tiers, approve overlays. No key ever has it.
    /// </summary>
    public static Permission ValidateModels { get; } =
        new("models.validate", "validate models", [RiskOfficer, SecurityReviewer, ComplianceOfficer], null);

    /// <summary>Read the risk register.</summary>
    public static Permission ReadRisks { get; } = new("risks.read", "read the risk register", s_everyone, Scopes.RegistersRead);

    /// <summary>Name, rate, treat and close risks.</summary>
    public static Permission WriteRisks { get; } =
        new(
            "risks.write",
            "change the risk register",
            [RiskOfficer, SecurityReviewer, ModelOwner, ComplianceOfficer],
            Scopes.RegistersWrite
        );

    /// <summary>Accept a residual risk by signature. No key ever has it.</summary>
    public static Permission AcceptRisk { get; } =
        new("risks.accept", "accept risks", [RiskOfficer, SecurityReviewer, ModelOwner, ComplianceOfficer], null);

    /// <summary>Approve or return threat models that others made. No key ever has it.</summary>
    public static Permission ReviewThreats { get; } =
        new("threats.review", "review threat models", [RiskOfficer, SecurityReviewer, ComplianceOfficer], null);

    /// <summary>Read incidents.</summary>
    public static Permission ReadIncidents { get; } = new("incidents.read", "read incidents", s_everyone, Scopes.RegistersRead);

    /// <summary>Declare incidents and respond to them.</summary>
    public static Permission WriteIncidents { get; } =
        new(
            "incidents.write",
            "declare incidents and respond to them",
            [RiskOfficer, SecurityReviewer, LegalReviewer, Engineer, ModelOwner, ComplianceOfficer],
            Scopes.RegistersWrite
        );

    /// <summary>Confirm whether an incident is serious in the sense of the law. No key ever has it.</summary>
    public static Permission ConfirmIncidentClass { get; } =
        new("incidents.confirm", "confirm the class of incidents", [LegalReviewer, ComplianceOfficer], null);

    /// <summary>Revoke keys, sessions and permits of what an incident is about. No key ever has it.</summary>
    public static Permission CutAccess { get; } =
        new("incidents.cut-access", "cut off access to what an incident affects", [RiskOfficer, SecurityReviewer], null);

    /// <summary>Propose a version of a playbook, or take one's own back.</summary>
    public static Permission ProposePlaybook { get; } =
        new("playbooks.propose", "propose playbooks", [RiskOfficer, SecurityReviewer, ComplianceOfficer], Scopes.RegistersWrite);

    /// <summary>Approve or reject a version of a playbook that someone else proposed. No key ever has it.</summary>
    public static Permission ApprovePlaybook { get; } =
        new("playbooks.approve", "approve playbooks", [RiskOfficer, SecurityReviewer, ComplianceOfficer], null);

    /// <summary>Read AI decisions; the values of inputs stay masked.</summary>
    public static Permission ReadDecisions { get; } =
        new(
            "decisions.read",
            "read decisions",
            [RiskOfficer, SecurityReviewer, LegalReviewer, Engineer, ModelOwner, ComplianceOfficer, Auditor],
            Scopes.DecisionsRead
        );

    /// <summary>Store AI decisions: what runs the model does, with a key.</summary>
    public static Permission WriteDecisions { get; } = new("decisions.write", "store decisions", [], Scopes.DecisionsWrite);

    /// <summary>Ask whether an agent may call a tool: what runs the agent does, with a key.</summary>
    public static Permission DecideAgentCalls { get; } =
        new("agent-calls.decide", "ask whether tool calls are allowed", [], Scopes.AgentsDecide);

    /// <summary>Read which tools agents wanted to call, and what they were answered.</summary>
    public static Permission ReadAgentCalls { get; } = new("agent-calls.read", "read tool calls", s_everyone, Scopes.AgentsDecide);

    /// <summary>Send spans that report what agents did: what runs the agent does, with a key.</summary>
    public static Permission WriteTraces { get; } = new("traces.write", "send agent spans", [], Scopes.TracesWrite);

    /// <summary>Send alerts of other monitoring tools: what those tools do, with a key.</summary>
    public static Permission ReportAlerts { get; } = new("alerts.report", "send alerts from other tools", [], Scopes.AlertsWrite);

    /// <summary>Answer calls of tools that ask a person. No key ever has it.</summary>
    public static Permission AnswerAgentCalls { get; } =
        new("agent-calls.answer", "answer tool calls", [SecurityReviewer, ModelOwner], null);

    /// <summary>Say what tools of agents can do, for every manifest that names them. No key ever has it.</summary>
    public static Permission ReviewAgentTools { get; } = new("agent-tools.review", "review agent tools", [SecurityReviewer], null);

    /// <summary>File what a scan found: what pipelines do, with a key.</summary>
    public static Permission WriteDiscoveries { get; } = new("discoveries.write", "file scan findings", [], Scopes.DiscoveryWrite);

    /// <summary>Read what scans found.</summary>
    public static Permission ReadDiscoveries { get; } =
        new(
            "discoveries.read",
            "read scan findings",
            [Engineer, ModelOwner, RiskOfficer, SecurityReviewer, ComplianceOfficer, Auditor],
            Scopes.RegistersRead
        );

    /// <summary>Decide what becomes of what scans found. No key ever has it.</summary>
    public static Permission TriageDiscoveries { get; } =
        new("discoveries.triage", "decide on scan findings", [RiskOfficer, SecurityReviewer], null);

    /// <summary>Decide otherwise than a model. No key ever has it.</summary>
    public static Permission OverrideDecisions { get; } = new("decisions.override", "override decisions", [RiskOfficer, ModelOwner], null);

    /// <summary>See the stored values of inputs, for a purpose that is logged. No key ever has it.</summary>
    public static Permission UnmaskDecisions { get; } =
        new("decisions.unmask", "see the values of inputs", [RiskOfficer, ModelOwner, ComplianceOfficer, Auditor], null);

    /// <summary>Say what may be stored of a model's decisions, and for how long.</summary>
    public static Permission ChangeDecisionPolicy { get; } =
        new("decisions.policy", "change what is stored about decisions", [RiskOfficer, ComplianceOfficer], null);

    /// <summary>
    /// Send decisions to a person, and answer reviews: for those who may decide otherwise, because who could not would only nod. No key
    /// ever has it.
    /// </summary>
    public static Permission ReviewDecisions { get; } = new("decisions.review", "review decisions", [RiskOfficer, ModelOwner], null);

    /// <summary>Say which decisions of a model a person reviews, who, and by when.</summary>
    public static Permission ChangeReviewRules { get; } =
        new("decisions.review-rules", "change which decisions are reviewed", [RiskOfficer, ComplianceOfficer], null);

    /// <summary>Read who asked for the explanation of a decision, and how they were answered.</summary>
    public static Permission ReadExplanations { get; } =
        new(
            "explanations.read",
            "read explanation requests",
            [RiskOfficer, LegalReviewer, ModelOwner, ComplianceOfficer, Auditor],
            Scopes.RegistersRead
        );

    /// <summary>Record such requests, write explanations, send, decline and erase.</summary>
    public static Permission WriteExplanations { get; } =
        new("explanations.write", "answer explanation requests", [LegalReviewer, ComplianceOfficer], Scopes.RegistersWrite);

    /// <summary>Review an explanation that someone else wrote. No key ever has it.</summary>
    public static Permission ReviewExplanations { get; } =
        new("explanations.review", "review explanations", [RiskOfficer, LegalReviewer, ModelOwner, ComplianceOfficer], null);

    /// <summary>Read proposed use cases.</summary>
    public static Permission ReadUseCases { get; } = new("use-cases.read", "read use cases", s_everyone, Scopes.RegistersRead);

    /// <summary>Propose use cases of AI, and change one's own proposals.</summary>
    public static Permission ProposeUseCases { get; } =
        new(
            "use-cases.propose",
            "propose use cases",
            [Engineer, ModelOwner, SecurityReviewer, LegalReviewer, RiskOfficer, ComplianceOfficer],
            Scopes.RegistersWrite
        );

    /// <summary>Give the opinion of one's function on a use case that others proposed. No key ever has it.</summary>
    public static Permission TriageUseCases { get; } =
        new("use-cases.triage", "give opinions on use cases", [SecurityReviewer, LegalReviewer, RiskOfficer], null);

    /// <summary>Accept or decline use cases that others proposed. No key ever has it.</summary>
    public static Permission DecideUseCases { get; } =
        new("use-cases.decide", "decide on use cases", [RiskOfficer, ComplianceOfficer], null);

    /// <summary>Read the audit log.</summary>
    public static Permission ReadAudit { get; } =
        new(
            "audit.read",
            "read the audit log",
            [RiskOfficer, SecurityReviewer, LegalReviewer, ModelOwner, ComplianceOfficer, Auditor, Administrator],
            Scopes.AuditRead
        );

    /// <summary>Read reports.</summary>
    public static Permission ReadReports { get; } = new("reports.read", "read reports", s_everyone, Scopes.ReportsRead);

    /// <summary>Make reports.</summary>
    public static Permission WriteReports { get; } = new("reports.write", "create reports", s_everyone, Scopes.ReportsWrite);

    /// <summary>Read AI systems, their classification and their obligations.</summary>
    public static Permission ReadCompliance { get; } = new("compliance.read", "read compliance data", s_everyone, Scopes.RegistersRead);

    /// <summary>Register AI systems, answer the questionnaire, look after obligations.</summary>
    public static Permission WriteCompliance { get; } =
        new("compliance.write", "edit compliance data", [LegalReviewer, ComplianceOfficer], Scopes.RegistersWrite);

    /// <summary>Appoint overseers, record their training and tests of the stop control. No key ever has it.</summary>
    public static Permission ManageOversight { get; } =
        new("oversight.manage", "manage the roster of overseers", [RiskOfficer, ModelOwner, ComplianceOfficer], null);

    /// <summary>Confirm a test of the stop control that someone else recorded. No key ever has it.</summary>
    public static Permission ConfirmStopTests { get; } =
        new("oversight.confirm", "confirm tests of the stop control", [RiskOfficer, SecurityReviewer, ModelOwner, ComplianceOfficer], null);

    /// <summary>Read the competence records of everyone.</summary>
    public static Permission ReadCompetences { get; } =
        new("competences.read", "read competence records", [RiskOfficer, ComplianceOfficer, Auditor, Administrator], Scopes.RegistersRead);

    /// <summary>Record one's own trainings.</summary>
    public static Permission RecordCompetences { get; } = new("competences.record", "record training", s_everyone, Scopes.RegistersWrite);

    /// <summary>Record and import trainings of others.</summary>
    public static Permission RecordCompetencesOfOthers { get; } =
        new("competences.record-others", "record other people's training", [RiskOfficer, ComplianceOfficer], Scopes.RegistersWrite);

    /// <summary>Confirm and withdraw records of trainings, and say what is required. No key ever has it.</summary>
    public static Permission ManageCompetences { get; } =
        new("competences.manage", "manage competences", [RiskOfficer, ComplianceOfficer], null);

    /// <summary>Read suppliers and what is on record about them.</summary>
    public static Permission ReadSuppliers { get; } =
        new(
            "suppliers.read",
            "read suppliers",
            [RiskOfficer, SecurityReviewer, LegalReviewer, ModelOwner, ComplianceOfficer, Auditor, Administrator],
            Scopes.RegistersRead
        );

    /// <summary>Register suppliers, and record what happens with them.</summary>
    public static Permission WriteSuppliers { get; } =
        new("suppliers.write", "edit suppliers", [RiskOfficer, SecurityReviewer, LegalReviewer, ComplianceOfficer], Scopes.RegistersWrite);

    /// <summary>Confirm a due diligence that someone else recorded. No key ever has it.</summary>
    public static Permission ConfirmSuppliers { get; } =
        new("suppliers.confirm", "confirm due diligence", [RiskOfficer, SecurityReviewer, LegalReviewer, ComplianceOfficer], null);

    /// <summary>Draft the risk appetite of an AI system and what its metrics have to reach. No key ever has it.</summary>
    public static Permission WriteTargets { get; } =
        new(
            "targets.write",
            "draft risk appetite and targets",
            [RiskOfficer, SecurityReviewer, LegalReviewer, ModelOwner, ComplianceOfficer],
            null
        );

    /// <summary>Sign appetite and targets that someone else drafted: the system's owner and risk officers. No key ever has it.</summary>
    public static Permission SignTargets { get; } =
        new("targets.sign", "sign risk appetite and targets", [RiskOfficer, SecurityReviewer, ModelOwner, ComplianceOfficer], null);

    /// <summary>Sign a classification someone else answered. No key ever has it.</summary>
    public static Permission SignClassification { get; } = new("compliance.sign", "sign classifications", [LegalReviewer], null);

    /// <summary>Accept the evidence of an obligation, or that one does not apply. No key ever has it.</summary>
    public static Permission AcceptObligation { get; } =
        new("compliance.accept", "accept the evidence of obligations", [LegalReviewer, ComplianceOfficer], null);

    /// <summary>Plan a retirement, work on it and ask for its signatures.</summary>
    public static Permission RequestRetirement { get; } =
        new("retirements.request", "plan retirements", [Engineer, ModelOwner, RiskOfficer, ComplianceOfficer], Scopes.RegistryWrite);

    /// <summary>Take a model out of use: stop its traffic, revoke its keys, dispose of its data. Only for models they answer for.</summary>
    public static Permission Retire { get; } = new("retirements.write", "retire models", [ModelOwner], Scopes.RegistryWrite);

    /// <summary>Run the installation: users, roles, keys.</summary>
    public static Permission Administer { get; } = new("admin", "administer the portal", [Administrator], Scopes.Admin);

    /// <summary>Confirm access that someone else gave: the second pair of eyes of the administration. No key ever has it.</summary>
    public static Permission ConfirmAccess { get; } =
        new("access.confirm", "confirm access that someone else granted", [RiskOfficer, Administrator], null);

    /// <summary>Every permission, as they stand here: none can be forgotten. The last member, for it reads those before it.</summary>
    public static IReadOnlyList<Permission> List { get; } =
    [
        .. typeof(Permission)
            .GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(p => p.PropertyType == typeof(Permission))
            .Select(p => (Permission)p.GetValue(null)!),
    ];
}
