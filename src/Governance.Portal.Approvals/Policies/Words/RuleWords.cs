using Governance.Domain;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>Puts a rule into words: what it looks at, what that has to be, and how it is measured.</summary>
internal static partial class RuleWords
{
    /// <summary>The rule in words, by its type and its parameters.</summary>
    public static RuleInWords Of(PolicyRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var (measure, limit, conditions) = Words(rule.Type, rule.Parameters);
        return new(rule, measure, limit, [.. conditions.OfType<Phrase>()]);
    }

    /// <summary>The name of a metric, with the depth of those that retrieval has for each.</summary>
    public static Phrase Metric(string name)
    {
        var at = name.IndexOf("At", StringComparison.Ordinal);
        if (at > 0 && int.TryParse(name.AsSpan(at + 2), out var depth))
        {
            var text = name[..at] switch
            {
                "recall" => "Recall in the top {0}",
                "precision" => "Precision in the top {0}",
                "hitRate" => "Hit rate in the top {0}",
                "ndcg" => "Ranking quality (nDCG) of the top {0}",
                _ => null,
            };
            return text is null ? new("{0}", name) : new(text, Count(depth));
        }

        // A metric of the bank's own keeps the name it was given.
        return DisplayLabels.Metric(name) is { IsOurs: true } label ? new(label.English) : new("{0}", name);
    }

    private static (Phrase Measure, Phrase Limit, IEnumerable<Phrase?> Conditions) Words(string type, RuleParameters given) =>
        type switch
        {
            "risk_class" => (new("Risk class of the model"), new("assigned, and not prohibited"), []),
            "artifact_digest" => (new("Stored artifact"), new("matches its registered hash"), []),
            "evidence_required" => Evidence(given),
            "pii_redaction" => PersonalData(given),
            "fairness_audit" => (
                new("Fairness report"),
                Age(given) ?? new("on file"),
                [When(given, "protectedAttributes", "Covers {0}"), Text(given, "method", "By the {0} method")]
            ),
            "metric_threshold" => Threshold(given),
            "sbom_required" => (
                new("Software bill of materials (SBOM)"),
                given.Has("formats") ? new("in the format {0}", Phrase.Or(given.List("formats").Select(Format))) : new("on file"),
                [
                    Flag(given, "requireMlModelComponent", "Lists the model as a component"),
                    When(given, "forbidLicenses", "Licences not allowed: {0}"),
                ]
            ),
            "approved_regions" => (
                new("Regions for {0}", (given.Has("fields") ? given.List("fields") : ["training", "hosting", "data"]).Select(Field)),
                new("only {0}", given.List("allow")),
                []
            ),
            "explainability_required" => (
                new("Explainability report"),
                Age(given) ?? new("on file"),
                [
                    given.Has("methods") ? new("Accepted methods: {0}", given.List("methods").Select(Method)) : null,
                    given.Text("scope") switch
                    {
                        "local" => new("For single decisions"),
                        "global" => new("For the model as a whole"),
                        _ => null,
                    },
                ]
            ),
            "experiment_required" => Experiment(given),
            "model_card_required" => (new("Model card"), new("on file"), [When(given, "sections", "Required sections: {0}")]),
            "data_lineage_required" => (
                new("Lineage of the data"),
                new("at least {0} back to a registered dataset", Plural(given.Integer("depth") ?? 1, "step")),
                [When(given, "forbidSources", "Sources not allowed: {0}")]
            ),
            "data_purpose" => (new("Use of the data"), new("allowed for {0}", given.List("purposes")), [Unrecorded(given)]),
            "data_retention" => (new("Consent and retention of the data"), new("still valid"), [Unrecorded(given)]),
            "data_region" => (new("Regions of the data"), new("only {0}", given.List("allow")), [Unrecorded(given)]),
            "data_sensitivity" => DataSensitivity(given),
            "training_permitted" => (
                new("Permits for the training runs"),
                new("for all data of each run"),
                [
                    given.Text("unseen") switch
                    {
                        "warn" => new("Versions without a known run are only reported"),
                        "deny" => new("Versions without a known run block promotion"),
                        _ => null,
                    },
                ]
            ),
            "supplier_due_diligence" => (
                new("Suppliers of the version"),
                new("with a contract in force and confirmed due diligence"),
                [
                    Days(given, "maxAgeDays", "Due diligence in the last {0}"),
                    When(given, "certificates", "With the certificates {0}"),
                    Flag(given, "criticalOnly", "Only suppliers that support critical or important functions"),
                ]
            ),
            "signature_required" => (
                new("Signature of the artifact"),
                given.Has("keys") ? new("by one of the keys {0}", given.List("keys")) : new("by a trusted key"),
                [given.Has("format") ? new("In the format {0}", Phrase.Or(given.List("format").Select(Format))) : null]
            ),
            "rbac_action" => Requester(given),
            "drift_limit" => Drift(given),
            "no_open_alerts" => (
                new("Open alerts about the version"),
                given.Text("severity") == "alert" ? new("none at level Alert") : new("none"),
                [given.Has("monitors") ? new("From these monitors and checks: {0}", given.List("monitors").Select(Alert)) : null]
            ),
            "human_oversight" => (
                new("Trained overseers of each AI system"),
                new("at least {0}", Count(given.Integer("minOverseers") ?? 1)),
                [Days(given, "stopControlMaxAgeDays", "Stop control tested in the last {0}"), Source(given)]
            ),
            "validation_findings" => Findings(given),
            "independent_validation" => (
                new(
                    "Independent evidence: {0}",
                    (given.Has("kinds") ? given.List("kinds") : ["validation", "fairness", "robustness"]).Select(Kind)
                ),
                Age(given) ?? new("on file"),
                [new("Filed or attested by someone who neither built the version nor requests its promotion")]
            ),
            "security_scan" => (
                new("Findings of security scans"),
                Above(given.Text("maxSeverity") ?? "none"),
                [When(given, "tools", "Scanned by {0}"), Days(given, "maxAgeDays", "Scan at most {0} old")]
            ),
            "license_allowed" => (
                new("Licences of all components"),
                given.Has("allow") ? new("only {0}", given.List("allow")) : new("named"),
                [When(given, "deny", "Never {0}")]
            ),
            "risk_appetite" => (
                new("Residual score of each open risk"),
                given.Integer("maxResidual") is { } most ? new("at most {0} of 25", Count(most)) : new("assessed"),
                [Flag(given, "requireMitigation", "Each risk is treated"), new("Within the risk appetite signed for the AI system")]
            ),
            "targets_met" => (new("Signed targets of the AI systems"), new("met"), []),
            "use_case_conditions" => (new("Conditions of the accepted use case"), new("met"), []),
            "monitoring_required" => Monitoring(given),
            "risk_assessed" => (
                new("Assessment of each open risk"),
                new("on record"),
                [
                    Days(given, "maxAgeDays", "One assessment in the last {0}"),
                    Flag(given, "perRelease", "One assessment since the version was registered"),
                    new("A risk that is not assessed counts with its inherent score"),
                ]
            ),
            "data_quality" => (
                new("Data quality: {0}", given.List("checks").Select(Quality)),
                given.Text("worst") == "warn" ? new("no failure") : new("no finding"),
                [Days(given, "maxAgeDays", "Measured in the last {0}"), Source(given)]
            ),
            "rollback_plan" => (
                new("Rollback target and plan"),
                Age(given) ?? new("recorded"),
                [given.Has("firstVersion") ? new("A first version states why there is none, signed by the owner") : null]
            ),
            "agent_tools" => AgentTools(given),
            "agent_limits" => AgentLimits(given),
            "agent_autonomy" => AgentAutonomy(given),
            "agent_models" => AgentModels(given),
            "agent_evaluation" => AgentEvaluation(given),
            "opa" => (
                new("Decision of the policy engine (OPA)"),
                new("allowed"),
                [
                    new("Server {0}, path {1}", given.Text("url") ?? "", given.Text("path") ?? ""),
                    given.Integer("timeoutMs") is { } wait ? new("Answers within {0} ms", Count(wait)) : null,
                ]
            ),
            // A type of a newer release: its own name is all there is.
            _ => (new("{0}", type), new("met"), []),
        };

