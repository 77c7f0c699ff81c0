using System.Text;

namespace Governance.Policies.Tests;

public sealed class PolicyParsingTests
{
    private const string Valid = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata:
          name: bank-models
          version: "1.0"
        spec:
          appliesTo: {}
          mode: enforce
          rules:
            - id: PERF-01
              type: metric_threshold
              severity: high
              params: {metric: auc, op: ">=", value: 0.75}
        """;

    [Fact]
    public void Parse_ValidPolicy_KeepsDigestOfExactBytes()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);

        var policy = Parse(Valid).Document!;

        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), policy.Sha256);
        Assert.Equal(bytes, policy.Source.ToArray());
        Assert.Equal(10, policy.Rules[0].Line);
        Assert.Equal(0.75, policy.Rules[0].Parameters.Number("value"));
    }

    [Fact]
    public void Parse_CallerReusesBuffer_PolicyKeepsItsOwnBytes()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);
        var policy = PolicyDocument.Parse(bytes, "p.yaml").Document!;

        Array.Clear(bytes);

        Assert.Equal(Valid, Encoding.UTF8.GetString(policy.Source.Span));
    }

    [Theory]
    [InlineData("mode: enforce", "mdoe: enforce", 8, 3, "spec.mdoe", "Did you mean “mode”?")]
    [InlineData("mode: enforce", "mode: enforced", 8, 9, "spec.mode", "Did you mean “enforce”?")]
    [InlineData("mode: enforce", "mode: Enforce", 8, 9, "spec.mode", "Did you mean “enforce”?")]
    [InlineData("metric: auc", "metirc: auc", 13, 16, "spec.rules[0].params.metirc", "Did you mean “metric”?")]
    [InlineData("metric_threshold", "metric_treshold", 11, 13, "spec.rules[0].type", "Did you mean “metric_threshold”?")]
    [InlineData("metric_threshold", "risk_class", 11, 13, "spec.rules[0].type", null)]
    [InlineData("version: \"1.0\"", "version: 1.0", 5, 12, "metadata.version", "Put it in quotes: \"1.0\".")]
    [InlineData("version: \"1.0\"", "version: \" \"", 5, 12, "metadata.version", null)]
    [InlineData("name: bank-models", "name: no", 4, 9, "metadata.name", "Put it in quotes: \"no\".")]
    [InlineData("name: bank-models", "name: Bank", 4, 9, "metadata.name", null)]
    [InlineData("name: bank-models", "name: \"bank\\n\"", 4, 9, "metadata.name", null)]
    [InlineData("name: bank-models", "name: baseline", 4, 9, "metadata.name", "Choose another name.")]
    [InlineData("id: PERF-01", "id: perf-1", 10, 11, "spec.rules[0].id", null)]
    [InlineData("value: 0.75", "value: \"0.75\"", 13, 46, "spec.rules[0].params.value", null)]
    [InlineData("value: 0.75", "value: .nan", 13, 46, "spec.rules[0].params.value", null)]
    [InlineData("value: 0.75", "value: .inf", 13, 46, "spec.rules[0].params.value", null)]
    [InlineData("value: 0.75", "value: 1e999", 13, 46, "spec.rules[0].params.value", null)]
    [InlineData("value: 0.75", "value: 0x1F", 13, 46, "spec.rules[0].params.value", null)]
    [InlineData("value: 0.75", "value: ", 13, 46, "spec.rules[0].params.value", null)]
    [InlineData(
        "value: 0.75",
        "value: 0.75, minSamples: 0",
        13,
        64,
        "spec.rules[0].params.minSamples",
        "Give a whole number from 1 to 1000000000."
    )]
    [InlineData(
        "value: 0.75",
        "value: 0.75, conservative: yes",
        13,
        66,
        "spec.rules[0].params.conservative",
        "Write true or false, without quotes."
    )]
    [InlineData("appliesTo: {}", "appliesTo:", 7, 13, "spec.appliesTo", "Write {} for none.")]
    [InlineData("appliesTo: {}", "appliesTo: {riskClasses: []}", 7, 28, "spec.appliesTo.riskClasses", null)]
    [InlineData(
        "appliesTo: {}",
        "appliesTo: {riskClasses: high}",
        7,
        28,
        "spec.appliesTo.riskClasses",
        "Write it in square brackets: [one, two]."
    )]
    [InlineData("appliesTo: {}", "appliesTo: {riskClasses: [high, high]}", 7, 35, "spec.appliesTo.riskClasses[1]", "Keep one of them.")]
    [InlineData("appliesTo: {}", "appliesTo: {stages: [development]}", 7, 24, "spec.appliesTo.stages[0]", null)]
    [InlineData("apiVersion: governance/v1", "apiVersion: governance/v2", 1, 13, "apiVersion", "Did you mean “governance/v1”?")]
    [InlineData("kind: ModelPolicy", "kind: ModelPolicy\nkind: ModelPolicy", 3, 1, "kind", "Keep one of them.")]
    [InlineData("kind: ModelPolicy", "kind: ModelPolicy\n<<: {a: b}", 3, 1, "<<", null)]
    public void Parse_OneMistake_NamesPlacePathAndRemedy(string from, string to, int line, int column, string path, string? suggestion)
    {
        var result = Parse(Valid.Replace(from, to, StringComparison.Ordinal));

        Assert.Null(result.Document);
        var problem = Assert.Single(result.Problems);
        Assert.Equal((line, column, path), (problem.Line, problem.Column, problem.Path));
        if (suggestion is not null)
        {
            Assert.Equal(suggestion, problem.Suggestion);
        }
    }

    [Theory]
    [InlineData("apiVersion: governance/v1\n", "apiVersion")]
    [InlineData("  name: bank-models\n", "metadata.name")]
    [InlineData("  mode: enforce\n", "spec.mode")]
    [InlineData("      severity: high\n", "spec.rules[0].severity")]
    public void Parse_KeyMissing_NamesIt(string removed, string path)
    {
        var problem = Assert.Single(Parse(Valid.Replace(removed, string.Empty, StringComparison.Ordinal)).Problems);

        Assert.Equal(path, problem.Path);
        Assert.Contains("missing", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("onError: pass", "spec.onError")]
    [InlineData("approvals: {forbidAuthor: false}", "spec.approvals.forbidAuthor")]
    [InlineData("approvals: {maxAgeDays: 0}", "spec.approvals.maxAgeDays")]
    [InlineData("approvals: {roles: [{role: auditor}]}", "spec.approvals.roles[0].role")]
    [InlineData("approvals: {roles: [{role: legal}, {role: legal}]}", "spec.approvals.roles[1].role")]
    [InlineData("approvals: {roles: [{role: legal, riskClasses: [prohibited]}]}", "spec.approvals.roles[0].riskClasses[0]")]
    public void Parse_PolicyThatWouldWeakenTheGate_IsRefused(string member, string path)
    {
        var problem = Assert.Single(Parse($"{Valid}\n  {member}").Problems);

        Assert.Equal(path, problem.Path);
    }

    [Fact]
    public void Parse_TwoRulesWithOneId_NamesTheFirstLine()
    {
        var text = Valid + "\n    - {id: PERF-01, type: artifact_digest, severity: low}";

        var problem = Assert.Single(Parse(text).Problems);

        Assert.Equal("spec.rules[1].id", problem.Path);
        Assert.Contains("line 10", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralMistakes_ListsAllInFileOrder()
    {
        var text = Valid
            .Replace("kind: ModelPolicy", "kind: Policy", StringComparison.Ordinal)
            .Replace("severity: high", "severity: grave", StringComparison.Ordinal);

        Assert.Equal([2, 12], Parse(text).Problems.Select(problem => problem.Line));
    }

    [Fact]
    public void Parse_OperatorWithoutQuotes_SaysWhereAndHow()
    {
        var problem = Assert.Single(Parse(Valid.Replace("\">=\"", ">=", StringComparison.Ordinal)).Problems);

        Assert.Equal((13, 33), (problem.Line, problem.Column));
        Assert.Contains("in quotes", problem.Suggestion, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ColonInsideText_SaysWhereAndHow()
    {
        var problem = Assert.Single(Parse(Valid + "\n      rationale: Advisory: for now").Problems);

        Assert.Equal(14, problem.Line);
        Assert.Contains("colon", problem.Suggestion, StringComparison.Ordinal);
    }

    private static PolicyParseResult Parse(string text) => PolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "p.yaml");
}
