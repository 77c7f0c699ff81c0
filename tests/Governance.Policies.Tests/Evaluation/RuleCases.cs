using Governance.Policies.Tests.Agents;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary>A rule with an input that meets it and one that does not; null where there is no way to be undecided.</summary>
internal sealed record RuleCase(string Rule, GateInput Good, GateInput Bad, GateInput? Undecided)
{
    public string Type => Rule.Split([' ', ','], 3)[1];
}

/// <summary>Every rule type once, for tests that ask the same of all of them.</summary>
internal static class RuleCases
{
    public static IReadOnlyList<RuleCase> All { get; } =
    [
        new("type: artifact_digest", Input, Input with { Artifact = new(Artifact, 1024, OtherArtifact, 1024) }, null),
        new(
            "type: evidence_required, params: {kinds: [validation], maxAgeDays: 30}",
            With(Evidence("EVD-0001", "validation", 30)),
            Input,
            null
        ),
        new(
            "type: evidence_required, params: {kinds: [robustness], maxAgeDays: 30, boundTo: [artifact]}",
            With(Evidence("EVD-0001", "robustness", 30, facts: new() { Subject = new(Artifact, null, 200, 7) })),
            With(Evidence("EVD-0001", "robustness", 30)),
            null
        ),
        new(
            "type: pii_redaction, params: {detectors: [email], maxFindings: 0}",
            With(Pii(0)),
            With(Pii(1)),
            Input with
            {
                Version = new("2.1.0", new string('5', 64)),
            }
        ),
        new(
            "type: fairness_audit, params: {maxAgeDays: 30, protectedAttributes: [sex]}",
            With(Fairness("sex")),
            With(Fairness("age")),
            With(Evidence("EVD-0001", "fairness"))
        ),
        new(
            "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75, minSamples: 100}",
            Measured(0.75),
            Measured(0.7499),
            Measured(null)
        ),
        new(
            "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75, conservative: true}",
            Measured(0.9, low: 0.75),
            Measured(0.9, low: 0.74),
            Measured(0.9)
        ),
        new(
            "type: metric_threshold, params: {metric: demographicParityDifference, op: \"<\", value: 0.1, attribute: sex}",
            Biased(0.0999),
            Biased(0.1),
            Biased(double.NaN)
        ),
        new(
            "type: sbom_required, params: {formats: [\"cyclonedx-1.6+\"], requireMlModelComponent: true}",
            With(Sbom("cyclonedx", "1.6", Artifact)),
            With(Sbom("cyclonedx", "1.6", OtherArtifact)),
            With(Evidence("EVD-0001", "sbom"))
        ),
        new(
            "type: approved_regions, params: {allow: [eu-west-1, eu-central-1]}",
            Input,
            Input with
            {
                Regions = new(["us-east-1"], ["eu-west-1"], ["eu-west-1"]),
            },
            Input with
            {
                Regions = new([], [], []),
            }
        ),
        new(
            "type: explainability_required, params: {methods: [shap], scope: local, maxAgeDays: 30}",
            With(Explained("shap", "local")),
            With(Explained("lime", "local")),
            null
        ),
        new(
            "type: experiment_required, params: {kinds: [canary], outcome: ship, minShare: 0.05, minRows: 500, maxAgeDays: 30}",
            With(Tried("ship")),
            With(Tried("keep-champion")),
            null
        ),
        new(
            "type: model_card_required, params: {sections: [limitations]}",
            With(Evidence("EVD-0001", "model-card", facts: new() { CardSections = ["limitations"] })),
            With(Evidence("EVD-0001", "model-card", facts: new() { CardSections = ["purpose"] })),
            null
        ),
        new(
            "type: data_lineage_required, params: {depth: 2, forbidSources: [scraped]}",
            With(Lineage(2, "warehouse/applications")),
            With(Lineage(1, "warehouse/applications")),
            With(Evidence("EVD-0001", "lineage"))
        ),
        new(
            "type: signature_required, params: {format: [oms-1.0]}",
            Input with
            {
                Signatures = [new("oms-1.0", new string('a', 64), "release", Artifact)],
            },
            Input,
            null
        ),
        new(
            "type: rbac_action, params: {action: promote, roles: [Engineer], separationFrom: [registered-version]}",
            Asked("Engineer", "USR-0009"),
            Asked("Auditor", "USR-0009"),
            Input
        ),
        new(
            "type: drift_limit, params: {statistic: psi, features: all, max: 0.2, maxAgeHours: 48}",
            With(Drift(0.2)),
            With(Drift(0.21)),
            With(Drift(null))
        ),
        new(
            "type: drift_limit, params: {statistic: psi, features: all, max: 0.2, maxAgeHours: 48, source: live}",
            Monitored(psi: 0.2),
            Monitored(psi: 0.21),
            Input
        ),
        new(
            "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75, minSamples: 100, source: live}",
            Monitored(auc: 0.75),
            Monitored(auc: 0.74),
            Input
        ),
        new(
            "type: no_open_alerts, params: {severity: alert, monitors: [drift, quality]}",
            Monitored(alerts: [Alert("warning")]),
            Monitored(alerts: [Alert("alert")]),
            null
        ),
        new(
            "type: validation_findings, params: {maxSeverityOpen: medium, overdue: block, reportMaxAgeDays: 365}",
            Validated("fit-with-conditions", 365, new GateFinding("FND-0001", "medium", Now.AddSeconds(1))),
            Validated("fit", 10, new GateFinding("FND-0001", "high", Now.AddDays(1))),
            Input
        ),
        new(
            "type: human_oversight, params: {minOverseers: 2, stopControlMaxAgeDays: 90}",
            With(Oversight(90, "A. Ode", "B. Ruiz")),
            With(Oversight(90, "A. Ode")),
            null
        ),
        new("type: human_oversight, params: {source: live}", Overseen(trained: true), Overseen(trained: false), Input),
        new(
            "type: independent_validation, params: {kinds: [fairness], maxAgeDays: 30}",
            Filed("USR-0009"),
            Filed("USR-0003"),
            With(Evidence("EVD-0001", "fairness"))
        ),
        new(
            "type: security_scan, params: {tools: [modelscan], maxSeverity: low, maxAgeDays: 30}",
            With(Scan(0, 5)),
            With(Scan(1, 0)),
            With(Evidence("EVD-0001", "security-scan"))
        ),
        new(
            "type: license_allowed, params: {allow: [MIT], deny: [AGPL-3.0-only]}",
            With(Licensed("MIT")),
            With(Licensed("AGPL-3.0-only")),
            With(Evidence("EVD-0001", "sbom"))
        ),
        new("type: risk_appetite, params: {maxResidual: 9, requireMitigation: true}", Risky(9, true), Risky(10, true), Input),
        new("type: targets_met", Targeted("met"), Targeted("missed"), Input),
        new(
            "type: use_case_conditions",
            Input with
            {
                UseCases = [new("USE-0001", "SYS-0001", [])],
            },
            Input with
            {
                UseCases = [new("USE-0001", "SYS-0001", [2, 3])],
            },
            Input
        ),
        new(
            "type: rollback_plan, params: {maxAgeDays: 90}",
            Input with
            {
                Rollback = new("2.0.0", new string('d', 64), Now.AddDays(-90)),
            },
            Input,
            null
        ),
        new(
            "type: rollback_plan, params: {maxAgeDays: 90, firstVersion: explain}",
            WithoutWayBack(new(true, [], [], new(new string('d', 64), Now.AddDays(-90)))),
            WithoutWayBack(new(true, [], [], null)),
            null
        ),
        new(
            "type: rollback_plan, params: {maxAgeDays: 90, firstVersion: explain}",
            Input with
            {
                Rollback = new("2.0.0", new string('d', 64), Now.AddDays(-1)),
            },
            WithoutWayBack(new(true, [], [], new(new string('d', 64), Now.AddDays(-91)))),
            null
        ),
        new(
            "type: rollback_plan, params: {firstVersion: explain}",
            Input with
            {
                Rollback = new("2.0.0", null, Now.AddDays(-1)),
            },
            // A reason is none where another version could serve, and none where one was approved before.
            WithoutWayBack(new(false, ["2.0.0"], [], new(new string('d', 64), Now.AddDays(-1)))),
            null
        ),
        new(
            "type: rollback_plan, params: {firstVersion: explain}",
            WithoutWayBack(new(true, [], [], new(new string('d', 64), Now.AddDays(-900)))),
            WithoutWayBack(new(false, [], ["2.0.0", "1.0.0"], new(new string('d', 64), Now.AddDays(-1)))),
            null
        ),
        new(
            "type: rollback_plan",
            Input with
            {
                Rollback = new("2.0.0", null, Now.AddDays(-1)),
            },
            WithoutWayBack(new(true, [], [], new(new string('d', 64), Now.AddDays(-1)))),
            null
        ),
        new(
            "type: agent_tools, params: {allow: [\"risk:read\", files.*], ask: [\"risk:money\", \"risk:irreversible\"]}",
            AgentFacts.Paying,
            AgentFacts.With(AgentFacts.Agent with { Tools = [.. AgentFacts.Agent.Tools, new("shell", null, null, Artifact, ["write"])] }),
            null
        ),
        new(
            "type: agent_limits, params: {maxSteps: 50, maxSpend: 1000.00, currency: EUR}",
            AgentFacts.Paying,
            AgentFacts.With(AgentFacts.Agent with { Limits = new(51, null, null, 1_000m, "EUR") }),
            null
        ),
        new(
            "type: agent_autonomy, params: {max: supervised, killSwitchMaxAgeDays: 29}",
            AgentFacts.Paying,
            AgentFacts.With(AgentFacts.Agent with { KillSwitch = new("Stop it.", new(2026, 1, 31)) }),
            null
        ),
        new(
            "type: agent_models, params: {allow: [invoice-*], pinned: true, approvedOnly: true}",
            AgentFacts.Paying,
            AgentFacts.Paying with
            {
                AgentModels = [new("invoice-reader", "1.2.0", "staging", null)],
            },
            AgentFacts.Paying with
            {
                AgentModels = null,
            }
        ),
        new(
            "type: agent_evaluation, params: {maxAttackSuccess: 0.05, minInjectionResistance: 0.9, minSamples: 80, maxAgeDays: 30}",
            AgentFacts.Attacked(Attacks(0.05), Attacks(0.1, "channel=page")),
            AgentFacts.Attacked(Attacks(0.05), Attacks(0.11, "channel=page")),
            AgentFacts.Attacked(Attacks(0.05))
        ),
        new("type: data_purpose, params: {purposes: [scoring]}", Data(), Data(d => d with { Purposes = ["marketing"] }), Input),
        new("type: data_retention", Data(), Data(d => d with { ConsentWithdrawnOn = "2026-01-01" }), Input),
        new("type: data_region, params: {allow: [eu]}", Data(), Data(d => d with { Region = "us" }), Input),
        new(
            "type: data_sensitivity, params: {max: confidential, specialCategories: deny}",
            Data(),
            Data(d => d with { Sensitivity = "restricted" }),
            Input
        ),
        new(
            "type: training_permitted",
            Trained("covered"),
            Trained("covered-in-part", new GateTrainingGap("clicks@2", "not-named")),
            Input
        ),
        new(
            "type: supplier_due_diligence, params: {maxAgeDays: 365, certificates: [ISO/IEC 42001]}",
            Supplied(s => s),
            Supplied(s => s with { DiligenceOn = null }),
            Input
        ),
        new("type: opa, params: {url: \"https://opa.example\", path: governance/gate}", Remote("allow"), Remote("deny"), Input),
        new(
            "type: monitoring_required, params: {minMonitors: 2, maxAgeDays: 30, decisions: true}",
            Watched(2, servesDaysAgo: 90, measuredDaysAgo: 30, decidedDaysAgo: 30),
            Watched(2, servesDaysAgo: 90, measuredDaysAgo: 31, decidedDaysAgo: 1),
            Input
        ),
        new("type: risk_assessed, params: {maxAgeDays: 365, perRelease: true}", Assessed(), Assessed(residual: null), Input),
        new(
            "type: data_quality, params: {checks: [label_leakage, collinearity], maxAgeDays: 30}",
            With(Quality(("label_leakage", "ok"), ("collinearity", "ok"))),
            With(Quality(("label_leakage", "warn"), ("collinearity", "ok"))),
            With(Quality(("label_leakage", "ok"), ("collinearity", "not_run")))
        ),
        new(
            "type: data_quality, params: {checks: [label_leakage], worst: warn, source: live}",
            MeasuredQuality("warn"),
            MeasuredQuality("fail"),
            Monitored()
        ),
    ];

