using Governance.Domain;
using Governance.Reporting.Drift;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Layout;

/// <summary>
/// The words a reader sees for the spellings of the API, in the language in force. A spelling that is not known stops the report: a wrong
/// word in a signed document is worse than none.
/// </summary>
internal static class PrintLabels
{
    // Training of people and to test something are other words in German.
    private const string Data = "data";

    public static string Role(string role) =>
        role switch
        {
            "security" => T["Security"],
            "legal" => T["Legal"],
            "owner" => T["Model owner"],
            _ => throw Unknown("role", role),
        };

    public static string Stage(string stage) =>
        stage switch
        {
            "development" => T["Development"],
            "staging" => T["Staging"],
            "production" => T["Production"],
            "retired" => T["Retired"],
            _ => throw Unknown("stage", stage),
        };

    public static string RiskClass(string? riskClass) =>
        riskClass switch
        {
            "minimal" => T["Minimal"],
            "limited" => T["Limited"],
            "high" => T["High"],
            "prohibited" => T["Prohibited"],
            null => T["Not yet classified"],
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
            "fit" => new(T["Fit"], StateKind.Pass),
            "fit-with-conditions" => new(T["Fit with conditions"], StateKind.Warn),
            "not-fit" => new(T["Not fit"], StateKind.Fail),
            _ => throw Unknown("conclusion", conclusion),
        };

    public static StateWord FindingSeverity(string severity) =>
        severity switch
        {
            "critical" => new(T["Critical"], StateKind.Fail),
            "high" => new(T["High"], StateKind.Fail),
            "medium" => new(T["Medium"], StateKind.Warn),
            "low" => new(T["Low"], StateKind.Idle),
            _ => throw Unknown("severity of a finding", severity),
        };

    public static StateWord Promotion(string state) =>
        state switch
        {
            "open" => new(T["Open"], StateKind.Pending),
            "approved" => new(T["Approved"], StateKind.Pass),
            "rejected" => new(T["Rejected"], StateKind.Fail),
            "withdrawn" => new(T["Withdrawn"], StateKind.Idle),
            "expired" => new(T["Expired"], StateKind.Warn),
            "deployed" => new(T["Deployed"], StateKind.Pass),
            _ => throw Unknown("promotion state", state),
        };

    public static StateWord Gate(string outcome) =>
        outcome switch
        {
            "pass" => new(T["Passed"], StateKind.Pass),
            "warn" => new(T["Passed with warnings"], StateKind.Warn),
            "fail" => new(T["Failed"], StateKind.Fail),
            "error" => new(T["Could not be evaluated"], StateKind.Fail),
            _ => throw Unknown("gate outcome", outcome),
        };

    public static StateWord Rule(string outcome, bool blocking) =>
        outcome switch
        {
            "pass" => new(T["Passed"], StateKind.Pass),
            "warn" => new(T["Failed, advisory"], StateKind.Warn),
            "fail" when blocking => new(T["Failed, blocking"], StateKind.Fail),
            "fail" => new(T["Failed, advisory"], StateKind.Warn),
            "error" => new(T["Could not be evaluated"], blocking ? StateKind.Fail : StateKind.Warn),
            "waived" => new(T["Waived"], StateKind.Waived),
            "not_applicable" => new(T["Not applicable"], StateKind.Idle),
            _ => throw Unknown("rule outcome", outcome),
        };

    /// <summary>What a rule would have said if its policy were in force: it decided nothing, so that nothing of it is an alarm.</summary>
    public static StateWord Trial(string outcome) =>
        outcome switch
        {
            "pass" or "waived" => new(T["Would have passed"], StateKind.Idle),
            "warn" or "fail" => new(T["Would have failed"], StateKind.Idle),
            "error" => new(T["Could not be evaluated"], StateKind.Idle),
            "not_applicable" => new(T["Not applicable"], StateKind.Idle),
            _ => throw Unknown("rule outcome", outcome),
        };

    public static string PolicyMode(string mode) =>
        mode switch
        {
            "enforce" => T["Enforced"],
            "warn" => T["Advisory"],
            "dryrun" => T["Dry run"],
            _ => throw Unknown("mode of a policy", mode),
        };

    public static StateWord SignOff(string status) =>
        status switch
        {
            "signed" => new(T["Signed"], StateKind.Pass),
            "signed-with-condition" => new(T["Signed with a condition"], StateKind.Warn),
            "changes-requested" => new(T["Changes requested"], StateKind.Warn),
            "rejected" => new(T["Rejected"], StateKind.Fail),
            "void" => new(T["Void"], StateKind.Idle),
            "revoked" => new(T["Revoked"], StateKind.Idle),
            _ => throw Unknown("sign-off status", status),
        };

    public static string Decision(string decision) =>
        decision switch
        {
            "approve" => T["Approve"],
            "approve-with-condition" => T["Approve with a condition"],
            "request-changes" => T["Request changes"],
            "reject" => T["Reject"],
            _ => throw Unknown("decision", decision),
        };

    public static string DatasetRole(string role) =>
        role switch
        {
            "training" => T.Sense("Training", Data),
            "validation" => T["Validation"],
            "test" => T.Sense("Test", Data),
            "reference" => T["Reference"],
            _ => throw Unknown("dataset role", role),
        };

