namespace Governance.Policies;

/// <summary>The one spelling of each word in policy files, gate inputs and results.</summary>
public static class PolicyVocabulary
{
    /// <summary>Risk classes of a model, least first. A model that is not yet classified has none (null).</summary>
    public static IReadOnlyList<string> RiskClasses { get; } = ["minimal", "limited", "high", "prohibited"];

    /// <summary>Tiers of a model, the one that asks for most first. A model whose tier was not assessed has none (null).</summary>
    public static IReadOnlyList<string> Tiers { get; } = ["tier1", "tier2", "tier3", "tier4"];

    /// <summary>What a change was judged to be.</summary>
    public static IReadOnlyList<string> ChangeVerdicts { get; } = ["material", "not-material"];

    /// <summary>What the report of a validation comes to.</summary>
    public static IReadOnlyList<string> ValidationConclusions { get; } = ["fit", "fit-with-conditions", "not-fit"];

    /// <summary>How a version stands to a signed target.</summary>
    public static IReadOnlyList<string> TargetOutcomes { get; } = ["met", "no-result", "known-before", "missed"];

    /// <summary>How grave a finding of a validation is, the most serious first.</summary>
    public static IReadOnlyList<string> FindingSeverities { get; } = ["critical", "high", "medium", "low"];

    /// <summary>
    /// What a policy can be about. An agent is what acts through tools and is registered with a manifest; every other model, an assistant
    /// too, is a <c>model</c>.
    /// </summary>
    public static IReadOnlyList<string> ModelKinds { get; } = ["model", "agent"];

    /// <summary>All stages of a version.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["development", "staging", "production", "retired"];

    /// <summary>Stages a promotion can ask for.</summary>
    public static IReadOnlyList<string> TargetStages { get; } = ["staging", "production", "retired"];

    /// <summary>Sign-off slots in the order in which they are shown.</summary>
    public static IReadOnlyList<string> SignOffRoles { get; } = ["security", "legal", "owner"];

    /// <summary>Kinds of evidence.</summary>
    public static IReadOnlyList<string> EvidenceKinds { get; } =
    [
        "validation",
        "fairness",
        "robustness",
        "explainability",
        "drift",
        "sbom",
        "model-card",
        "system-card",
        "lineage",
        "security-scan",
        "pii-scan",
        "prompt-safety",
        "experiment",
        "other",
    ];

    /// <summary>
    /// What a rule about the person who acts can be about: asking for a promotion (<c>promote</c>) or for a retirement (<c>retire</c>),
    /// which gates judge, and requesting a training or its permit (<c>train</c>), filing evidence of a validation (<c>validate</c>) or
    /// deploying (<c>deploy</c>), which the portal judges when it is done: <see cref="ActionCheck"/>.
    /// </summary>
    public static IReadOnlyList<string> GatedActions { get; } = ["promote", "retire", "train", "validate", "deploy"];

    /// <summary>How sensitive a dataset is, each more than the one before.</summary>
    public static IReadOnlyList<string> Sensitivities { get; } = ["public", "internal", "confidential", "restricted"];

    /// <summary>What a version has to do with a dataset: named by it, or <c>source</c> of such a one by lineage.</summary>
    public static IReadOnlyList<string> DataRoles { get; } = ["training", "validation", "source"];

    /// <summary>How a run that trained stands to the permits.</summary>
    public static IReadOnlyList<string> TrainingVerdicts { get; } =
    ["covered", "covered-in-part", "permit-expired", "permit-revoked", "no-permit"];

    /// <summary>Why a dataset that was trained on was not covered.</summary>
    public static IReadOnlyList<string> TrainingGaps { get; } =
    ["no-permit", "permit-expired", "permit-revoked", "not-named", "other-version", "other-purpose"];

    /// <summary>What a due diligence of a supplier came to.</summary>
    public static IReadOnlyList<string> DiligenceResults { get; } = ["passed", "conditions", "failed"];

    /// <summary>What else someone may have done for the version: a rule can ask that the person who acts did none of it.</summary>
    public static IReadOnlyList<string> Deeds { get; } = ["registered-version", "added-evidence", "owns-model"];

    /// <summary>Kind of an alert that another tool raised by its own measure and limit: it counts where a rule names it.</summary>
    public const string ForeignMonitor = "foreign-monitor";

    /// <summary>
    /// Kinds of alerts that count only where a rule names them: another tool's limit is no one's here, a change of data or lineage is no
    /// measurement of the version, and a tool server that is away says nothing of the agent.
    /// </summary>
    public static IReadOnlyList<string> AlertKindsOnlyNamed { get; } = [ForeignMonitor, "data-change", "lineage-change", "server-silent"];

