namespace Governance.Policies;

/// <summary>Finds the evaluation of a rule by its type. A type without one cannot be decided, and what cannot be decided blocks.</summary>
internal static class RuleEvaluation
{
    /// <summary>Types that the first engine could not evaluate: in a replay of its runs they still cannot be.</summary>
    private static readonly string[] s_sinceSecondEngine =
    [
        "data_lineage_required",
        "rbac_action",
        "human_oversight",
        "independent_validation",
        "risk_appetite",
        "opa",
    ];

    public static Finding Evaluate(RuleContext context, string engine) =>
        engine == GateEvaluator.FirstEngine && s_sinceSecondEngine.Contains(context.Rule.Type, StringComparer.Ordinal)
            ? Unknown(context.Rule.Type)
            : Evaluate(context);

    private static Finding Unknown(string type) =>
        Finding.Error(
            Sentence.Of(
                "rule.unknown",
                $"Rules of type {type} cannot be evaluated by this version. Take the rule out, or evaluate it in a policy of mode dryrun.",
                ("type", Values.Id(type))
            )
        );

    private static Finding Evaluate(RuleContext context) =>
        context.Rule.Type switch
        {
            "risk_class" => ArtifactRules.RiskClass(context),
            "artifact_digest" => ArtifactRules.ArtifactDigest(context),
            "evidence_required" => EvidenceRules.EvidenceRequired(context),
            "experiment_required" => ExperimentRule.Evaluate(context),
            "explainability_required" => EvidenceRules.ExplainabilityRequired(context),
            "fairness_audit" => EvidenceRules.FairnessAudit(context),
            "model_card_required" => EvidenceRules.ModelCardRequired(context),
            "metric_threshold" => MetricRule.Evaluate(context),
            "approved_regions" => RegionRule.Evaluate(context),
            "sbom_required" => SbomRules.SbomRequired(context),
            "license_allowed" => SbomRules.LicenseAllowed(context),
            "security_scan" => ScanRules.SecurityScan(context),
            "pii_redaction" => ScanRules.PiiRedaction(context),
            "drift_limit" => DriftRule.Evaluate(context),
            "no_open_alerts" => AlertRule.Evaluate(context),
            "use_case_conditions" => UseCaseRule.Evaluate(context),
            "rollback_plan" => ArtifactRules.RollbackPlan(context),
            "signature_required" => SignatureRule.Evaluate(context),
            "data_lineage_required" => LineageRule.Evaluate(context),
            "data_purpose" => DataRules.Purpose(context),
            "data_region" => DataRules.Region(context),
            "data_sensitivity" => DataRules.Sensitivity(context),
            "data_retention" => DataRules.Retention(context),
            "training_permitted" => TrainingRule.Evaluate(context),
            "supplier_due_diligence" => SuppliersRule.Evaluate(context),
            "rbac_action" => PeopleRules.RbacAction(context),
            "human_oversight" => OversightRule.Evaluate(context),
            "independent_validation" => IndependenceRule.Evaluate(context),
            "validation_findings" => ValidationRule.Evaluate(context),
            "risk_appetite" => RiskRule.Evaluate(context),
            "targets_met" => TargetsRule.Evaluate(context),
            "agent_tools" => AgentToolsRule.Evaluate(context),
            "agent_limits" => AgentLimitsRule.Evaluate(context),
            "agent_autonomy" => AgentAutonomyRule.Evaluate(context),
            "agent_models" => AgentModelsRule.Evaluate(context),
            "agent_evaluation" => AgentEvaluationRule.Evaluate(context),
            "opa" => OpaRule.Evaluate(context),
            "monitoring_required" => MonitoringRule.Evaluate(context),
            "risk_assessed" => RiskAssessedRule.Evaluate(context),
            "data_quality" => QualityRule.Evaluate(context),
            var type => Unknown(type),
        };
}
