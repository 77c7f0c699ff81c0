using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Policies.Words;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Policies;

/// <summary>A policy in words: every type and every parameter of the engine is said, in every language of the pages.</summary>
public sealed class RuleWordsTests
{
    // What a parameter is left at without the file saying so: naming it changes nothing. A currency is not said without its amount.
    private static readonly HashSet<string> s_defaults = new(StringComparer.Ordinal)
    {
        "no_open_alerts.severity",
        "human_oversight.minOverseers",
        "data_lineage_required.depth",
        "security_scan.maxSeverity",
        "pii_redaction.maxFindings",
        "drift_limit.maxDriftedFeatures",
        "validation_findings.overdue",
        "validation_findings.reportFor",
        "agent_limits.currency",
        "data_quality.worst",
        Implied,
    };

    // A report of some age is a report.
    private const string Implied = "validation_findings.requireReport";

    public static TheoryData<string> Types => [.. PolicySchema.RuleTypes];

    [Theory]
    [InlineData("metric_threshold", "{metric: auc, op: \">=\", value: 0.75}", "AUC: at least 0.75")]
    [InlineData("metric_threshold", "{metric: fnr, op: \"<\", value: 0.07}", "False negative rate: below 7\u202f%")]
    [InlineData(
        "metric_threshold",
        "{metric: demographicParityDifference, attribute: sex, op: \"<=\", value: 0.1, minSamples: 500}",
        "Demographic parity difference between groups by sex: at most 10 percentage points (Measured on at least 500 rows)"
    )]
    [InlineData("metric_threshold", "{metric: recallAt10, op: \">=\", value: 0.7}", "Recall in the top 10: at least 70\u202f%")]
    [InlineData("metric_threshold", "{metric: houseIndex, op: \">\", value: -2}", "houseIndex: above −2")]
    [InlineData(
        "drift_limit",
        "{statistic: psi, features: all, max: 0.25, maxDriftedFeatures: 1, maxAgeHours: 2160}",
        "Drift (PSI) of every feature: at most 0.25 (Up to 1 feature may exceed it; Compared in the last 90 days)"
    )]
    [InlineData(
        "risk_appetite",
        "{maxResidual: medium}",
        "Residual score of each open risk: at most 9 of 25 (Within the risk appetite signed for the AI system)"
    )]
    [InlineData(
        "human_oversight",
        "{minOverseers: 2, stopControlMaxAgeDays: 180}",
        "Trained overseers of each AI system: at least 2 (Stop control tested in the last 180 days)"
    )]
    [InlineData(
        "agent_tools",
        "{allow: [files.*, {tool: \"risk:money\", maxAmount: 500, currency: EUR}], deny: [\"risk:external\"]}",
        "Tools of the agent: only files.*, tools that move money (up to 500 EUR) "
            + "(Never tools that act outside the organisation; Every tool is reviewed)"
    )]
    [InlineData(
        "agent_autonomy",
        "{max: supervised, withMoney: approved-acts, killSwitchMaxAgeDays: 90}",
        "Autonomy of the agent: at most: it acts and asks at its checkpoints "
            + "(With tools that move money, at most: a person approves each action; Kill switch tested in the last 90 days)"
    )]
    [InlineData(
        "evidence_required",
        "{kinds: [prompt-safety, pii-scan], maxAgeDays: 90}",
        "Evidence: Prompt safety, Scan for personal data: at most 90 days old"
    )]
    [InlineData(
        "explainability_required",
        "{methods: [shap, counterfactual, ours]}",
        "Explainability report: on file (Accepted methods: SHAP, counterfactual, ours)"
    )]
    public void Rule_InWords_SaysMeasureLimitAndDetails(string type, string parameters, string expected)
    {
        var rule = RuleWords.Of(Rule(type, parameters));

        Assert.Equal(expected, Full(rule));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryType_AndEveryParameter_IsSaid_InEveryLanguage(string type)
    {
        var schema = Parameters(type);
        var required = (schema["required"] as JsonArray ?? []).Select(name => (string)name!).ToHashSet(StringComparer.Ordinal);
        var all = schema["properties"]!.AsObject().ToDictionary(p => p.Key, p => p.Value!.AsObject(), StringComparer.Ordinal);
        string Yaml(IEnumerable<string> names) =>
            $"{{{string.Join(", ", names.Select(name => $"{name}: {Value(all[name], last: false)}"))}}}";

        var least = RuleWords.Of(Rule(type, Yaml(required)));
        var most = RuleWords.Of(Rule(type, Yaml(all.Keys)));

        // A type without words has its own name; a metric of the bank's own has too.
        Assert.NotEqual(type, least.Measure.Say());
        foreach (var name in all.Keys.Except(required).Where(name => !s_defaults.Contains($"{type}.{name}")))
        {
            var without = RuleWords.Of(Rule(type, Yaml(all.Keys.Where(key => key != name))));
            Assert.True(Full(without) != Full(most), $"{type} reads the same with and without {name}: {Full(most)}");
        }

        foreach (var name in all.Keys)
        {
            var other = $"{{{string.Join(", ", all.Select(p => $"{p.Key}: {Value(p.Value, last: p.Key == name)}"))}}}";
            var same = $"{type}.{name}" == Implied || Value(all[name], last: true) == Value(all[name], last: false);
            Assert.True(
                same || Full(RuleWords.Of(Rule(type, other))) != Full(most),
                $"{type} reads the same whatever {name} is: {Full(most)}"
            );
        }

        foreach (var language in Languages.All.Where(l => l.Tag != Languages.Source))
        {
            using var use = Languages.Use(language.Tag);
            var known = T.Current!.Keys.ToHashSet(StringComparer.Ordinal);
            var said = new[] { least, most }
                .SelectMany(rule =>
                    (IEnumerable<Phrase>)
                        [rule.Measure, rule.Limit, .. rule.Conditions, rule.Severity, rule.Waiver, rule.Effect(PolicyMode.Enforce)]
                )
                .SelectMany(phrase => phrase.All)
                .Select(phrase => phrase.Text)
                .Where(text => text != "{0}");
            Assert.DoesNotContain(said, text => !known.Contains(text));
        }
    }

    [Fact]
    public void ShippedPolicies_InWords_HaveNoKeysOfTheEngine_AndAreGerman()
    {
        var policies = PolicyPacks.All.Select(pack => PolicyText.Read(pack.Text)!).Append(PolicyDocument.Baseline).ToList();
        var rules = policies.SelectMany(policy => policy.Rules).Select(RuleWords.Of).ToList();
        var facts = policies.SelectMany(PolicyWords.Of).ToList();

        Assert.DoesNotContain(rules, rule => rule.Measure.Say().Any(c => c == '_') || char.IsLower(rule.Measure.Say()[0]));
        using var german = Languages.Use("de");
        var known = T.Current!.Keys.ToHashSet(StringComparer.Ordinal);
        var said = facts
            .SelectMany(fact => fact.What.All.Concat(fact.Said.All))
            .Concat(rules.SelectMany(rule => rule.Measure.All))
            .Select(phrase => phrase.Text)
            .Where(text => text != "{0}");
        Assert.DoesNotContain(said, text => !known.Contains(text));
        Assert.Equal("AUC: mindestens 0,75", Full(RuleWords.Of(Rule("metric_threshold", "{metric: auc, op: \">=\", value: 0.75}"))));
    }

    [Theory]
    [InlineData("minimal, limited", "minimal or limited", "minimal oder begrenzt")]
    [InlineData("minimal, limited, high", "minimal, limited or high", "minimal, begrenzt oder hoch")]
    [InlineData("high", "high", "hoch")]
    public void Scope_OfSeveralRiskClasses_SaysThatOneOfThemIsEnough(string classes, string english, string german)
    {
        var policy = Policy("    - {id: CARD-01, type: model_card_required, severity: medium}", $"riskClasses: [{classes}]");

        Assert.EndsWith($"risk class {english}", PolicyWords.Scope(policy.AppliesTo).Say(), StringComparison.Ordinal);

        using var use = Languages.Use("de");

        Assert.EndsWith(german, PolicyWords.Scope(policy.AppliesTo).Say(), StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_KeepsMeasuresThatAreListsApart()
    {
        var policy = Policy(
            """
                - {id: EVID-01, type: evidence_required, severity: high, params: {kinds: [validation, fairness]}}
                - {id: CARD-01, type: model_card_required, severity: medium}
            """
        );

        Assert.Equal("Evidence: Validation, Fairness; Model card", PolicySummary.Of(policy).Say());
    }

    [Theory]
    [InlineData("gate fail, FAIR-01 fail", "gate fails, FAIR-01 fails")]
    [InlineData("gate pass, EVID-01 not_applicable", "gate passes, EVID-01 does not apply")]
    [InlineData("There is no input high.", "There is no input high.")]
    public void OutcomeOfATest_IsASentenceInEnglish(string stored, string said) => Assert.Equal(said, PolicyLabels.TestOutcome(stored));

    [Fact]
    public void Difference_NamesWhatChanged_RuleByRule_AndCountsTheRest()
    {
        var before = Policy(
            """
                - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: ">=", value: 0.75}}
                - {id: CARD-01, type: model_card_required, severity: medium}
                - {id: SBOM-01, type: sbom_required, severity: high}
            """,
            "stages: [production]"
        );
        var after = Policy(
            """
                # A comment is no change.
                - {id: CARD-01, type: model_card_required, severity: medium}
                - {id: PERF-01, type: metric_threshold, severity: critical, waivable: true, params: {metric: auc, op: ">=", value: 0.78}}
                - {id: TARG-01, type: targets_met, severity: high}
            """,
            "stages: [staging, production]"
        );

        var difference = PolicyDifference.Between(before, after);

        Assert.Equal(["TARG-01"], difference.Added.Select(r => r.Rule.Id));
        Assert.Equal(["SBOM-01"], difference.Removed.Select(r => r.Rule.Id));
        Assert.Equal(1, difference.Unchanged);
        var changed = Assert.Single(difference.Changed);
        Assert.Equal(
            [
                ("Limit", "at least 0.75", "at least 0.78"),
                ("Severity", "High", "Critical"),
                ("Waiver", "Not possible", "By a risk officer and a security approver together"),
            ],
            changed.Changes.Select(c => (c.What.Say(), c.Before, c.After))
        );
        Assert.Equal(
            ("Applies to", "Promotions to production", "Promotions to staging, production"),
            difference.Policy.Select(c => (c.What.Say(), c.Before, c.After)).Single()
        );
        Assert.True(PolicyDifference.Between(before, before).IsEmpty);
    }

    private static string Full(RuleInWords rule) =>
        rule.Conditions.Count == 0 ? rule.Line : $"{rule.Line} ({string.Join("; ", rule.Conditions.Select(c => c.Say()))})";

    private static PolicyRule Rule(string type, string parameters) =>
        Policy($"    - {{id: RULE-01, type: {type}, severity: high, params: {parameters}}}").Rules[0];

    private static PolicyDocument Policy(string rules, string scope = "")
    {
        var text =
            "apiVersion: governance/v1\nkind: ModelPolicy\nmetadata: {name: words, version: \"1\"}\nspec:\n"
            + $"  appliesTo: {{{scope}}}\n  mode: enforce\n  rules:\n{rules}\n";
        var parsed = PolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "words.yaml");
        Assert.True(parsed.IsValid, $"{string.Join('\n', parsed.Problems)}\n{text}");
        return parsed.Document;
    }

    private static JsonObject Parameters(string type) =>
        JsonNode.Parse(PolicySchema.ToJson())!["properties"]!["spec"]!["properties"]!["rules"]!["items"]!["allOf"]!
            .AsArray()
            .Single(item => (string?)item!["if"]!["properties"]!["type"]!["const"] == type)!["then"]!["properties"]!["params"]!.AsObject();

    /// <summary>A value the schema allows: its first or its last word, a small or a greater number.</summary>
    private static string Value(JsonObject schema, bool last)
    {
        if (schema["enum"] is JsonArray words)
        {
            return $"\"{(string)words[last ? words.Count - 1 : 0]!}\"";
        }

        if (schema["anyOf"] is JsonArray several)
        {
            var list = several.Select(item => item!.AsObject()).First(item => item["const"] is null);
            return Value(list, last);
        }

        if ((string?)schema["pattern"] == "^[A-Z]{3}$")
        {
            return last ? "USD" : "EUR";
        }

        return (string)schema["type"]! switch
        {
            "array" => $"[{Value(schema["items"]!.AsObject(), last)}]",
            "integer" => ((int)(schema["minimum"] ?? 1) + (last ? 5 : 3)).ToString(CultureInfo.InvariantCulture),
            "number" => last ? "0.4" : "0.3",
            "boolean" => last ? "false" : "true",
            _ => last ? "\"other\"" : "\"some\"",
        };
    }
}
