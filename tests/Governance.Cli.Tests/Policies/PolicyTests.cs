using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Governance.Cli.Tests.Support;
using Governance.Testing;

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

    /// <summary>What a customer's policy engine says stands to the letter in what a pipeline reads, whatever it writes it in.</summary>
    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("junit")]
    [InlineData("sarif")]
    [InlineData("github")]
    [InlineData("gitlab")]
    public async Task Eval_WhatAPolicyEngineSays_IsAnsweredToTheLetter(string format)
    {
        var (rules, decisions) = (new StringBuilder(), new JsonArray());
        foreach (var (number, said) in WrittenSentences.All.Index())
        {
            rules.Append(
                CultureInfo.InvariantCulture,
                $"\n    - {{id: OPA-{number + 10}, type: opa, severity: high, "
                    + $"params: {{url: \"https://opa.example\", path: gate{number}}}}}"
            );
            decisions.Add(
                new JsonObject
                {
                    ["url"] = "https://opa.example",
                    ["path"] = $"gate{number}",
                    ["answer"] = "deny",
                    ["decisionId"] = null,
                    ["violations"] = new JsonArray(
                        new JsonObject
                        {
                            ["id"] = "v1",
                            ["severity"] = "high",
                            ["message"] = said,
                        }
                    ),
                }
            );
        }

        var input = JsonNode.Parse(Input("0.9"))!.AsObject();
        input["remoteDecisions"] = decisions;
        var policy = _run.File("p.yaml", Valid + rules);

        Assert.Equal(
            1,
            await _run.InvokeAsync(["policy", "eval", policy, "--input", _run.File("i.json", input.ToJsonString()), "-o", format])
        );

        var text = format switch
        {
            "text" => _run.Out,
            "junit" => string.Join('\n', XDocument.Parse(_run.Out).Descendants().Attributes().Select(a => a.Value)),
            "github" => _run
                .Out.Replace("%0A", "\n", StringComparison.Ordinal)
                .Replace("%3A", ":", StringComparison.Ordinal)
                .Replace("%2C", ",", StringComparison.Ordinal)
                .Replace("%25", "%", StringComparison.Ordinal),
            _ => Strings(JsonNode.Parse(_run.Out)),
        };
        Assert.All(WrittenSentences.All, said => Assert.Contains(said, text, StringComparison.Ordinal));
    }

    private static string Strings(JsonNode? node) =>
        node switch
        {
            JsonObject members => string.Join('\n', members.Select(m => Strings(m.Value))),
            JsonArray items => string.Join('\n', items.Select(Strings)),
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => "",
        };

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
