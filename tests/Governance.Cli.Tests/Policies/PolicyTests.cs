using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Policies;

public sealed class PolicyTests : IDisposable
{
    private const string Valid = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata: {name: small, version: "1"}
        spec:
          appliesTo: {stages: [production]}
          mode: enforce
          rules:
            - id: PERF-01
              type: metric_threshold
              severity: high
              params: {metric: auc, op: ">=", value: 0.8, minSamples: 100}
        """;

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Lint_PolicyWithoutTests_SaysThatItCanNeverComeIntoForce()
    {
        var file = _run.File("alone.yaml", Valid);
        Assert.Equal(0, await _run.InvokeAsync(["policy", "lint", file]));
        Assert.Contains("it can never come into force", _run.Out, StringComparison.Ordinal);
        Assert.Equal(1, await _run.InvokeAsync(["policy", "lint", file, "--fail-on", "warn"]));

        _run.File("alone_test.yaml", "apiVersion: governance/v1");
        Assert.Equal(0, await _run.InvokeAsync(["policy", "lint", file]));
        Assert.DoesNotContain("it can never come into force", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_ValidPolicy_Exits0WithItsDigest()
    {
        Assert.Equal(0, await _run.InvokeAsync(["policy", "lint", _run.File("p.yaml", Valid)]));
        Assert.Contains("small 1, 1 rule, sha256 ", _run.Out);
    }

    [Fact]
    public async Task Lint_InvalidPolicy_Exits1AndAnnotatesTheLine()
    {
        var file = _run.File("p.yaml", Valid.Replace("severity: high", "severity: hihg", StringComparison.Ordinal));

        Assert.Equal(1, await _run.InvokeAsync(["policy", "lint", file, "-o", "github"]));
        Assert.StartsWith($"::error file={file},line=10,title=spec.rules[0].severity::", _run.Out);
    }

    [Fact]
    public async Task Lint_Warnings_CountWhenAsked()
    {
        var file = _run.File("p.yaml", Valid.Replace("mode: enforce", "mode: dryrun", StringComparison.Ordinal));

        Assert.Equal(0, await _run.InvokeAsync(["policy", "lint", file]));
        Assert.Equal(1, await _run.InvokeAsync(["policy", "lint", file, "--fail-on", "warn"]));
        Assert.Equal(2, await _run.InvokeAsync(["policy", "lint", "/nowhere.yaml"]));
    }

    [Theory]
    [InlineData("0.9", 0, "pass")]
    [InlineData("0.7", 1, "fail")]
    public async Task Eval_Metric_DecidesTheGate(string auc, int expected, string outcome)
    {
        Assert.Equal(
            expected,
            await _run.InvokeAsync(["policy", "eval", _run.File("p.yaml", Valid), "--input", _run.File("i.json", Input(auc)), "-o", "json"])
        );

        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal("governance.result/v1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal(outcome, json.RootElement.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Eval_MalformedFiles_ShutTheGate()
    {
        var policy = _run.File("p.yaml", Valid);

        Assert.Equal(1, await _run.InvokeAsync(["policy", "eval", policy, "--input", _run.File("i.json", "{}")]));
        Assert.Contains("is invalid, so nothing can pass", _run.Error);
        Assert.Equal(
            1,
            await _run.InvokeAsync(["policy", "eval", _run.File("q.yaml", "kind: [}"), "--input", _run.File("j.json", Input("0.9"))])
        );
    }

    private static string Input(string auc)
    {
        var sha = new string('a', 64);
        return $$"""
            {"schema":"governance.input/v1","at":"2026-03-02T09:00:00Z","model":{"name":"m","riskClass":"high","tags":{} },
             "version":{"name":"1","sha256":"{{sha}}","datasets":[]},"from":"staging","to":"production","requestedBy":["USR-0003"],
             "artifact":{"declaredSha256":"{{sha}}","declaredSizeBytes":1,"storedSha256":"{{sha}}","storedSizeBytes":1},
             "evidence":[],"metrics":[{"name":"auc","value":{{auc}},"n":1000,"source":"declared"}],"waivers":[]}
            """;
    }
}
