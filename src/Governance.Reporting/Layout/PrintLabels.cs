using Governance.Reporting.Drift;

namespace Governance.Reporting.Layout;

/// <summary>
/// The words a reader sees for the spellings of the API. A spelling that is not known stops the report: a wrong word in a
/// signed document is worse than none.
/// </summary>
internal static class PrintLabels
{
    public static string Role(string role) =>
        role switch
        {
            "security" => "Security",
            "legal" => "Legal",
            "owner" => "Model owner",
            _ => throw Unknown("role", role),
        };

    public static string Stage(string stage) =>
        stage switch
        {
            "development" => "Development",
            "staging" => "Staging",
            "production" => "Production",
            "retired" => "Retired",
            _ => throw Unknown("stage", stage),
        };

    public static string RiskClass(string? riskClass) =>
        riskClass switch
        {
            "minimal" => "Minimal",
            "limited" => "Limited",
            "high" => "High",
            "prohibited" => "Prohibited",
            null => "Not yet classified",
            _ => throw Unknown("risk class", riskClass),
        };

    public static int RiskBars(string? riskClass) =>
        riskClass switch
        {
            "minimal" => 1,
            "limited" => 2,
            "high" => 3,
            "prohibited" => 4,
            _ => 0,
        };

    public static StateWord Validation(string conclusion) =>
        conclusion switch
        {
            "fit" => new("Fit", StateKind.Pass),
            "fit-with-conditions" => new("Fit with conditions", StateKind.Warn),
            "not-fit" => new("Not fit", StateKind.Fail),
            _ => throw Unknown("conclusion", conclusion),
        };

    public static StateWord FindingSeverity(string severity) =>
        severity switch
        {
            "critical" => new("Critical", StateKind.Fail),
            "high" => new("High", StateKind.Fail),
            "medium" => new("Medium", StateKind.Warn),
            "low" => new("Low", StateKind.Idle),
            _ => throw Unknown("severity of a finding", severity),
        };

    public static StateWord Promotion(string state) =>
        state switch
        {
            "open" => new("Open", StateKind.Pending),
            "approved" => new("Approved", StateKind.Pass),
            "rejected" => new("Rejected", StateKind.Fail),
            "withdrawn" => new("Withdrawn", StateKind.Idle),
            "expired" => new("Expired", StateKind.Warn),
            "deployed" => new("Deployed", StateKind.Pass),
            _ => throw Unknown("promotion state", state),
        };

    public static StateWord Gate(string outcome) =>
        outcome switch
        {
            "pass" => new("Passed", StateKind.Pass),
            "warn" => new("Passed with warnings", StateKind.Warn),
            "fail" => new("Failed", StateKind.Fail),
            "error" => new("Could not be evaluated", StateKind.Fail),
            _ => throw Unknown("gate outcome", outcome),
        };

    public static StateWord Rule(string outcome, bool blocking) =>
        outcome switch
        {
            "pass" => new("Passed", StateKind.Pass),
            "warn" => new("Failed, advisory", StateKind.Warn),
            "fail" when blocking => new("Failed, blocking", StateKind.Fail),
            "fail" => new("Failed, advisory", StateKind.Warn),
            "error" => new("Could not be evaluated", StateKind.Fail),
            "waived" => new("Waived", StateKind.Waived),
            "not_applicable" => new("Not applicable", StateKind.Idle),
            _ => throw Unknown("rule outcome", outcome),
        };

    public static StateWord SignOff(string status) =>
        status switch
        {
            "signed" => new("Signed", StateKind.Pass),
            "signed-with-condition" => new("Signed with condition", StateKind.Warn),
            "changes-requested" => new("Changes requested", StateKind.Warn),
            "rejected" => new("Rejected", StateKind.Fail),
            "void" => new("Void", StateKind.Idle),
            "revoked" => new("Revoked", StateKind.Idle),
            _ => throw Unknown("sign-off status", status),
        };

    public static string Decision(string decision) =>
        decision switch
        {
            "approve" => "Approve",
            "approve-with-condition" => "Approve with a condition",
            "request-changes" => "Request changes",
            "reject" => "Reject",
            _ => throw Unknown("decision", decision),
        };

    public static string DatasetRole(string role) =>
        role switch
        {
            "training" => "Training",
            "validation" => "Validation",
            "test" => "Test",
            "reference" => "Reference",
            _ => throw Unknown("dataset role", role),
        };

