using Governance.Policies;

namespace Governance.Portal.Kernel.Labels;

/// <summary>What a rule of a policy is about, in words: its id stands beside them, never instead of them.</summary>
public static class RuleNames
{
    /// <summary>The name of a rule, in English.</summary>
    /// <param name="type">Its type, such as <c>fairness_audit</c>.</param>
    /// <param name="asked">What it asks for; null in results of engines that stored sentences alone.</param>
    /// <param name="rule">Its id, for a threshold of which no measure is known.</param>
    public static string Of(string type, IReadOnlyList<Statement>? asked, string rule)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type switch
        {
            "risk_class" => "Risk class is permitted",
            "artifact_digest" => "Artifact matches its registered hash",
            "evidence_required" => "Required evidence is present and current",
            "metric_threshold" => Measure(asked) is { } measure ? MeasureUnits.EnglishNameOf(measure) : rule,
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
            _ => type.Replace('_', ' '),
        };
    }

    // Of a run of an earlier engine the rule's own id names it.
    private static string? Measure(IReadOnlyList<Statement>? asked) =>
        asked?.Select(s => s.Value<StatementValue.Measure>("measure")?.Text).FirstOrDefault(m => m is not null);
}
