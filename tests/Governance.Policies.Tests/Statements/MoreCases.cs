using Governance.Policies.Tests.Agents;
using static Governance.Policies.Tests.RuleCases;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests.Statements;

/// <summary>What the cases of <see cref="RuleCases"/> leave unsaid: one run for each other sentence of a rule.</summary>
internal static class MoreCases
{
    private const string HeldOut = "2222222222222222222222222222222222222222222222222222222222222222";
    private const string Both = "type: evidence_required, params: {kinds: [validation], boundTo: [artifact, dataset]}";
    private const string Opa = "type: opa, params: {url: \"https://opa.example\", path: governance/gate}";
    private const string Suppliers = "type: supplier_due_diligence, params: {maxAgeDays: 365, certificates: [ISO/IEC 42001]}";
    private const string Watch = "type: monitoring_required, params: {minMonitors: 2, maxAgeDays: 30, decisions: true}";
    private const string Oversee = "type: human_oversight, params: {stopControlMaxAgeDays: 90}";
    private const string Switch = "type: agent_autonomy, params: {max: supervised, killSwitchMaxAgeDays: 29}";
    private const string Asks = "type: rbac_action, params: {action: promote, mfa: true, separationFrom: [registered-version]}";
    private const string Review =
        "type: validation_findings, params: {maxSeverityOpen: none, reportMaxAgeDays: 30, reportFor: material-change}";

    private static AgentManifest Agent => AgentFacts.Agent;

    private static GateInput Declared =>
        Input with
        {
            Version = Input.Version with { Datasets = [.. Input.Version.Datasets, new("held out", "test", HeldOut)] },
        };

