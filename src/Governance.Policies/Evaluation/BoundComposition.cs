using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// Says which policy sets the bound where several do. All rules are evaluated and all must hold, so the strictest decides by itself; this
/// names it. Only policies that enforce count: one that blocks nothing sets no bound. Bounds are of one thing where the words of the older
/// engines are, of which results are in order.
/// </summary>
internal static class BoundComposition
{
    private static readonly (string Parameter, string Term)[] s_agentLimits =
    [
        ("maxSteps", "steps"),
        ("maxSeconds", "seconds"),
        ("maxCallsPerMinute", "callsPerMinute"),
    ];

    public static IReadOnlyList<ComposedBound> Compose(IReadOnlyList<PolicyDocument> applied, bool states)
    {
        var enforcing = applied.Where(policy => policy.Mode == PolicyMode.Enforce).ToList();
        var asked = enforcing
            .SelectMany(policy =>
                policy
                    .Rules.Where(rule => rule.Severity != RuleSeverity.Low)
                    .SelectMany(rule => Of(rule).Select(bound => bound with { Policy = policy.Name, Rule = rule.Id }))
            )
            .Concat(enforcing.SelectMany(policy => OfApprovals(policy).Select(bound => bound with { Policy = policy.Name })));
        return
        [
            .. asked
                .GroupBy(bound => bound.On.Frozen, StringComparer.Ordinal)
                .Select(group =>
                    group
                        .OrderByDescending(bound => bound.Strictness)
                        .ThenBy(bound => bound.Policy, StringComparer.Ordinal)
                        .ThenBy(bound => bound.Rule, StringComparer.Ordinal)
                        .ToList()
                )
                .Where(bounds => bounds.Select(bound => bound.Policy).Distinct(StringComparer.Ordinal).Count() > 1)
                .OrderBy(bounds => bounds[0].On.Frozen, StringComparer.Ordinal)
                .Select(bounds => new ComposedBound(
                    bounds[0].On.Words(states),
                    bounds[0].Text.Words(states),
                    bounds[0].Policy,
                    bounds[0].Rule,
                    [
                        .. bounds
                            .Where(bound => bound.Strictness < bounds[0].Strictness)
                            .Select(bound => bound.Policy)
                            .Distinct(StringComparer.Ordinal)
                            .Order(StringComparer.Ordinal),
                    ]
                )
                {
                    Bounded = states ? bounds[0].On.Statements[0] : null,
                    Strictest = states ? bounds[0].Text.Statements[0] : null,
                }),
        ];
    }

    private static IEnumerable<Asked> OfApprovals(PolicyDocument policy) =>
        policy.Approvals is { } approvals
            ?
            [
                AtMost(Sentence.Of("bounded.approval-days", "days an approval is valid"), approvals.MaxAgeDays),
                AtMost(Sentence.Of("bounded.open-days", "days a request stays open"), approvals.OpenDays),
            ]
            : [];