    public static string EvidenceKind(string kind) =>
        kind switch
        {
            "validation" => "Validation report",
            "fairness" => "Fairness report",
            "robustness" => "Robustness report",
            "explainability" => "Explainability report",
            "drift" => "Drift report",
            "sbom" => "Software bill of materials",
            "model-card" => "Model card",
            "system-card" => "System card",
            "lineage" => "Data lineage",
            "security-scan" => "Security scan",
            "pii-scan" => "Personal data scan",
            "prompt-safety" => "Prompt safety report",
            "other" => "Attached document",
            "artifact" => "Artifact",
            "version" => "Version as registered",
            "window" => "Monitoring window",
            _ => throw Unknown("evidence kind", kind),
        };

    public static string FeatureType(string type) =>
        type switch
        {
            "numeric" => "Numeric",
            "categorical" => "Categorical",
            "datetime" => "Date and time",
            "unknown" => "Unknown",
            _ => throw Unknown("feature type", type),
        };

    public static string Effect(DriftEffectFact effect) =>
        effect.Statistic switch
        {
            "psi" => $"PSI {Print.Psi(effect.Value)}, limit {Print.Psi(effect.Limit)}",
            "ks" => $"KS {Print.Score(effect.Value)}, limit {Print.Psi(effect.Limit)}",
            "wasserstein" => $"Wasserstein {Print.Psi(effect.Value)} sd, limit {Print.Psi(effect.Limit)} sd",
            "cramersV" => $"Cramér's V {Print.Score(effect.Value)}, limit {Print.Psi(effect.Limit)}",
            "newCategories" => $"New categories {Print.Percent(effect.Value)}, limit {Print.Percent(effect.Limit)}",
            _ => throw Unknown("statistic", effect.Statistic),
        };

    public static StateWord Drift(string verdict) =>
        verdict switch
        {
            "stable" => new("Stable", StateKind.Pass),
            "negligible" => new("Negligible", StateKind.Pass),
            "inconclusive" => new("Inconclusive", StateKind.Pending),
            "moderate" => new("Moderate", StateKind.Warn),
            "major" => new("Major", StateKind.Fail),
            "insufficient_data" => new("Too little data", StateKind.Pending),
            "skipped" => new("Skipped", StateKind.Idle),
            _ => throw Unknown("drift verdict", verdict),
        };

    public static StateWord Severity(string severity) =>
        severity switch
        {
            "warning" => new("Warning", StateKind.Warn),
            "alert" => new("Alert", StateKind.Fail),
            _ => throw Unknown("alert severity", severity),
        };

    /// <summary>
    /// A log action (<c>promotion.signed</c>) as words. The list of actions grows with the product, and the form is
    /// noun.verb in the past by rule, so an action without words of its own is read out.
    /// </summary>
    public static string Action(string action) =>
        action switch
        {
            "model.registered" => "Model registered",
            "version.registered" => "Version registered",
            "artifact.stored" => "Artifact stored",
            "evidence.added" => "Evidence added",
            "gate.evaluated" => "Policy gate evaluated",
            "promotion.requested" => "Promotion requested",
            "promotion.commented" => "Comment added",
            "promotion.signed" => "Sign-off recorded",
            "promotion.revoked" => "Sign-off revoked by its signer",
            "promotion.voided" => "Sign-offs voided, the bundle changed",
            "promotion.withdrawn" => "Promotion withdrawn",
            "promotion.expired" => "Promotion expired",
            "promotion.approved" => "Promotion approved",
            "promotion.rejected" => "Promotion rejected",
            "deployment.made" => "Deployed",
            "override.requested" => "Emergency override requested",
            "override.granted" => "Emergency override in force",
            "override.used" => "Deployed under the emergency override",
            "override.expired" => "Emergency override expired",
            "override.ended" => "Emergency override ended",
            "override.reviewed" => "Emergency override reviewed",
            "deployment.rolled-back" => "Rolled back",
            "waiver.granted" => "Waiver granted",
            "policy.activated" => "Policy activated",
            "report.made" => "Report created",
            _ => Spoken(action),
        };

    private static string Spoken(string action)
    {
        var words = action.Replace('.', ' ').Replace('-', ' ').Replace('_', ' ').Trim();
        return words.Length == 0 ? throw Unknown("log action", action) : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static ReportDataException Unknown(string what, string value) => new($"The report has no word for the {what} \"{value}\".");
}
