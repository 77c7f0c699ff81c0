using Governance.Localisation;
using Governance.Policies;

namespace Governance.Portal.Kernel.Labels;

/// <summary>What a rule of a policy is about, in words: its id stands beside them, never instead of them.</summary>
public static class RuleNames
{
    /// <summary>The name of a rule.</summary>
    /// <param name="type">Its type, such as <c>fairness_audit</c>.</param>
    /// <param name="asked">What it asks for; null in results of engines that stored sentences alone.</param>
    /// <param name="rule">Its id, for a threshold of which no measure is known.</param>
    public static Wording Of(string type, IReadOnlyList<Statement>? asked, string rule)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type switch
        {
            "risk_class" => Wording.Text($"Risk class is permitted"),
            "artifact_digest" => Wording.Text($"Artifact matches its registered hash"),
            "evidence_required" => Wording.Text($"Required evidence is present and current"),
            "metric_threshold" => Measure(asked) is { } measure ? MeasureUnits.WordingOf(measure) : Wording.Verbatim(rule),
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
            _ => Wording.Verbatim(type.Replace('_', ' ')),
        };
    }

    /// <summary>The name of what a deployment does not meet; null where nothing but its id is known.</summary>
    /// <param name="rule">Its id, or the code of a refusal such as <c>incident.holds</c>.</param>
    /// <param name="stored">What it answered, as it is stored beside it.</param>
    public static Wording? Of(string rule, string? stored) =>
        RuleStatements.Read(stored) is { Type: { } type } read
            ? Of(type, read.Asked, rule)
            : rule switch
            {
                "agent.stopped" => Wording.Text($"Agent is stopped"),
                "decisions.unauthorised" => Wording.Text($"Decides without approval"),
                "incident.holds" => Wording.Text($"Taken out of use by an incident"),
                "monitoring.missing" => Wording.Text($"Not monitored"),
                "posture.not-approved" => Wording.Text($"Not approved for production"),
                "posture.not-judged" => Wording.Text($"Could not be evaluated"),
                "record.altered" => Wording.Text($"A stored record was altered"),
                "retirement.holds" => Wording.Text($"Taken out of use by a retirement"),
                _ => null,
            };

    // Of a run of an earlier engine the rule's own id names it.
    private static string? Measure(IReadOnlyList<Statement>? asked) =>
        asked?.Select(s => s.Value<StatementValue.Measure>("measure")?.Text).FirstOrDefault(m => m is not null);
}