    private static IEnumerable<Asked> Of(PolicyRule rule)
    {
        var parameters = rule.Parameters;
        switch (rule.Type)
        {
            case "metric_threshold":
                yield return OfMeasure(parameters);
                break;
            case "evidence_required":
                foreach (var kind in parameters.List("kinds"))
                {
                    var of = ("kind", Values.Term(StatementTerms.EvidenceKind, kind));
                    if (parameters.Integer("maxAgeDays") is { } days)
                    {
                        yield return AtMost(Sentence.Of("bounded.evidence-age", $"age of {kind} evidence in days", of), days);
                    }

                    foreach (var what in parameters.List("boundTo"))
                    {
                        yield return new(
                            Sentence.Of(
                                "bounded.evidence-about",
                                $"{what} that {kind} evidence is about",
                                of,
                                ("binding", Values.Term(StatementTerms.Binding, what))
                            ),
                            1,
                            0,
                            Sentence.Of("bound.of-version", "that of this version")
                        );
                    }
                }

                break;
            case "drift_limit":
                foreach (var bound in OfDrift(parameters))
                {
                    yield return bound;
                }

                break;
            case "security_scan":
                yield return OfSeverity(
                    Sentence.Of("bounded.scan-severity", "severity of scan findings (at most)"),
                    parameters.Text("maxSeverity") ?? "none"
                );
                break;
            case "validation_findings":
                yield return OfSeverity(
                    Sentence.Of("bounded.finding-severity", "severity of open validation findings (at most)"),
                    parameters.Text("maxSeverityOpen") ?? "medium"
                );
                if (parameters.Integer("reportMaxAgeDays") is { } reportDays)
                {
                    yield return AtMost(Sentence.Of("bounded.report-age", "age of the validation report in days"), reportDays);
                }

                break;
            case "no_open_alerts":
                yield return OfAlerts(parameters);
                break;
            case "pii_redaction":
                yield return AtMost(
                    Sentence.Of("bounded.personal-data", "findings of personal data"),
                    parameters.Integer("maxFindings") ?? 0
                );
                break;
            case "human_oversight":
                yield return AtLeast(Sentence.Of("bounded.overseers", "overseers"), parameters.Integer("minOverseers") ?? 1);
                break;
            case "data_lineage_required":
                yield return AtLeast(Sentence.Of("bounded.lineage", "steps of lineage"), parameters.Integer("depth") ?? 1);
                break;
            case "agent_limits":
                foreach (var (name, term) in s_agentLimits)
                {
                    if (parameters.Integer(name) is { } most)
                    {
                        yield return AtMost(
                            Sentence.Of(
                                "bounded.agent-limit",
                                $"{name} of an agent",
                                ("agentLimit", Values.Term(StatementTerms.AgentLimit, term))
                            ),
                            most
                        );
                    }
                }

                break;
            case "agent_autonomy":
                var max = parameters.Text("max")!;
                yield return new(
                    Sentence.Of("bounded.autonomy", "autonomy of an agent (at most)"),
                    -AgentVocabulary.AutonomyLevels.ToList().IndexOf(max),
                    0,
                    Sentence.Of("bound.autonomy", max, ("autonomy", Values.Term(StatementTerms.Autonomy, max)))
                );
                if (parameters.Integer("killSwitchMaxAgeDays") is { } switched)
                {
                    yield return AtMost(Sentence.Of("bounded.kill-switch-age", "age of the test of the kill switch in days"), switched);
                }

                break;
            case "monitoring_required":
                yield return AtLeast(Sentence.Of("bounded.monitors", "monitors of the model"), parameters.Integer("minMonitors") ?? 1);
                if (!parameters.Has("maxAgeDays"))
                {
                    yield return AgeFor(rule, MonitoringRule.DefaultDays);
                }

                break;
            case "data_quality":
                foreach (var check in parameters.List("checks"))
                {
                    yield return OfQuality(check, parameters.Text("worst") ?? "ok");
                }

                break;
            case "risk_appetite" when parameters.Integer("maxResidual") is { } residual:
                yield return AtMost(Sentence.Of("bounded.residual-risk", "residual risk"), residual);
                break;
            default:
                break;
        }

        if (rule.Type != "evidence_required" && parameters.Integer("maxAgeDays") is { } age)
        {
            yield return AgeFor(rule, age);
        }

        if (parameters.Integer("stopControlMaxAgeDays") is { } stop)
        {
            yield return AtMost(Sentence.Of("bounded.stop-control-age", "age of the test of the stop control in days"), stop);
        }

        if (parameters.Integer("maxAgeHours") is { } hours)
        {
            yield return AtMost(Sentence.Of("bounded.drift-age", "age of the drift comparison in hours"), hours);
        }
    }

    private static Asked OfMeasure(RuleParameters parameters)
    {
        var (metric, op) = (parameters.Text("metric")!, parameters.Text("op")!);
        var isLeast = op.StartsWith('>');
        var words = string.Join(
            " ",
            new[]
            {
                metric,
                parameters.Text("attribute") is { } attribute ? $"of {attribute}" : null,
                parameters.Text("slice") is { } slice ? $"in {slice}" : null,
            }.OfType<string>()
        );
        var value = parameters.Number("value")!.Value;
        // Of two equal values the one that excludes the value itself is stricter.
        return new(
            Sentence.Of(
                isLeast ? "bounded.measure-least" : "bounded.measure-most",
                $"{words} ({(isLeast ? "at least" : "at most")})",
                ("measure", Values.Measure(metric)),
                ("attribute", Values.Name(parameters.Text("attribute"))),
                ("slice", Values.Name(parameters.Text("slice")))
            ),
            isLeast ? value : -value,
            op is ">" or "<" ? 1 : 0,
            Limit(metric, op, value)
        );
    }

