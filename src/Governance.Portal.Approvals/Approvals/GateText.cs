using Governance.Policies;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>How the review page names gates and their results.</summary>
internal static class GateText
{
    /// <summary>True when this result keeps the gate shut.</summary>
    public static bool Blocks(this RuleView rule) => rule.Blocking && rule.Outcome is ("fail" or "error");

    /// <summary>Colour and words of a result.</summary>
    public static (Tone Tone, string Text) Result(RuleView rule) =>
        rule.Outcome switch
        {
            "pass" => (Tone.Pass, "Passed"),
            "waived" => (Tone.Waive, "Waived"),
            "not_applicable" => (Tone.Idle, "Not applicable"),
            "error" => (rule.Blocking ? Tone.Fail : Tone.Warn, "Could not be evaluated"),
            "fail" when rule.Blocking => (Tone.Fail, "Failed, blocking"),
            "fail" when rule.IsDryRun => (Tone.Idle, "Failed, dry run"),
            "fail" => (Tone.Warn, "Failed, advisory"),
            _ => (Tone.Idle, "Pending"),
        };

    /// <summary>The name of a gate.</summary>
    public static string Name(RuleView rule) =>
        rule.Type switch
        {
            "risk_class" => "Risk class is permitted",
            "artifact_digest" => "Artifact matches its registered hash",
            "evidence_required" => "Required evidence is present and current",
            "metric_threshold" => Measure(rule) is { } measure ? DisplayLabels.Metric(measure) : rule.Rule,
            "fairness_audit" => "Fairness audit",
            "sbom_required" => "Bill of materials (SBOM)",
            "approved_regions" => "Approved regions",
            "explainability_required" => "Explainability",
            "experiment_required" => "Tried in an experiment",
            "model_card_required" => "Model card complete",
            "security_scan" => "Security scan",
            "pii_redaction" => "No personal data",
            "drift_limit" => "Drift within its limit",
            "rollback_plan" => "Rollback plan",
            "license_allowed" => "Licences allowed",
            "data_lineage_required" => "Data lineage",
            "data_purpose" => "Data allowed for the purpose",
            "data_retention" => "Data within its retention period",
            "data_region" => "Data in approved regions",
            "data_sensitivity" => "Data within the allowed sensitivity",
            "training_permitted" => "Trained with permits",
            "supplier_due_diligence" => "Supplier due diligence done",
            "human_oversight" => "Human oversight",
            "independent_validation" => "Validated independently",
            "validation_findings" => "Validation findings",
            "use_case_conditions" => "Conditions of the accepted use case",
            "no_open_alerts" => "No open alerts",
            "risk_appetite" => "Risks within appetite",
            "monitoring_required" => "Monitoring",
            "risk_assessed" => "Assessment of each open risk",
            "data_quality" => "Data quality",
            "targets_met" => "Targets of the AI systems met",
            "agent_tools" => "Tools within policy",
            "agent_limits" => "Limits of a run",
            "agent_autonomy" => "Autonomy within policy",
            "agent_models" => "Models of the agent accepted",
            "agent_evaluation" => "Attacks withstood",
            "rbac_action" => "Who may request",
            "signature_required" => "Artifact is signed",
            "opa" => "Remote policy",
            _ => rule.Type.Replace('_', ' '),
        };

    // Of a run of an earlier engine the rule's own id names it.
    private static string? Measure(RuleView rule) =>
        rule.AskedText?.Statements?.Select(s => s.Value<StatementValue.Measure>("measure")?.Text).FirstOrDefault(m => m is not null);

    /// <summary>What blocks first, what passed last.</summary>
    public static int Rank(RuleView rule) =>
        rule.Outcome switch
        {
            "fail" when rule.Blocking => 0,
            "error" when rule.Blocking => 1,
            "fail" => 2,
            "error" => 3,
            "waived" => 4,
            "pass" => 6,
            "not_applicable" => 7,
            _ => 5,
        };

    /// <summary>How many passed, were waived, failed. Policies that are only tried out decide nothing and are not counted.</summary>
    public static GateCounts Count(IReadOnlyList<RuleView> rules)
    {
        var deciding = rules.Where(r => !r.IsDryRun).ToList();
        return new(
            deciding.Count(r => r.Outcome == "pass"),
            deciding.Count(r => r.Outcome == "waived"),
            deciding.Count(r => r.Outcome is ("fail" or "error") && !r.Blocking),
            deciding.Count(r => r.Outcome is ("fail" or "error") && r.Blocking)
        );
    }
}
