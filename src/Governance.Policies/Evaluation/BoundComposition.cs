using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// Says which policy sets the bound where several do. All rules are evaluated and all must hold, so the strictest decides by itself; this
/// names it. Only policies that enforce count: one that blocks nothing sets no bound.
/// </summary>
internal static class BoundComposition
{
    public static IReadOnlyList<ComposedBound> Compose(IReadOnlyList<PolicyDocument> applied)
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
                .GroupBy(bound => bound.On, StringComparer.Ordinal)
                .Select(group =>
                    group
                        .OrderByDescending(bound => bound.Strictness)
                        .ThenBy(bound => bound.Policy, StringComparer.Ordinal)
                        .ThenBy(bound => bound.Rule, StringComparer.Ordinal)
                        .ToList()
                )
                .Where(bounds => bounds.Select(bound => bound.Policy).Distinct(StringComparer.Ordinal).Count() > 1)
                .OrderBy(bounds => bounds[0].On, StringComparer.Ordinal)
                .Select(bounds => new ComposedBound(
                    bounds[0].On,
                    bounds[0].Text,
                    bounds[0].Policy,
                    bounds[0].Rule,
                    [
                        .. bounds
                            .Where(bound => bound.Strictness < bounds[0].Strictness)
                            .Select(bound => bound.Policy)
                            .Distinct(StringComparer.Ordinal)
                            .Order(StringComparer.Ordinal),
                    ]
                )),
        ];
    }

    private static IEnumerable<Asked> OfApprovals(PolicyDocument policy) =>
        policy.Approvals is { } approvals
            ? [AtMost("days an approval is valid", approvals.MaxAgeDays), AtMost("days a request stays open", approvals.OpenDays)]
            : [];

    private static IEnumerable<Asked> Of(PolicyRule rule)
    {
        var parameters = rule.Parameters;
        switch (rule.Type)
        {
            case "metric_threshold":
                var side = parameters.Text("op")!.StartsWith('>') ? "at least" : "at most";
                var measure = string.Join(
                    " ",
                    new[]
                    {
                        parameters.Text("metric"),
                        parameters.Text("attribute") is { } attribute ? $"of {attribute}" : null,
                        parameters.Text("slice") is { } slice ? $"in {slice}" : null,
                    }.OfType<string>()
                );
                var value = parameters.Number("value")!.Value;
                // Of two equal values the one that excludes the value itself is stricter.
                yield return new(
                    $"{measure} ({side})",
                    side == "at least" ? value : -value,
                    parameters.Text("op") is ">" or "<" ? 1 : 0,
                    $"{parameters.Text("op")} {Number.Write(value)}"
                );
                break;
            case "evidence_required":
                foreach (var kind in parameters.List("kinds"))
                {
                    if (parameters.Integer("maxAgeDays") is { } days)
                    {
                        yield return AtMost($"age of {kind} evidence in days", days);
                    }

                    foreach (var what in parameters.List("boundTo"))
                    {
                        yield return new($"{what} that {kind} evidence is about", 1, 0, "that of this version");
                    }
                }

                break;
            case "drift_limit":
                var features = parameters.List("features");
                var listed = features.Count == 0 ? "all features" : RuleContext.Listed(features.Order(StringComparer.Ordinal));
                var drift = $"{parameters.Text("statistic")} of {listed}";
                var max = parameters.Number("max")!.Value;
                yield return new($"{drift} (at most)", -max, 0, $"<= {Number.Write(max)}");
                yield return AtMost($"features above the limit of {drift}", parameters.Integer("maxDriftedFeatures") ?? 0);
                break;
            case "security_scan":
                var severity = parameters.Text("maxSeverity") ?? "none";
                yield return new(
                    "severity of scan findings (at most)",
                    -Array.IndexOf(["none", "low", "medium", "high"], severity),
                    0,
                    severity
                );
                break;
            case "validation_findings":
                var gravest = parameters.Text("maxSeverityOpen") ?? "medium";
                yield return new(
                    "severity of open validation findings (at most)",
                    -Array.IndexOf(["none", "low", "medium", "high"], gravest),
                    0,
                    gravest
                );
                if (parameters.Integer("reportMaxAgeDays") is { } reportDays)
                {
                    yield return AtMost("age of the validation report in days", reportDays);
                }

                break;
            case "no_open_alerts":
                var least = parameters.Text("severity") ?? PolicyVocabulary.AlertSeverities[0];
                var kinds = parameters.List("monitors");
                var of = kinds.Count == 0 ? string.Empty : $" from monitors of {RuleContext.Listed(kinds.Order(StringComparer.Ordinal))}";
                // What blocks from the lesser severity on blocks more.
                yield return new(
                    $"open alerts{of} (least severity that blocks)",
                    least == PolicyVocabulary.AlertSeverities[0] ? 1 : 0,
                    0,
                    least
                );
                break;
            case "pii_redaction":
                yield return AtMost("findings of personal data", parameters.Integer("maxFindings") ?? 0);
                break;
            case "human_oversight":
                yield return AtLeast("overseers", parameters.Integer("minOverseers") ?? 1);
                break;
            case "data_lineage_required":
                yield return AtLeast("steps of lineage", parameters.Integer("depth") ?? 1);
                break;
            case "agent_limits":
                foreach (var name in new[] { "maxSteps", "maxSeconds", "maxCallsPerMinute" })
                {
                    if (parameters.Integer(name) is { } most)
                    {
                        yield return AtMost($"{name} of an agent", most);
                    }
                }

                break;
            case "agent_autonomy":
                var level = AgentVocabulary.AutonomyLevels.ToList().IndexOf(parameters.Text("max")!);
                yield return new("autonomy of an agent (at most)", -level, 0, parameters.Text("max")!);
                if (parameters.Integer("killSwitchMaxAgeDays") is { } switched)
                {
                    yield return AtMost("age of the test of the kill switch in days", switched);
                }

                break;
            case "monitoring_required":
                yield return AtLeast("monitors of the model", parameters.Integer("minMonitors") ?? 1);
                if (!parameters.Has("maxAgeDays"))
                {
                    yield return AtMost("age for monitoring_required in days", MonitoringRule.DefaultDays);
                }

                break;
            case "data_quality":
                foreach (var check in parameters.List("checks"))
                {
                    var worst = parameters.Text("worst") ?? "ok";
                    yield return new($"{check} of the data (at worst)", worst == "ok" ? 1 : 0, 0, worst);
                }

                break;
            case "risk_appetite" when parameters.Integer("maxResidual") is { } residual:
                yield return AtMost("residual risk", residual);
                break;
            default:
                break;
        }

        if (rule.Type != "evidence_required" && parameters.Integer("maxAgeDays") is { } age)
        {
            yield return AtMost($"age for {rule.Type} in days", age);
        }

        if (parameters.Integer("stopControlMaxAgeDays") is { } stop)
        {
            yield return AtMost("age of the test of the stop control in days", stop);
        }

        if (parameters.Integer("maxAgeHours") is { } hours)
        {
            yield return AtMost("age of the drift comparison in hours", hours);
        }
    }

    private static Asked AtMost(string on, int value) => new(on, -value, 0, value.ToString(CultureInfo.InvariantCulture));

    private static Asked AtLeast(string on, int value) => new(on, value, 0, value.ToString(CultureInfo.InvariantCulture));

    private sealed record Asked(string On, double Value, int Excluding, string Text)
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
