using System.Text.Json;
using System.Xml.Linq;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Policies;

public sealed class PolicyTestCommandTests : IDisposable
{
    private const string Policy = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata: {name: small, version: "1"}
        spec:
          appliesTo: {}
          mode: enforce
          rules:
            - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: ">=", value: 0.8}}
        """;

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("fail", 0)]
    [InlineData("pass", 1)]
    public async Task Test_Cases_DecideTheExitCode(string expected, int code)
    {
        Write(expected);

        Assert.Equal(code, await _run.InvokeAsync(["policy", "test", _run.Folder]));
        Assert.Contains(code == 0 ? "As expected: 1 of 1 case in 1 file" : "As expected: 0 of 1 case", _run.Out);
    }

    [Fact]
    public async Task Test_FilesOfOtherPrograms_AreNamedAndNotRead_AndOneOfOursIsReadStrictly()
    {
        Write("fail");
        await File.WriteAllTextAsync(Path.Combine(_run.Folder, "alerts_test.yaml"), "rule_files: [alerts.yaml]\ntests: []\n");

        Assert.Equal(0, await _run.InvokeAsync(["policy", "test", _run.Folder]));
        Assert.Contains("As expected: 1 of 1 case in 1 file", _run.Out);
        Assert.Contains("Not policy tests, so not read: " + Path.Combine(_run.Folder, "alerts_test.yaml"), _run.Out);

        await File.WriteAllTextAsync(
            Path.Combine(_run.Folder, "typo_test.yaml"),
            "apiVersion: governance/v1\nkind: PolicyTets\ncases: []\n"
        );
        Assert.NotEqual(0, await _run.InvokeAsync(["policy", "test", _run.Folder]));
        Assert.Contains("typo_test.yaml", _run.Out + _run.Error);
    }

    [Fact]
    public async Task Test_FolderWithoutOneOfOurs_IsNoSuccess()
    {
        await File.WriteAllTextAsync(Path.Combine(_run.Folder, "alerts_test.yaml"), "rule_files: [alerts.yaml]\ntests: []\n");

        Assert.Equal(2, await _run.InvokeAsync(["policy", "test", _run.Folder]));
        Assert.Contains("alerts_test.yaml", _run.Error);
    }

    [Fact]
    public async Task Test_EveryFormatAndTheStepSummary_AreWrittenAndReadBack()
    {
        Write("pass");
        string At(string name) => Path.Combine(_run.Folder, name);
        _run.Environment["GITHUB_STEP_SUMMARY"] = At("summary.md");

        Assert.Equal(
            1,
            await _run.InvokeAsync([
                "policy",
                "test",
                _run.Folder,
                "-o",
                $"json={At("r.json")}",
                "-o",
                $"junit={At("r.xml")}",
                "-o",
                $"sarif={At("r.sarif")}",
                "-o",
                $"markdown={At("r.md")}",
                "-o",
                $"github={At("r.txt")}",
                "-o",
                $"gitlab={At("gl.json")}",
            ])
        );

        var suite = XDocument.Load(At("r.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("1", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        var run = JsonDocument.Parse(await File.ReadAllTextAsync(At("r.sarif"))).RootElement.GetProperty("runs")[0];
        Assert.Equal("governance", run.GetProperty("tool").GetProperty("driver").GetProperty("name").GetString());
        Assert.Equal(
            5,
            run.GetProperty("results")[0]
                .GetProperty("locations")[0]
                .GetProperty("physicalLocation")
                .GetProperty("region")
                .GetProperty("startLine")
                .GetInt32()
        );
        Assert.StartsWith("::error file=", await File.ReadAllTextAsync(At("r.txt")));
        Assert.Equal(1, JsonDocument.Parse(await File.ReadAllTextAsync(At("gl.json"))).RootElement.GetArrayLength());
        Assert.Contains("a weak model", await File.ReadAllTextAsync(At("summary.md")));
        Assert.Equal(0, JsonDocument.Parse(await File.ReadAllTextAsync(At("r.json"))).RootElement.GetProperty("passed").GetInt32());
    }

    [Fact]
    public async Task Test_FolderWithoutTestsOrPolicy_IsWrongUsage()
    {
        Assert.Equal(2, await _run.InvokeAsync(["policy", "test", _run.Folder]));
        Assert.Contains("There is no *_test.yaml", _run.Error);
        Write("fail");
        File.Delete(Path.Combine(_run.Folder, "p.yaml"));
        Assert.Equal(2, await _run.InvokeAsync(["policy", "test", _run.Folder]));
    }

    [Fact]
    public async Task Test_BrokenTestFile_FailsWithItsLine()
    {
        Write("fail");
        _run.File("q_test.yaml", "apiVersion: governance/v1\nkind: PolicyTest\ncase: []\n");

        Assert.Equal(1, await _run.InvokeAsync(["policy", "test", _run.Folder]));
        Assert.Contains("q_test.yaml:3", _run.Out);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("let-through", 0)]
    [InlineData("blocked", 1)]
    [InlineData("any", 1)]
    public async Task BackTest_WhatWouldHaveBeenBlocked_CountsWhenAsked(string? failOn, int code)
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json(
                """
                {"runs": 3, "blocked": 1, "letThrough": 0, "rulesDiffer": 0, "same": 2, "complete": true, "byModel": [],
                 "items": [{"gateRun": "GATE-0007", "model": "m", "version": "1", "stage": "production",
                            "before": "pass", "after": "fail", "change": "blocked",
                            "rules": [{"policy": "small", "rule": "PERF-01", "before": "pass", "after": "fail"}]}]}
                """
            )
        );

        Assert.Equal(
            code,
            await _run.InvokeAsync(
                portal,
                [
                    "policy",
                    "backtest",
                    _run.File("p.yaml", Policy),
                    "--days",
                    "30",
                    .. failOn is null ? Array.Empty<string>() : ["--fail-on", failOn],
                ]
            )
        );

        Assert.Contains("Would have been blocked: 1", _run.Out);
        Assert.Contains("GATE-0007", _run.Out);
        var sent = JsonDocument.Parse(portal.Requests.Single().Body).RootElement;
        Assert.Equal(30, sent.GetProperty("days").GetInt32());
        Assert.Equal(Policy, sent.GetProperty("policy").GetString());
    }

    [Fact]
    public async Task BackTest_InvalidPolicyOrDays_NeverAsks()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json("{}"));

        Assert.Equal(1, await _run.InvokeAsync(portal, "policy", "backtest", _run.File("p.yaml", "kind: [}")));
        Assert.Equal(2, await _run.InvokeAsync(portal, "policy", "backtest", _run.File("q.yaml", Policy), "--days", "0"));
        Assert.Empty(portal.Requests);
    }

    private void Write(string expected)
    {
        var sha = new string('a', 64);
        _run.File("p.yaml", Policy);
        _run.File(
            "good.json",
            $$"""
            {"schema":"governance.input/v1","at":"2026-03-02T09:00:00Z","model":{"name":"m","riskClass":"high"},
             "version":{"name":"1","sha256":"{{sha}}"},"from":"staging","to":"production","requestedBy":["USR-0003"],
             "artifact":{"declaredSha256":"{{sha}}","declaredSizeBytes":1,"storedSha256":"{{sha}}","storedSizeBytes":1},
             "metrics":[{"name":"auc","value":0.9,"n":1000,"source":"declared"}]}
            """
        );
        _run.File(
            "p_test.yaml",
            $$$"""
            apiVersion: governance/v1
            kind: PolicyTest
            # The line of the case is where a finding points.
            cases:
              - name: a weak model
                input: good.json
                change: {metrics: [{name: auc, value: 0.7, n: 1000, source: monitoring}]}
                expect: {outcome: {{{expected}}}, rules: {PERF-01: {{{expected}}}}}
            """
        );
    }
}
