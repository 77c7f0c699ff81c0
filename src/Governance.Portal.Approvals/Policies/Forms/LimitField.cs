using Governance.Policies;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Policies.Forms;

/// <summary>The one figure of a rule that the form edits; the rest of its parameters is for the YAML.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Label">What the form calls it.</param>
/// <param name="IsWhole">True for whole numbers.</param>
internal sealed record LimitField(string Name, string Label, bool IsWhole)
{
    /// <summary>The figure of a type; null for a type that has none, or several of equal weight.</summary>
    public static LimitField? Of(string type) =>
        type switch
        {
            "metric_threshold" => new("value", "Limit", false),
            "drift_limit" => new("max", "Limit", false),
            "evidence_required"
            or "fairness_audit"
            or "explainability_required"
            or "experiment_required"
            or "independent_validation"
            or "security_scan"
            or "supplier_due_diligence"
            or "rollback_plan" => new("maxAgeDays", "Maximum age in days", true),
            "human_oversight" => new("minOverseers", "Minimum number of overseers", true),
            "risk_appetite" => new("maxResidual", "Maximum residual score", true),
            "data_lineage_required" => new("depth", "Minimum number of lineage steps", true),
            "pii_redaction" => new("maxFindings", "Maximum number of findings", true),
            _ => null,
        };

    /// <summary>What the form calls it for a rule: people read some metrics in percent, the text has shares.</summary>
    public string LabelOf(PolicyRule rule) =>
        Name == "value" && rule.Parameters.Text("metric") is { } metric && MeasureUnits.UnitOf(metric) is "Per cent" or "Percentage points"
            ? "Limit (share from 0 to 1)"
            : Label;

    /// <summary>What the rule says now; null when it says nothing.</summary>
    public double? ValueOf(PolicyRule rule) => IsWhole ? rule.Parameters.Integer(Name) : rule.Parameters.Number(Name);
}