    public static string EvidenceKind(string kind) =>
        kind switch
        {
            "validation" => T["Validation report"],
            "fairness" => T["Fairness report"],
            "robustness" => T["Robustness report"],
            "explainability" => T["Explainability report"],
            "drift" => T["Drift report"],
            "sbom" => T["Software bill of materials"],
            "model-card" => T["Model card"],
            "system-card" => T["System card"],
            "lineage" => T["Data lineage"],
            "security-scan" => T["Security scan"],
            "pii-scan" => T["Scan for personal data"],
            "experiment" => T["Experiment report"],
            "prompt-safety" => T["Prompt safety report"],
            "other" => T["Attached document"],
            "artifact" => T["Artifact"],
            "version" => T["Version as registered"],
            "window" => T["Monitoring window"],
            _ => throw Unknown("evidence kind", kind),
        };

    public static string FeatureType(string type) =>
        type switch
        {
            "numeric" => T["Numeric"],
            "categorical" => T["Categorical"],
            "datetime" => T["Date and time"],
            "unknown" => T["Unknown"],
            _ => throw Unknown("feature type", type),
        };

    public static string Effect(DriftEffectFact effect) =>
        effect.Statistic switch
        {
            "psi" => T["PSI {0}, limit {1}", Print.Psi(effect.Value), Print.Psi(effect.Limit)],
            "ks" => T["KS {0}, limit {1}", Print.Score(effect.Value), Print.Psi(effect.Limit)],
            "wasserstein" => T["Wasserstein {0} SD, limit {1} SD", Print.Psi(effect.Value), Print.Psi(effect.Limit)],
            "cramersV" => T["Cramér's V {0}, limit {1}", Print.Score(effect.Value), Print.Psi(effect.Limit)],
            "newCategories" => T["new categories {0}, limit {1}", Print.Percent(effect.Value), Print.Percent(effect.Limit)],
            "missing" => T["share without a usable value {0}, limit {1}", Print.Percent(effect.Value), Print.Percent(effect.Limit)],
            _ => throw Unknown("statistic", effect.Statistic),
        };

    public static StateWord Drift(string verdict) =>
        verdict switch
        {
            "stable" => new(T["Stable"], StateKind.Pass),
            "negligible" => new(T["Negligible"], StateKind.Pass),
            "inconclusive" => new(T["Inconclusive"], StateKind.Pending),
            "moderate" => new(T["Moderate"], StateKind.Warn),
            "major" => new(T["Major"], StateKind.Fail),
            "insufficient_data" => new(T["Too little data"], StateKind.Pending),
            "skipped" => new(T["Skipped"], StateKind.Idle),
            _ => throw Unknown("drift verdict", verdict),
        };

    /// <summary>How a signer proved who they are; an identity provider's own word stays.</summary>
    public static string Method(string method) =>
        method switch
        {
            "password" => T["Password"],
            "password+totp" => T["Password and one-time code"],
            "passkey" => T["Passkey"],
            "single-sign-on" => T["Single sign-on"],
            _ => T.Word(method),
        };

    public static StateWord Severity(string severity) =>
        severity switch
        {
            "warning" => new(T["Warning"], StateKind.Warn),
            "alert" => new(T["Alert"], StateKind.Fail),
            _ => throw Unknown("alert severity", severity),
        };

    /// <summary>
    /// A log action (<c>promotion.signed</c>) as words. The list of actions grows with the product, and the form is
    /// noun.verb in the past by rule, so an action without words of its own is read out.
    /// </summary>
    public static string Action(string action) =>
        action switch
        {
            "model.registered" => T["Model registered"],
            "version.registered" => T["Version registered"],
            "artifact.stored" => T["Artifact stored"],
            "evidence.added" => T["Evidence added"],
            "gate.evaluated" => T["Policy gate evaluated"],
            "promotion.requested" => T["Promotion requested"],
            "promotion.commented" => T["Comment added"],
            "promotion.signed" => T["Sign-off recorded"],
            "promotion.revoked" => T["Sign-off revoked by its signer"],
            "promotion.voided" => T["Sign-offs voided because the bundle changed"],
            "promotion.withdrawn" => T["Promotion withdrawn"],
            "promotion.expired" => T["Promotion expired"],
            "promotion.approved" => T["Promotion approved"],
            "promotion.rejected" => T["Promotion rejected"],
            "deployment.made" => T["Deployed"],
            "override.requested" => T["Emergency override requested"],
            "override.granted" => T["Emergency override in force"],
            "override.used" => T["Deployed under the emergency override"],
            "override.expired" => T["Emergency override expired"],
            "override.ended" => T["Emergency override ended"],
            "override.reviewed" => T["Emergency override reviewed"],
            "deployment.rolled-back" => T["Rolled back"],
            "waiver.granted" => T["Waiver granted"],
            "policy.activated" => T["Policy activated"],
            "report.made" => T["Report created"],
            _ => T.Word(Spoken(action)),
        };

    private static string Spoken(string action)
    {
        var words = action.Replace('.', ' ').Replace('-', ' ').Replace('_', ' ').Trim();
        return words.Length == 0 ? throw Unknown("log action", action) : SentenceCase.Of(words);
    }

    private static ReportDataException Unknown(string what, string value) => new($"The report has no word for the {what} \"{value}\".");
}