    private static (Phrase, Phrase, IEnumerable<Phrase?>) Monitoring(RuleParameters given)
    {
        var (monitors, days) = (given.Integer("minMonitors") ?? 1, Plural(given.Integer("maxAgeDays") ?? 30, "day"));
        return (
            new("Monitoring of the version"),
            monitors == 0
                ? new("measured in the last {0}", days)
                : new("at least {0}, measured in the last {1}", Plural(monitors, "monitor"), days),
            [Flag(given, "decisions", "Its decisions are on record"), new("Data is expected from the day on which the version serves")]
        );
    }

    private static Func<string> Count(long number) => () => Formats.Count(number);

    private static Func<string> Plural(long number, string one) => () => Formats.Plural(number, one);

    private static Phrase? When(RuleParameters given, string name, string text) => given.Has(name) ? new(text, given.List(name)) : null;

    private static Phrase? Text(RuleParameters given, string name, string text) => given.Text(name) is { } word ? new(text, word) : null;

    private static Phrase? Flag(RuleParameters given, string name, string text) => given.Flag(name) ? new(text) : null;

    private static Phrase? Days(RuleParameters given, string name, string text) =>
        given.Integer(name) is { } days ? new(text, Plural(days, "day")) : null;

    private static Phrase? Age(RuleParameters given) => Days(given, "maxAgeDays", "at most {0} old");

    private static Phrase Above(string severity) => severity == "none" ? new("none") : new("none above {0}", new Phrase(severity));

    private static Phrase Kind(string kind) => new(DisplayLabels.Evidence(WireName.Parse<EvidenceKind>(kind)));

    private static Phrase Field(string field) =>
        new(
            field switch
            {
                "training" => "model training",
                "hosting" => "hosting",
                _ => "stored data",
            }
        );

    // A method of the bank's own keeps the name it was given.
    private static Phrase Method(string method) =>
        method switch
        {
            "shap" => new("{0}", "SHAP"),
            "lime" => new("{0}", "LIME"),
            "counterfactual" => new("counterfactual"),
            _ => new("{0}", method),
        };

    private static Phrase Format(string format) =>
        format switch
        {
            "cyclonedx-1.6+" => new("CycloneDX from 1.6"),
            "spdx-3" => new("{0}", "SPDX 3"),
            "oms-1.0" => new("{0}", "OpenSSF Model Signing 1.0"),
            "dsse" => new("{0}", "DSSE"),
            _ => new("{0}", format),
        };

    private static Phrase Alert(string kind) =>
        WireName.TryParse<Governance.Domain.Monitoring.AlertRule>(kind, out var rule) ? new(AlertText.Of(rule)) : new("{0}", kind);

    private static Phrase? Source(RuleParameters given) =>
        given.Text("source") switch
        {
            "live" => new("Only what monitoring or the roster shows"),
            "filed" => new("Only from filed evidence"),
            "either" => new("From live figures or filed evidence, whichever is newer"),
            _ => null,
        };
}