    private static IEnumerable<Asked> OfDrift(RuleParameters parameters)
    {
        List<string> features = [.. parameters.List("features").Order(StringComparer.Ordinal)];
        var statistic = parameters.Text("statistic")!;
        var words = $"{statistic} of {(features.Count == 0 ? "all features" : RuleContext.Listed(features))}";
        var measure = ("statistic", (StatementValue?)Values.Measure(statistic));
        var of = ("features", Values.Names(features));
        var max = parameters.Number("max")!.Value;
        yield return new(
            Sentence.Of(features.Count == 0 ? "bounded.drift" : "bounded.drift-of", $"{words} (at most)", measure, of),
            -max,
            0,
            Limit(statistic, "<=", max)
        );
        yield return AtMost(
            Sentence.Of(
                features.Count == 0 ? "bounded.drifted" : "bounded.drifted-of",
                $"features above the limit of {words}",
                measure,
                of
            ),
            parameters.Integer("maxDriftedFeatures") ?? 0
        );
    }

    private static Asked OfSeverity(Sentence on, string severity) =>
        new(
            on,
            -Array.IndexOf(["none", "low", "medium", "high"], severity),
            0,
            Sentence.Of("bound.severity", severity, ("severity", Values.Term(StatementTerms.Severity, severity)))
        );

    private static Asked OfAlerts(RuleParameters parameters)
    {
        var least = parameters.Text("severity") ?? PolicyVocabulary.AlertSeverities[0];
        List<string> kinds = [.. parameters.List("monitors").Order(StringComparer.Ordinal)];
        var of = kinds.Count == 0 ? string.Empty : $" from monitors of {RuleContext.Listed(kinds)}";
        // What blocks from the lesser severity on blocks more.
        return new(
            Sentence.Of(
                "bounded.alerts",
                $"open alerts{of} (least severity that blocks)",
                ("monitors", Values.Terms(StatementTerms.AlertKind, kinds))
            ),
            least == PolicyVocabulary.AlertSeverities[0] ? 1 : 0,
            0,
            Sentence.Of("bound.alert-severity", least, ("alertSeverity", Values.Term(StatementTerms.AlertSeverity, least)))
        );
    }

    private static Asked OfQuality(string check, string worst) =>
        new(
            Sentence.Of("bounded.quality", $"{check} of the data (at worst)", ("check", Values.Term(StatementTerms.QualityCheck, check))),
            worst == "ok" ? 1 : 0,
            0,
            Sentence.Of(worst == "ok" ? "bound.no-finding" : "bound.no-failure", worst)
        );

    private static Asked AgeFor(PolicyRule rule, int days) =>
        AtMost(Sentence.Of("bounded.age", $"age for {rule.Type} in days", ("type", Values.Id(rule.Type))), days);

    private static Sentence Limit(string measure, string op, double value) =>
        Sentence.Of(
            "bound.limit",
            $"{op} {Number.Write(value)}",
            ("measure", Values.Measure(measure)),
            ("comparison", Values.Term(StatementTerms.Comparison, op)),
            ("limit", Values.Number(value))
        );

    private static Sentence Count(int value) =>
        Sentence.Of("bound.count", value.ToString(CultureInfo.InvariantCulture), ("count", Values.Count(value)));

    private static Asked AtMost(Sentence on, int value) => new(on, -value, 0, Count(value));

    private static Asked AtLeast(Sentence on, int value) => new(on, value, 0, Count(value));

    private sealed record Asked(Sentence On, double Value, int Excluding, Sentence Text)
    {
        public string Policy { get; init; } = string.Empty;

        public string? Rule { get; init; }

        public Strict Strictness => new(Value, Excluding);
    }

    /// <summary>How much a bound asks: first its value, then whether the value itself is excluded.</summary>
    private readonly record struct Strict(double Value, int Excluding) : IComparable<Strict>
    {
        public int CompareTo(Strict other) => Value != other.Value ? Value.CompareTo(other.Value) : Excluding.CompareTo(other.Excluding);

        public static bool operator <(Strict left, Strict right) => left.CompareTo(right) < 0;

        public static bool operator >(Strict left, Strict right) => left.CompareTo(right) > 0;

        public static bool operator <=(Strict left, Strict right) => left.CompareTo(right) <= 0;

        public static bool operator >=(Strict left, Strict right) => left.CompareTo(right) >= 0;
    }
}