    /// <summary>
    /// What an alert that a rule can name was raised by: a monitor of a kind, a live check of decisions, a monitor of another tool, what
    /// was seen of agents, of experiments, of training and of traffic. Alerts that a gate or a posture raised itself are not among them:
    /// a gate must not keep itself shut.
    /// </summary>
    public static IReadOnlyList<string> AlertKinds { get; } =
    [
        "drift",
        "protected-mix",
        "performance",
        "fairness",
        "quality",
        "business",
        "evaluation",
        "late-data",
        "outside-reference",
        "unseen-category",
        "personal-data-in-output",
        "secret-in-output",
        "instructions-in-input",
        "shadow-decided",
        ForeignMonitor,
        "data-change",
        "lineage-change",
        "retired-traffic",
        "overdue-validation",
        "tools-changed",
        "server-silent",
        "agent-run",
        "guardrail",
        "unpermitted-training",
        "unauthorised-traffic",
    ];

    /// <summary>Checks of data quality that a rule can name, as <c>governance analyze quality</c> and windows report them.</summary>
    public static IReadOnlyList<string> QualityChecks { get; } =
    [
        "missing",
        "infinite",
        "invalid",
        "type_change",
        "constant",
        "almost_constant",
        "missing_column",
        "added_column",
        "out_of_range",
        "unseen_category",
        "row_count",
        "duplicates",
        "duplicate_ids",
        "leakage",
        "label_leakage",
        "collinearity",
        "variance_inflation",
        "freshness",
    ];

    /// <summary>What a check of data quality says, least grave first; one that was not run says nothing.</summary>
    public static IReadOnlyList<string> QualityVerdicts { get; } = ["ok", "not_run", "warn", "fail"];

    /// <summary>Severities of an alert, least first.</summary>
    public static IReadOnlyList<string> AlertSeverities { get; } = ["warning", "alert"];

    /// <summary>What an overseer may do: stop the system, decide otherwise than it in single cases, or both.</summary>
    public static IReadOnlyList<string> OversightAuthorities { get; } = ["stop", "override", "stop-and-override"];

    /// <summary>How a test of the stop control ended.</summary>
    public static IReadOnlyList<string> StopTestResults { get; } = ["stopped", "failed"];

    /// <summary>
    /// Where a rule takes its figures from: what monitoring measured (<c>live</c>), what was filed (<c>filed</c>), or what is newer.
    /// </summary>
    public static IReadOnlyList<string> FigureSources { get; } = ["live", "filed", "either"];

    /// <summary>Roles a person can hold.</summary>
    public static IReadOnlyList<string> PersonRoles { get; } =
    [
        "Engineer",
        "ModelOwner",
        "SecurityReviewer",
        "LegalReviewer",
        "RiskOfficer",
        "ComplianceOfficer",
        "Auditor",
        "Sponsor",
        "Administrator",
    ];

    /// <summary>The spelling of a mode: <c>enforce</c>, <c>warn</c>, <c>dryrun</c>.</summary>
    public static string ToWireName(this PolicyMode mode) =>
        mode switch
        {
            PolicyMode.Enforce => "enforce",
            PolicyMode.Warn => "warn",
            PolicyMode.DryRun => "dryrun",
        };

    /// <summary>The spelling of a severity: <c>critical</c>, <c>high</c>, <c>medium</c>, <c>low</c>.</summary>
    public static string ToWireName(this RuleSeverity severity) =>
        severity switch
        {
            RuleSeverity.Critical => "critical",
            RuleSeverity.High => "high",
            RuleSeverity.Medium => "medium",
            RuleSeverity.Low => "low",
        };

    /// <summary>The spelling of a rule's outcome: <c>pass</c>, <c>fail</c>, <c>error</c>, <c>waived</c>, <c>not_applicable</c>.</summary>
    public static string ToWireName(this RuleOutcome outcome) =>
        outcome switch
        {
            RuleOutcome.Pass => "pass",
            RuleOutcome.Fail => "fail",
            RuleOutcome.Error => "error",
            RuleOutcome.Waived => "waived",
            RuleOutcome.NotApplicable => "not_applicable",
        };

    /// <summary>The spelling of a gate's outcome: <c>pass</c>, <c>warn</c>, <c>fail</c>, <c>error</c>.</summary>
    public static string ToWireName(this GateOutcome outcome) =>
        outcome switch
        {
            GateOutcome.Pass => "pass",
            GateOutcome.Warn => "warn",
            GateOutcome.Fail => "fail",
            GateOutcome.Error => "error",
        };

    internal static bool TryRead<T>(string word, Func<T, string> spell, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (string.Equals(spell(candidate), word, StringComparison.Ordinal))
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }
}