    public static IReadOnlyList<(string Rule, GateInput Input)> All { get; } =
    [
        ("type: artifact_digest", Input with { Artifact = new(Artifact, 1024, null, null) }),
        ("type: risk_assessed", Input with { Risks = [] }),
        ("type: risk_assessed, params: {maxAgeDays: 30}", Assessed()),
        ("type: risk_assessed, params: {perRelease: true}", Assessed(ofRelease: false)),
        ("type: risk_assessed, params: {perRelease: true}", Risky(9, true)),
        ("type: risk_appetite, params: {requireMitigation: true}", Risky(9, false)),
        ("type: risk_appetite", Risky(null, true)),
        ("type: risk_appetite", Input with { Risks = [] }),
        (
            "type: risk_appetite",
            Input with
            {
                Risks = [new("RSK-0001", 9, true) { Appetite = 8 }, new("RSK-0002", 12, false) { Appetite = 8 }],
            }
        ),
        ("type: agent_autonomy, params: {max: advises}", AgentFacts.Paying),
        ("type: agent_autonomy, params: {max: autonomous, withMoney: approved-acts}", AgentFacts.Paying),
        (Switch, AgentFacts.With(Agent with { KillSwitch = null })),
        (Switch, AgentFacts.With(Agent with { KillSwitch = new("Stop it.", null) })),
        (Switch, AgentFacts.With(Agent with { KillSwitch = new("Stop it.", new(2026, 3, 9)) })),
        (Both, Declared with { Evidence = [About(null, null)] }),
        (Both, Declared with { Evidence = [About(OtherArtifact, HeldOut)] }),
        (Both, Declared with { Evidence = [About(Artifact, null)] }),
        (Both, Declared with { Evidence = [About(Artifact, new string('a', 64))] }),
        (Both, Declared with { Evidence = [About(Artifact, OtherArtifact)] }),
        (Both, Input),
        (Both, Input with { Artifact = new(string.Empty, 0, null, null) }),
        ("type: evidence_required, params: {kinds: [sbom], boundTo: [artifact]}", With(Sbom("spdx", "3.0", Artifact))),
        ("type: data_retention", AgentFacts.Paying),
        ("type: data_retention", Cut()),
        ("type: data_retention", Input with { Data = new GateData([]) }),
        ("type: data_retention", Data(d => d with { RetentionUntil = "2025-01-01" })),
        ("type: data_retention", Data(d => d with { Record = null })),
        ("type: data_retention, params: {unrecorded: warn}", Data(d => d with { Record = null })),
        ("type: data_region, params: {allow: [eu]}", Data(d => d with { Region = null })),
        ("type: data_sensitivity, params: {max: restricted, personalData: deny}", Data()),
        ("type: data_sensitivity, params: {max: restricted, specialCategories: deny}", Data(d => d with { SpecialCategories = true })),
        ("type: drift_limit, params: {statistic: psi, features: [income], max: 0.2, maxAgeHours: 2}", Monitored()),
        ("type: drift_limit, params: {statistic: psi, features: all, max: 0.2, source: either}", With(Drift(0.1))),
        ("type: drift_limit, params: {statistic: psi, features: all, max: 0.2}", With(Evidence("EVD-0001", "drift"))),
        (Auc(", source: either"), With(Evidence("EVD-0001", "validation")) with { Metrics = [Metric("auc", 0.9, evidence: "EVD-0001")] }),
        (Auc(", minSamples: 100"), Input with { Metrics = [Metric("auc", 0.9, n: 9)] }),
        (Auc(", minSamples: 100"), Input with { Metrics = [Metric("auc", 0.9, n: null)] }),
        ("type: metric_threshold, params: {metric: auc, op: \">\", value: 0.75}", Measured(0.75)),
        ("type: metric_threshold, params: {metric: ece, op: \"<=\", value: 0.1}", Input with { Metrics = [Metric("ece", 0.2)] }),
        ("type: experiment_required", With(Tried(null))),
        ("type: experiment_required", Input with { Experiment = new("EXP-0001", "canary", "0.1") }),
        ("type: explainability_required", With(Evidence("EVD-0001", "explainability", facts: new() { Explainability = new([], []) }))),
        (
            "type: explainability_required",
            With(Evidence("EVD-0001", "explainability", facts: new() { Explainability = new(["shap"], []) }))
        ),
        ("type: fairness_audit, params: {method: bootstrap}", With(Fairness("sex"))),
        ("type: fairness_audit, params: {protectedAttributes: [sex, age]}", With(Fairness("region"))),
        ("type: independent_validation, params: {kinds: [fairness]}", Filed("USR-0002")),
        ("type: independent_validation, params: {kinds: [fairness]}", Filed()),
        ("type: independent_validation, params: {kinds: [fairness]}", WithoutDeveloper()),
        ("type: license_allowed", With(Evidence("EVD-0001", "sbom", facts: new() { Sbom = new("cyclonedx", "1.6", [], [], [], 2, 2) }))),
        ("type: sbom_required, params: {forbidLicenses: [MIT]}", With(Sbom("cyclonedx", "1.6", Artifact))),
        ("type: sbom_required, params: {formats: [spdx-3]}", With(Sbom("cyclonedx", "1.6", Artifact))),
        ("type: sbom_required", With(Sbom("cyclonedx", "1.6", OtherArtifact))),
        ("type: agent_limits", AgentFacts.Paying),
        ("type: agent_limits, params: {maxSpend: 5000, currency: USD}", AgentFacts.Paying),
        (
            "type: agent_limits, params: {maxSteps: 9, maxSpend: 9, currency: EUR}",
            AgentFacts.With(Agent with { Limits = new(null, 5, null, null, null), Checkpoints = [] })
        ),
        ("type: data_lineage_required, params: {forbidSources: [lake]}", With(Lineage(2, "warehouse/applications"))),
        ("type: data_lineage_required", With(Lineage(2, "warehouse/other"))),
        ("type: data_lineage_required", With(Lineage(2, "warehouse/applications")) with { Version = Input.Version with { Datasets = [] } }),
        ("type: agent_models", AgentFacts.With(Agent with { Models = [] })),
        (
            "type: agent_models, params: {allow: [other], pinned: true, approvedOnly: true}",
            AgentFacts.With(Agent with { Models = [new("gpt", "latest", "openai", null)] })
        ),
        ("type: agent_evaluation", AgentFacts.Attacked()),
        (
            "type: agent_evaluation, params: {maxAttackSuccess: 0.05, minTaskSuccess: 0.8}",
            AgentFacts.Attacked(Metric("attackSuccessRate", null))
        ),
        (Watch, Watched(1)),
        (Watch, Watched(2)),
        (Watch, Watched(2, servesDaysAgo: 90)),
        (Watch, Watched(2, servesDaysAgo: 90, measuredDaysAgo: 1, decidedDaysAgo: 60)),
        (
            Opa,
            Remote(
                "deny",
                new RemoteViolation("size", "high", "The loan is too large."),
                new RemoteViolation("silent", "high", string.Empty)
            )
        ),
        (Opa, Remote("undefined")),
        (Opa, Remote("timeout")),
        (Opa, Remote("not-boolean")),
        (Opa, Remote("not-allowed")),
        (Opa, Remote("unreachable")),
        ("type: human_oversight", With(Oversight(null, "A. Ode"))),
        (Oversee, With(Oversight(null, "A. Ode"))),
        (Oversee, With(Oversight(-1, "A. Ode"))),
        (Oversee, With(Oversight(91, "A. Ode"))),
        (Oversee, Overseen(1, "stopped")),
        (Oversee, Overseen(1, "failed")),
        (Oversee, Overseen(91, "stopped")),
        (Oversee, Overseen(null, "stopped")),
        ("type: human_oversight, params: {minOverseers: 2, source: live}", Overseen(1, "stopped")),
        ("type: human_oversight, params: {source: live}", Input with { Oversight = new GateOversight(Now, [new("SYS-0001", [], null)]) }),
        (Asks, Asked("Engineer", "USR-0009", mfa: true)),
        (Asks, Asked("Engineer", "USR-0009", mfa: false)),
        (Asks, Asked("Engineer", "USR-0009")),
        (Asks, Asked("Engineer", "USR-0003")),
        (Asks, Input with { Caller = new("promote", [], null, []) }),
        ("type: rbac_action, params: {action: retire}", Asked("Engineer", "USR-0009")),
        ("type: data_quality, params: {checks: [label_leakage], maxAgeDays: 3}", MeasuredQuality("ok", endedDaysAgo: 9)),
        ("type: rollback_plan", Input with { Rollback = new("2.0.0", new string('d', 64), Now.AddDays(1)) }),
        ("type: rollback_plan, params: {maxAgeDays: 90}", Input with { Rollback = new("2.0.0", new string('d', 64), Now.AddDays(-91)) }),
        ("type: rollback_plan, params: {maxAgeDays: 90}", Input with { Rollback = new("2.0.0", null, Now.AddDays(-91)) }),
        ("type: security_scan", With(Scan(1, 0))),
        ("type: security_scan, params: {tools: [trivy]}", With(Scan(0, 0))),
        (
            "type: signature_required, params: {keys: [release], format: [dsse]}",
            Input with
            {
                Signatures = [new("oms-1.0", new string('a', 64), "other", Artifact)],
            }
        ),
        ("type: supplier_due_diligence", Supplied()),
        (Suppliers, Supplied(s => s with { Record = null })),
        (Suppliers, Supplied(s => s with { EndedOn = s.DiligenceOn })),
        (Suppliers, Supplied(s => s with { Contract = false, ContractFrom = null, ContractUntil = null })),
        (Suppliers, Supplied(s => s with { ContractUntil = s.DiligenceOn })),
        (Suppliers, Supplied(s => s with { DiligenceResult = "failed" })),
        (Suppliers, Supplied(s => s with { DiligenceDueOn = s.DiligenceOn })),
        (Suppliers, Supplied(s => s with { Certificates = [new("ISO/IEC 42001", s.DiligenceOn)] })),
        (Suppliers, Supplied(s => s with { Certificates = [] })),
        ("type: targets_met", Targeted()),
        ("type: targets_met", Targeted("no-result")),
        ("type: targets_met", Targeted("missed", "known-before")),
        ("type: agent_tools", AgentFacts.Paying),
        ("type: agent_tools", AgentFacts.With(Agent with { Tools = [] })),
        ("type: agent_tools, params: {allow: [\"risk:read\"], ask: [\"risk:money\"], deny: [\"risk:external\"]}", Unkept()),
        ("type: agent_tools, params: {observed: deny}", Seen()),
        ("type: agent_tools, params: {observed: warn}", Seen()),
        ("type: training_permitted", Input with { Training = new GateTraining([]) }),
        ("type: training_permitted", Trained("no-permit")),
        ("type: training_permitted", Trained("permit-expired")),
        ("type: training_permitted", Trained("permit-revoked")),
        ("type: training_permitted", Trained("covered-in-part", new("clicks", "other-version"), new("views", "other-purpose"))),
        ("type: use_case_conditions", Input with { UseCases = [] }),
        ("type: use_case_conditions", Input with { UseCases = [new("USE-0001", "SYS-0001", [1]) { Unmet = ["classification", "label"] }] }),
        (Review, Validated(null)),
        (Review, Validated("not-fit", -1)),
        (Review, Validated("fit", 31, new GateFinding("FND-0001", "low", Now.AddDays(-1)))),
        ("type: validation_findings, params: {requireReport: true}", Validated("fit")),
    ];

