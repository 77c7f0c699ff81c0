namespace Governance.Policies;

/// <summary>The rule types of schema governance/v1 (docs/policy.schema.json) with their parameters; other parameters are refused.</summary>
internal static class RuleCatalogue
{
    private const int MaxDays = 36_500;

    private static readonly ParameterSpec s_maxAgeDays = new("maxAgeDays", ParameterKind.Integer, Minimum: 1, Maximum: MaxDays);

    private static readonly ParameterSpec s_source = new("source", ParameterKind.Text, Words: PolicyVocabulary.FigureSources);

    private static readonly string[] s_allowed = ["allow", "deny"];

    private static readonly ParameterSpec s_unrecorded = new("unrecorded", ParameterKind.Text, Words: ["deny", "warn"]);

    private static readonly RuleTypeSpec[] s_types =
    [
        new("artifact_digest", []),
        new(
            "evidence_required",
            [
                new("kinds", ParameterKind.List, Required: true, PolicyVocabulary.EvidenceKinds),
                s_maxAgeDays,
                new("boundTo", ParameterKind.List, Words: EvidenceBinding.Words),
            ]
        ),
        new(
            "pii_redaction",
            [new("detectors", ParameterKind.List), new("maxFindings", ParameterKind.Integer), new("fields", ParameterKind.List)]
        ),
        new("fairness_audit", [s_maxAgeDays, new("protectedAttributes", ParameterKind.List), new("method", ParameterKind.Text)]),
        new(
            "metric_threshold",
            [
                new("metric", ParameterKind.Text, Required: true),
                new("op", ParameterKind.Text, Required: true, ["<", "<=", ">", ">="]),
                new("value", ParameterKind.Number, Required: true, Minimum: double.MinValue, Maximum: double.MaxValue),
                new("attribute", ParameterKind.Text),
                new("slice", ParameterKind.Text),
                new("minSamples", ParameterKind.Integer, Minimum: 1),
                new("conservative", ParameterKind.Flag),
                s_source,
            ]
        ),
        new(
            "sbom_required",
            [
                new("formats", ParameterKind.List, Words: ["cyclonedx-1.6+", "spdx-3"]),
                new("requireMlModelComponent", ParameterKind.Flag),
                new("forbidLicenses", ParameterKind.List),
            ]
        ),
        new(
            "approved_regions",
            [new("allow", ParameterKind.List, Required: true), new("fields", ParameterKind.List, Words: ["training", "hosting", "data"])]
        ),
        new(
            "explainability_required",
            [new("methods", ParameterKind.List), new("scope", ParameterKind.Text, Words: ["local", "global"]), s_maxAgeDays]
        ),
        new(
            "experiment_required",
            [
                new("kinds", ParameterKind.List, Words: ["shadow", "canary", "ab", "pilot"]),
                new("outcome", ParameterKind.Text, Words: ["ship", "keep-champion"]),
                new("minShare", ParameterKind.Number, Maximum: 1),
                new("minRows", ParameterKind.Integer, Minimum: 1),
                s_maxAgeDays,
            ]
        ),
        new("model_card_required", [new("sections", ParameterKind.List)]),
        new("data_lineage_required", [new("depth", ParameterKind.Integer, Minimum: 1), new("forbidSources", ParameterKind.List)]),
        new("data_purpose", [new("purposes", ParameterKind.List, Required: true), s_unrecorded]),
        new("data_region", [new("allow", ParameterKind.List, Required: true), s_unrecorded]),
        new(
            "data_sensitivity",
            [
                new("max", ParameterKind.Text, Required: true, PolicyVocabulary.Sensitivities),
                new("personalData", ParameterKind.Text, Words: s_allowed),
                new("specialCategories", ParameterKind.Text, Words: s_allowed),
                s_unrecorded,
            ]
        ),
        new("data_retention", [s_unrecorded]),
        new("training_permitted", [new("unseen", ParameterKind.Text, Words: ["deny", "warn"])]),
        new("supplier_due_diligence", [s_maxAgeDays, new("certificates", ParameterKind.List), new("criticalOnly", ParameterKind.Flag)]),
        new("signature_required", [new("keys", ParameterKind.List), new("format", ParameterKind.List, Words: ["oms-1.0", "dsse"])]),
        new(
            "rbac_action",
            [
                new("action", ParameterKind.Text, Required: true, PolicyVocabulary.GatedActions),
                new("roles", ParameterKind.List, Words: PolicyVocabulary.PersonRoles),
                new("mfa", ParameterKind.Flag),
                new("separationFrom", ParameterKind.List, Words: PolicyVocabulary.Deeds),
            ]
        ),
        new(
            "drift_limit",
            [
                new("statistic", ParameterKind.Text, Required: true),
                new("features", ParameterKind.ListOrAll),
                new("max", ParameterKind.Number, Required: true),
                new("maxDriftedFeatures", ParameterKind.Integer),
                new("maxAgeHours", ParameterKind.Integer, Minimum: 1, Maximum: MaxDays * 24),
                s_source,
            ]
        ),
        new(
            "no_open_alerts",
            [
                new("severity", ParameterKind.Text, Words: PolicyVocabulary.AlertSeverities),
                new("monitors", ParameterKind.List, Words: PolicyVocabulary.AlertKinds),
            ]
        ),
        new(
            "human_oversight",
            [
                new("minOverseers", ParameterKind.Integer, Minimum: 1),
                new("stopControlMaxAgeDays", ParameterKind.Integer, Minimum: 1, Maximum: MaxDays),
                s_source,
            ]
        ),
        new(
            "validation_findings",
            [
                new("maxSeverityOpen", ParameterKind.Text, Words: ["none", "low", "medium", "high"]),
                new("overdue", ParameterKind.Text, Words: ["block", "ignore"]),
                new("requireReport", ParameterKind.Flag),
                new("reportFor", ParameterKind.Text, Words: ["every-version", "material-change"]),
                new("reportMaxAgeDays", ParameterKind.Integer, Minimum: 1, Maximum: MaxDays),
            ]
        ),
        new("independent_validation", [new("kinds", ParameterKind.List, Words: PolicyVocabulary.EvidenceKinds), s_maxAgeDays]),
        new(
            "security_scan",
            [
                new("tools", ParameterKind.List),
                new("maxSeverity", ParameterKind.Text, Words: ["none", "low", "medium", "high"]),
                s_maxAgeDays,
            ]
        ),
        new("license_allowed", [new("allow", ParameterKind.List), new("deny", ParameterKind.List)]),
        new(
            "risk_appetite",
            [
                new("maxResidual", ParameterKind.RiskScore, Minimum: 1, Maximum: RiskScores.Highest),
                new("requireMitigation", ParameterKind.Flag),
            ]
        ),
        new("targets_met", []),
        new(
            "agent_tools",
            [
                new("allow", ParameterKind.ToolsAllowed),
                new("ask", ParameterKind.ToolsRestricted),
                new("deny", ParameterKind.ToolsRestricted),
                new("observed", ParameterKind.Text, Words: ["deny", "warn"]),
            ]
        ),
        new(
            "agent_limits",
            [
                new("maxSteps", ParameterKind.Integer, Minimum: 1),
                new("maxSeconds", ParameterKind.Integer, Minimum: 1),
                new("maxCallsPerMinute", ParameterKind.Integer, Minimum: 1),
                new("maxSpend", ParameterKind.Number),
                new("currency", ParameterKind.Currency),
            ]
        ),
        new(
            "agent_autonomy",
            [
                new("max", ParameterKind.Text, Required: true, AgentVocabulary.AutonomyLevels),
                new("withIrreversible", ParameterKind.Text, Words: AgentVocabulary.AutonomyLevels),
                new("withMoney", ParameterKind.Text, Words: AgentVocabulary.AutonomyLevels),
                new("killSwitchMaxAgeDays", ParameterKind.Integer, Minimum: 1, Maximum: MaxDays),
            ]
        ),
        new("agent_models", [new("allow", ParameterKind.List), new("pinned", ParameterKind.Flag), new("approvedOnly", ParameterKind.Flag)]),
        new(
            "agent_evaluation",
            [
                new("maxAttackSuccess", ParameterKind.Number, Maximum: 1),
                new("minTaskSuccess", ParameterKind.Number, Maximum: 1),
                new("minUnderAttack", ParameterKind.Number, Maximum: 1),
                new("minInjectionResistance", ParameterKind.Number, Maximum: 1),
                new("channels", ParameterKind.List),
                new("minSamples", ParameterKind.Integer, Minimum: 1),
                s_maxAgeDays,
            ]
        ),
        new("use_case_conditions", []),
        new("rollback_plan", [s_maxAgeDays, new("firstVersion", ParameterKind.Text, Words: ["explain"])]),
        new(
            "opa",
            [
                new("url", ParameterKind.Text, Required: true),
                new("path", ParameterKind.Text, Required: true),
                new("timeoutMs", ParameterKind.Integer, Minimum: 1, Maximum: 60_000),
            ]
        ),
        new("monitoring_required", [new("minMonitors", ParameterKind.Integer), s_maxAgeDays, new("decisions", ParameterKind.Flag)]),
        new("risk_assessed", [s_maxAgeDays, new("perRelease", ParameterKind.Flag)]),
        new(
            "data_quality",
            [
                new("checks", ParameterKind.List, Required: true, PolicyVocabulary.QualityChecks),
                new("worst", ParameterKind.Text, Words: ["ok", "warn"]),
                s_maxAgeDays,
                s_source,
            ]
        ),
    ];

    /// <summary>Only the built-in policy may use it: requires that the model has a risk class, and not a prohibited one.</summary>
    private static readonly RuleTypeSpec s_riskClass = new("risk_class", []);

    public static IReadOnlyList<RuleTypeSpec> Types => s_types;

    public static RuleTypeSpec? Find(string type, bool builtIn) =>
        builtIn && type == s_riskClass.Name
            ? s_riskClass
            : Array.Find(s_types, spec => string.Equals(spec.Name, type, StringComparison.Ordinal));
}

/// <summary>One rule type.</summary>
internal sealed record RuleTypeSpec(string Name, IReadOnlyList<ParameterSpec> Parameters);
