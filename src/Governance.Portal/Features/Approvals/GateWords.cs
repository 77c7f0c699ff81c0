using System.Text.RegularExpressions;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Words;
using static Governance.Portal.Kernel.Localisation.Texts;

namespace Governance.Portal.Features.Approvals;

/// <summary>How the review page names gates and their results.</summary>
internal static partial class GateWords
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
            "fail" => (Tone.Warn, "Failed, advisory"),
            _ => (Tone.Idle, "Pending"),
        };

    /// <summary>The name of a gate.</summary>
    public static string Name(RuleView rule) =>
        rule.Type switch
        {
            "risk_class" => "Risk class may be used",
            "artifact_digest" => "Stored artifact is the declared one",
            "evidence_required" => "Evidence is there and recent",
            "metric_threshold" => rule.Expected is { } bound ? DisplayWords.Metric(bound.Split(' ')[0]) : rule.Rule,
            "fairness_audit" => "Fairness audit",
            "sbom_required" => "Bill of materials",
            "approved_regions" => "Approved regions",
            "explainability_required" => "Explanation",
            "model_card_required" => "Model card complete",
            "security_scan" => "Security scan",
            "pii_redaction" => "No personal data",
            "drift_limit" => "Drift within its limit",
            "rollback_plan" => "Rollback plan",
            "license_allowed" => "Licences allowed",
            "data_lineage_required" => "Data lineage",
            "human_oversight" => "Human oversight",
            "risk_appetite" => "Risks within appetite",
            "rbac_action" => "Who may ask",
            "signature_required" => "Artifact is signed",
            "opa" => "Remote policy",
            _ => rule.Type.Replace('_', ' '),
        };

    /// <summary>What a gate asks for; the name of a metric stands in the gate's own name.</summary>
    public static string? Required(RuleView rule) =>
        rule is { Type: "metric_threshold", Expected: { } bound } && bound.IndexOf(' ', StringComparison.Ordinal) is > 0 and var at
            ? bound[(at + 1)..]
            : rule.Expected;

    /// <summary>
    /// A sentence or value of a result in the language in force, its numbers too. What the evaluator wrote is stored in English and stays
    /// so.
    /// </summary>
    public static string Say(string text)
    {
        if (SizedArtifact().Match(text) is { Success: true } sized)
        {
            return $"{sized.Groups[1].Value}, {T["{0} bytes", Formats.Numbers(sized.Groups[2].Value)]}";
        }

        // Sentences of so few letters could be anybody's, so they are not looked for in what people wrote; here they are ours.
        return Measured().Match(text) is { Success: true } measured
                ? T["{0} is {1}.", T.Say(measured.Groups[1].Value)!, Formats.Numbers(measured.Groups[2].Value)]
            : Signed().Match(text) is { Success: true } signed ? T["{0} by {1}", signed.Groups[1].Value, signed.Groups[2].Value]
            : Formats.Numbers(T.Say(text) ?? "");
    }

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

    /// <summary>How many passed, were waived, failed.</summary>
    public static GateCounts Count(IReadOnlyList<RuleView> rules) =>
        new(
            rules.Count(r => r.Outcome == "pass"),
            rules.Count(r => r.Outcome == "waived"),
            rules.Count(r => r.Outcome is ("fail" or "error") && !r.Blocking),
            rules.Count(r => r.Outcome is ("fail" or "error") && r.Blocking)
        );

    [GeneratedRegex(@"^([0-9a-f]{12,64}…?), ([0-9,]+) bytes$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SizedArtifact();

    [GeneratedRegex(@"^(.+) is (-?[0-9][0-9.,]*[0-9]|[0-9])\.$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Measured();

    [GeneratedRegex(@"^((?:oms-|dsse)\S*) by (\S+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Signed();
}
