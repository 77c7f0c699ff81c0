namespace Governance.Portal.Approvals.Policies.Forms;

/// <summary>One rule to start from for every type, with limits as the shipped packs set them.</summary>
internal static class RuleTemplates
{
    /// <summary>All of them, what is asked for most often first.</summary>
    public static IReadOnlyList<RuleTemplate> All { get; } =
    [
        new("metric_threshold", "PERF", "high", "{metric: auc, op: \">=\", value: 0.75, minSamples: 500}"),
        new("fairness_audit", "FAIR", "high", "{maxAgeDays: 180, protectedAttributes: [sex]}"),
        new("drift_limit", "DRFT", "medium", "{statistic: psi, features: all, max: 0.25, maxAgeHours: 2160}"),
        new("evidence_required", "EVID", "high", "{kinds: [validation], maxAgeDays: 365, boundTo: [artifact, dataset]}"),
        new("independent_validation", "INDV", "high", "{kinds: [validation], maxAgeDays: 365}"),
        new("validation_findings", "FIND", "high", "{maxSeverityOpen: medium}"),
        new("use_case_conditions", "COND", "high", null),
        new("explainability_required", "EXPL", "high", "{methods: [shap], maxAgeDays: 365}"),
        new("experiment_required", "EXPR", "high", "{kinds: [canary, ab], outcome: ship, minShare: 0.05, maxAgeDays: 90}"),
        new("model_card_required", "CARD", "medium", "{sections: [limitations]}"),
        new("human_oversight", "OVER", "high", "{minOverseers: 2, stopControlMaxAgeDays: 180}"),
        new("risk_appetite", "RISK", "high", "{maxResidual: 9}"),
        new("targets_met", "TARG", "high", null),
        new("no_open_alerts", "ALRT", "high", "{severity: alert}"),
        new("data_lineage_required", "DATA", "high", "{depth: 1}"),
        new("data_purpose", "PURP", "high", "{purposes: [fraud detection]}"),
        new("data_retention", "RETN", "high", null),
        new("data_region", "DREG", "high", "{allow: [eu-central-1]}"),
        new("data_sensitivity", "SENS", "high", "{max: confidential, specialCategories: deny}"),
        new("training_permitted", "TRNP", "high", null),
        new("supplier_due_diligence", "SUPP", "high", "{maxAgeDays: 365}"),
        new("pii_redaction", "PIID", "critical", "{detectors: [email, iban], maxFindings: 0}"),
        new("approved_regions", "REGN", "high", "{allow: [eu-central-1]}"),
        new("sbom_required", "SBOM", "high", "{formats: [\"cyclonedx-1.6+\", spdx-3]}"),
        new("license_allowed", "LICE", "medium", "{deny: [AGPL-3.0-only]}"),
        new("security_scan", "SCAN", "high", "{maxSeverity: medium, maxAgeDays: 90}"),
        new("signature_required", "SIGN", "high", null),
        new("artifact_digest", "ARTF", "critical", null),
        new("rollback_plan", "ROLL", "high", "{maxAgeDays: 180}"),
        new("rbac_action", "ROLE", "high", "{action: promote, separationFrom: [registered-version]}"),
        new("agent_tools", "TOOL", "critical", "{allow: [\"risk:read\"], ask: [\"risk:write\", \"risk:money\"], deny: [\"shell.*\"]}"),
        new("agent_limits", "LIMT", "high", "{maxSteps: 50, maxSeconds: 900, maxCallsPerMinute: 60, maxSpend: 1000, currency: EUR}"),
        new("agent_autonomy", "AUTO", "critical", "{max: supervised, killSwitchMaxAgeDays: 90}"),
        new("agent_models", "MODL", "high", "{pinned: true, approvedOnly: true}"),
        new("agent_evaluation", "EVAL", "critical", "{maxAttackSuccess: 0.05, minTaskSuccess: 0.8, minSamples: 73, maxAgeDays: 90}"),
        new("monitoring_required", "MONI", "high", "{minMonitors: 1, maxAgeDays: 30, decisions: true}"),
        new("risk_assessed", "ASSD", "high", "{maxAgeDays: 365, perRelease: true}"),
        new("data_quality", "DATQ", "medium", "{checks: [label_leakage, collinearity], maxAgeDays: 365}"),
        new("opa", "ENGN", "high", "{url: \"https://opa.example:8181\", path: governance/allow}"),
    ];
}