    /// <summary>Two policies of which one asks for bound evidence and the other reads a figure of it.</summary>
    public static IReadOnlyList<(string Bound, string Reads, GateInput Input)> OfTwo { get; } =
    [
        (Both, Auc(string.Empty), Declared with { Metrics = [Metric("auc", 0.9, source: "declared")] }),
        (Both, Auc(string.Empty), Figure(Declared, About(null, null))),
        (Both, Auc(string.Empty), Figure(Declared, About(Artifact, null))),
        (Both, Auc(string.Empty), Figure(Declared, About(Artifact, OtherArtifact))),
        (Both, Auc(string.Empty), Figure(Input, About(Artifact, HeldOut))),
        (Both, Auc(string.Empty), Figure(Declared, Evidence("EVD-0001", "other"))),
    ];

    private static string Auc(string more) => $"type: metric_threshold, params: {{metric: auc, op: \">=\", value: 0.75{more}}}";

    private static GateEvidence About(string? artifact, string? dataset) =>
        Evidence("EVD-0001", "validation", facts: new() { Subject = new(artifact, dataset, 200, 7) });

    private static GateInput Figure(GateInput input, GateEvidence evidence) =>
        input with
        {
            Evidence = [evidence],
            Metrics = [Metric("auc", 0.9, evidence: evidence.Id)],
        };