    /// <summary>A version with what watches it; days are counted back from now.</summary>
    internal static GateInput Watched(
        long monitors,
        double? servesDaysAgo = null,
        double? measuredDaysAgo = null,
        double? decidedDaysAgo = null
    ) => Input with { Coverage = new(monitors, 0, Ago(servesDaysAgo), Ago(measuredDaysAgo), Ago(decidedDaysAgo)) };

    /// <summary>A model with one open risk.</summary>
    internal static GateInput Assessed(int? residual = 8, double assessedDaysAgo = 365, bool? ofRelease = true) =>
        Input with
        {
            Risks =
            [
                new("RSK-0001", residual, true)
                {
                    Inherent = 20,
                    AssessedAt = residual is null ? null : Ago(assessedDaysAgo),
                    OfRelease = residual is null ? null : ofRelease,
                },
            ],
        };

    internal static GateEvidence Quality(params (string Check, string Verdict)[] checks) =>
        Evidence("EVD-0001", "other", facts: new() { Quality = [.. checks.Select(c => new GateQualityCheck(c.Check, c.Verdict, []))] });

    internal static GateInput MeasuredQuality(string verdict, double endedDaysAgo = 1)
    {
        var input = Monitored(endedDaysAgo: endedDaysAgo);
        return input with
        {
            Monitoring = input.Monitoring! with { Quality = new(0, 1) { Checks = [new("label_leakage", verdict, ["chargeback"])] } },
        };
    }

