using System.Text;

namespace Governance.Policies.Tests.Evaluation;

public sealed class PolicyLimitsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
    private static readonly GateModel s_high = new("credit", "high", new Dictionary<string, string>(StringComparer.Ordinal));

    [Fact]
    public void Limits_OfSeveralPolicies_AreTheStrictestThatBlock()
    {
        var limits = PolicyLimits.Of(
            [
                Policy("a", "enforce", Rule("PERF-01", "auc", ">=", "0.70"), Rule("PERF-02", "fpr", "<=", "0.20")),
                Policy("b", "enforce", Rule("PERF-01", "auc", ">=", "0.76"), Rule("PERF-02", "auc", "<=", "0.99")),
                Policy("c", "warn", Rule("PERF-01", "auc", ">=", "0.90")),
                Policy("d", "dryrun", Rule("PERF-01", "brier", "<=", "0.10")),
            ],
            s_high,
            "production",
            s_now
        );

        Assert.Equal(
            [("auc", ">=", 0.76, "b", true), ("auc", "<=", 0.99, "b", true), ("fpr", "<=", 0.20, "a", true)],
            limits.Select(l => (l.Metric, l.Operator, l.Value, l.Policy, l.Blocks))
        );
    }

    [Fact]
    public void Limits_OfAPolicyAboutOthers_AreLeftOut() =>
        Assert.Empty(PolicyLimits.Of([Policy("a", "enforce", Rule("PERF-01", "auc", ">=", "0.70"))], s_high, "staging", s_now));

    [Theory]
    [InlineData(0.80, null, null, null, LimitOutcome.Met)]
    [InlineData(0.70, null, null, null, LimitOutcome.NotMet)]
    [InlineData(null, null, null, null, LimitOutcome.Unknown)]
    public void Judge_ComparesTheValue(double? value, double? low, double? high, int? rows, LimitOutcome expected) =>
        Assert.Equal(expected, new PolicyLimit("p", "r", "auc", null, null, ">=", 0.75).Judge(value, low, high, rows));

    [Theory]
    [InlineData(0.80, 0.76, 2_000, LimitOutcome.Met)]
    [InlineData(0.80, 0.74, 2_000, LimitOutcome.NotMet)]
    [InlineData(0.80, 0.76, 10, LimitOutcome.NotMet)]
    [InlineData(0.80, null, 2_000, LimitOutcome.Unknown)]
    [InlineData(0.80, 0.76, null, LimitOutcome.Unknown)]
    public void Judge_Conservative_ComparesTheUnfavourableEndAndTheRows(double value, double? low, int? rows, LimitOutcome expected)
    {
        var limit = new PolicyLimit("p", "r", "auc", null, null, ">=", 0.75) { Conservative = true, MinSamples = 1_000 };

        Assert.Equal(expected, limit.Judge(value, low, 0.9, rows));
    }

    private static PolicyDocument Policy(string name, string mode, params string[] rules) =>
        PolicyDocument
            .Parse(
                Encoding.UTF8.GetBytes(
                    $"""
                    apiVersion: governance/v1
                    kind: ModelPolicy
                    metadata:
                      name: {name}
                      version: 1.0.0
                    spec:
                      appliesTo:
                        stages: [production]
                      mode: {mode}
                      rules:
                    {string.Join('\n', rules)}
                    """
                ),
                $"{name}.yaml"
            )
            .Document!;

    private static string Rule(string id, string metric, string op, string value) =>
        $"    - id: {id}\n      type: metric_threshold\n      severity: high\n"
        + $"      params: {{metric: {metric}, op: \"{op}\", value: {value}}}";
}