    private static GateInput Cut() => Input with { Data = new GateData([]) { IsCut = true } };

    private static GateInput WithoutDeveloper()
    {
        var filed = Filed("USR-0009");
        return filed with { Version = filed.Version with { Developers = [] } };
    }

    private static GateInput Overseen(double? testedDaysAgo, string outcome) =>
        Input with
        {
            Oversight = new GateOversight(
                Now.AddDays(-2),
                [
                    new(
                        "SYS-0001",
                        [new("OVS-0001", "USR-0004", "stop", Now.AddDays(-9), null, Now.AddDays(30))],
                        testedDaysAgo is { } days ? new("STP-0001", Now - TimeSpan.FromDays(days), outcome) : null
                    ),
                ]
            ),
        };

    private static GateInput Unkept() =>
        AgentFacts.With(
            Agent with
            {
                Tools = [.. Agent.Tools, new("mail", null, null, Artifact, ["external"]), new("new", "files", null, Artifact, [])],
                Checkpoints = [],
            }
        );

    private static GateInput Seen()
    {
        var one = new string('1', 64);
        var agent = Agent with
        {
            Servers = [new("files", "stdio", "mcp-files", "1.0.0", ToolDigest.OfServer([("read", one)]))],
            Tools = [new("read", "files", null, one, ["read"])],
            Checkpoints = [],
        };
        return AgentFacts.With(agent) with
        {
            AgentObserved = [new("files", "1.0.1", Now, [new("read", new string('f', 64)), new("find", one)])],
        };
    }
}