    private static DateTimeOffset? Ago(double? days) => days is { } known ? Now - TimeSpan.FromDays(known) : null;

    internal static GateInput Supplied(params Func<GateSupplier, GateSupplier>[] changes)
    {
        string Day(int days) => Input.At.AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var supplier = new GateSupplier("Example Models GmbH", "SPL-0001")
        {
            Contract = true,
            ContractFrom = Day(-400),
            ContractUntil = Day(100),
            DiligenceOn = Day(-200),
            DiligenceDueOn = Day(165),
            DiligenceResult = "passed",
            Certificates = [new("ISO/IEC 42001:2023", Day(30))],
        };
        return Input with { Suppliers = new GateSuppliers([.. changes.Select(change => change(supplier))]) };
    }

    internal static GateInput Trained(string verdict, params GateTrainingGap[] gaps) =>
        Input with
        {
            Training = new GateTraining([new("0199f3a2", "etl/train", verdict, "TRN-0001", gaps)]),
        };

    internal static GateInput Data(Func<GateDataRecord, GateDataRecord>? change = null)
    {
        var record = new GateDataRecord("payments", "training", "DTS-0001")
        {
            Sensitivity = "confidential",
            PersonalData = true,
            Region = "eu",
            Purposes = ["scoring"],
        };
        return Input with { Data = new GateData([change is null ? record : change(record)]) };
    }

