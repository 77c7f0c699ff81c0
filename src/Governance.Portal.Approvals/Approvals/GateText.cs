using Governance.Localisation;
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
    public static Wording Name(RuleView rule) =>
        rule.Type switch
        {
            "risk_class" => Wording.Text($"Risk class is permitted"),
            "artifact_digest" => Wording.Text($"Artifact matches its registered hash"),
            "evidence_required" => Wording.Text($"Required evidence is present and current"),
            "metric_threshold" => Measure(rule) is { } measure ? DisplayLabels.Metric(measure) : Wording.Verbatim(rule.Rule),
            "fairness_audit" => Wording.Text($"Fairness audit"),
            "sbom_required" => Wording.Text($"Bill of materials (SBOM)"),
            "approved_regions" => Wording.Text($"Approved regions"),
            "explainability_required" => Wording.Text($"Explainability"),
            "experiment_required" => Wording.Text($"Tried in an experiment"),
            "model_card_required" => Wording.Text($"Model card complete"),
            "security_scan" => Wording.Text($"Security scan"),
            "pii_redaction" => Wording.Text($"No personal data"),
            "drift_limit" => Wording.Text($"Drift within its limit"),
            "rollback_plan" => Wording.Text($"Rollback plan"),
            "license_allowed" => Wording.Text($"Licences allowed"),
            "data_lineage_required" => Wording.Text($"Data lineage"),
            "data_purpose" => Wording.Text($"Data allowed for the purpose"),
            "data_retention" => Wording.Text($"Data within its retention period"),
            "data_region" => Wording.Text($"Data in approved regions"),
            "data_sensitivity" => Wording.Text($"Data within the allowed sensitivity"),
            "training_permitted" => Wording.Text($"Trained with permits"),
            "supplier_due_diligence" => Wording.Text($"Supplier due diligence done"),
            "human_oversight" => Wording.Text($"Human oversight"),
            "independent_validation" => Wording.Text($"Validated independently"),
            "validation_findings" => Wording.Text($"Validation findings"),
            "use_case_conditions" => Wording.Text($"Conditions of the accepted use case"),
            "no_open_alerts" => Wording.Text($"No open alerts"),
            "risk_appetite" => Wording.Text($"Risks within appetite"),
            "monitoring_required" => Wording.Text($"Monitoring"),
            "risk_assessed" => Wording.Text($"Assessment of each open risk"),
            "data_quality" => Wording.Text($"Data quality"),
            "targets_met" => Wording.Text($"Targets of the AI systems met"),
            "agent_tools" => Wording.Text($"Tools within policy"),
            "agent_limits" => Wording.Text($"Limits of a run"),
            "agent_autonomy" => Wording.Text($"Autonomy within policy"),
            "agent_models" => Wording.Text($"Models of the agent accepted"),
            "agent_evaluation" => Wording.Text($"Attacks withstood"),
            "rbac_action" => Wording.Text($"Who may request"),
            "signature_required" => Wording.Text($"Artifact is signed"),
            "opa" => Wording.Text($"Remote policy"),
            _ => Wording.Verbatim(rule.Type.Replace('_', ' ')),
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