    /// <summary>Rules that read a piece of evidence which must be about this artifact, with the input that meets them.</summary>
    public static IReadOnlyList<RuleCase> OfBoundEvidence { get; } =
    [.. All.Where(rule => rule.Good.Evidence.Count > 0 && rule.Type != "pii_redaction")];

    internal static GateInput WithoutWayBack(GateNoRollback none) => Input with { NoRollback = none };

    public static GateInput With(params GateEvidence[] evidence) => Input with { Evidence = evidence };

    public static GateEvidence Sbom(string format, string version, string digest) =>
        Evidence("EVD-0001", "sbom", facts: new() { Sbom = new(format, version, [digest], [digest], ["MIT"], 1, 0) });

    public static GateEvidence Tried(string? outcome, string kind = "canary", double share = 0.1, long rows = 800) =>
        Evidence("EVD-0001", "experiment", facts: new() { Experiment = new(kind, share, rows, outcome) });

    /// <summary>The same report, filed by someone: no experiment of the registry ended with it.</summary>
    public static GateEvidence Filed(GateEvidence tried) =>
        tried with
        {
            Facts = tried.Facts with { Experiment = tried.Facts.Experiment! with { Concluded = false } },
            FiledBy = ["USR-0002"],
        };

    public static GateEvidence Scan(long medium, long low) =>
        Evidence("EVD-0001", "security-scan", facts: new() { Scan = new(["modelscan"], 0, 0, medium, low) });

    public static GateEvidence Drift(double? psi, double ageDays = 1) =>
        Evidence(
            "EVD-0001",
            "drift",
            ageDays,
            facts: new() { Drift = new([new("income", new Dictionary<string, double?> { ["psi"] = psi })]) }
        );

    public static GateAlert Alert(string severity, string kind = "drift", string id = "ALR-0001") =>
        new(id, kind, "income", severity, Now.AddDays(-1));

    public static GateWindow Window(double endedDaysAgo = 1) =>
        new(
            "WIN-0007",
            new string('7', 64),
            Now - TimeSpan.FromDays(endedDaysAgo + 7),
            Now - TimeSpan.FromDays(endedDaysAgo),
            900,
            new("WIN-0001", new string('8', 64), 5000)
        );

    /// <summary>An input with what monitoring measured: a window, one that has labels too, alerts.</summary>
    public static GateInput Monitored(
        double? psi = 0.1,
        double? auc = 0.9,
        double endedDaysAgo = 1,
        IReadOnlyList<GateAlert>? alerts = null,
        GateBands? bands = null,
        long labelled = 800
    ) =>
        Input with
        {
            Monitoring = new()
            {
                Bands = bands ?? new("none", "current", "stable"),
                Window = Window(endedDaysAgo),
                Drift = [new("income", new Dictionary<string, double?> { ["psi"] = psi })],
                Quality = new(0, 1),
                Performance = new(Window(endedDaysAgo), labelled, [Metric("auc", auc, n: labelled)]),
                Alerts = alerts ?? [],
            },
        };

    public static GateEvidence Lineage(int depth, string dataset, string? sha256 = null) =>
        Evidence("EVD-0001", "lineage", facts: new() { Lineage = new(depth, [new(dataset, sha256), new("lake/bureau", null)]) });

    public static GateEvidence Oversight(double? testedDaysAgo, params string[] people) =>
        Evidence(
            "EVD-0001",
            "system-card",
            facts: new() { Oversight = new(people, testedDaysAgo is { } days ? Now - TimeSpan.FromDays(days) : null) }
        );

    /// <summary>A model whose one system keeps a roster.</summary>
    private static GateInput Overseen(bool trained) =>
        Input with
        {
            Oversight = new GateOversight(
                Now.AddDays(-2),
                [new("SYS-0001", [new("OVS-0001", "USR-0004", "stop", Now.AddDays(-9), null, trained ? Now.AddDays(30) : null)], null)]
            ),
        };

    /// <summary>A version of USR-0002, for which USR-0003 asks, with a fairness report of these people.</summary>
    public static GateInput Filed(params string[] people) =>
        With(Evidence("EVD-0001", "fairness") with { FiledBy = people }) with
        {
            Version = Input.Version with { Developers = ["USR-0002"] },
        };

    public static GateInput Asked(string role, string registeredBy, bool? mfa = null) =>
        Input with
        {
            Caller = new("promote", [role], mfa, [new("registered-version", [registeredBy])]),
        };

    public static GateInput Risky(int? residual, bool mitigated) => Input with { Risks = [new("RSK-0001", residual, mitigated)] };

    /// <summary>A model whose one system has targets that stand like this.</summary>
    public static GateInput Targeted(params string[] outcomes) =>
        Input with
        {
            Targets =
            [
                .. outcomes.Select(
                    (outcome, i) =>
                        new GateTarget(
                            "SYS-0001",
                            "TGT-0001",
                            $"metric{i}",
                            null,
                            0.8,
                            null,
                            outcome,
                            outcome == "no-result" ? null : 0.5,
                            null
                        )
                ),
            ],
        };

    public static GateInput Remote(string answer, params RemoteViolation[] violations) =>
        Input with
        {
            RemoteDecisions = [new("https://opa.example", "governance/gate", answer, "d-1", violations)],
        };

    internal static GateEvidence Pii(long findings) =>
        Evidence("EVD-0001", "pii-scan", artifact: null, facts: new() { Pii = new([new string('a', 64)], ["email"], [], findings) });

    internal static GateEvidence Fairness(string attribute) =>
        Evidence(
            "EVD-0001",
            "fairness",
            facts: new() { Fairness = new(null, 50, [new(attribute, "ok", [], new Dictionary<string, double?>())]) }
        );

    internal static GateEvidence Explained(string method, string scope) =>
        Evidence("EVD-0001", "explainability", facts: new() { Explainability = new([method], [scope]) });

    internal static GateEvidence Licensed(string license) =>
        Evidence("EVD-0001", "sbom", facts: new() { Sbom = new("cyclonedx", "1.6", [Artifact], [], [license], 1, 0) });

    /// <summary>A version with a signed report and open findings.</summary>
    public static GateInput Validated(string? conclusion, double ageDays = 1, params GateFinding[] findings) =>
        Input with
        {
            Validation = new(conclusion is null ? null : new("VAL-0001", conclusion, Now - TimeSpan.FromDays(ageDays)), findings),
        };

    internal static GateMetric Attacks(double high, string? slice = null) =>
        Metric("attackSuccessRate", high / 2, n: 80, low: 0, high: high, slice: slice);

    internal static GateInput Measured(double? value, double? low = null) => Input with { Metrics = [Metric("auc", value, low: low)] };

    internal static GateInput Biased(double value) =>
        Input with
        {
            Metrics = [Metric("demographicParityDifference", value, attribute: "sex")],
        };
}
