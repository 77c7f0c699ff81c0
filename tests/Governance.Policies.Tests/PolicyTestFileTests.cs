using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class PolicyTestFileTests
{
    private const string Head = "apiVersion: governance/v1\nkind: PolicyTest\n";
    private static readonly PolicyDocument s_policy = Policy("type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75}");
    private static readonly Dictionary<string, ReadOnlyMemory<byte>> s_inputs = new()
    {
        ["good"] = (Input with { Metrics = [Metric("auc", 0.8)] }).ToBytes(),
    };

    [Theory]
    [InlineData("{name: a, input: good, expect: {outcome: pass, rules: {TEST-01: pass, test/TEST-01: pass, OTHER-01: absent}}}", true)]
    [InlineData("{name: a, input: good, expect: {outcome: fail}}", false)]
    [InlineData("{name: a, input: good, expect: {rules: {TEST-01: fail}}}", false)]
    [InlineData(
        "{name: a, input: good, change: {metrics: [{name: auc, value: 0.7, source: monitoring}]}, expect: {outcome: fail, "
            + "rules: {TEST-01: fail}}}",
        true
    )]
    [InlineData("{name: a, input: good, change: {metrics: null}, expect: {outcome: error}}", true)]
    [InlineData("{name: a, input: good, change: {model: {riskClass: prohibited}}, expect: {outcome: fail, rules: {BASE-01: fail}}}", true)]
    [InlineData("{name: a, input: other, expect: {outcome: pass}}", false)]
    [InlineData("{name: a, input: good, change: {metrics: 7}, expect: {outcome: pass}}", false)]
    [InlineData("{name: a, input: {schema: none}, expect: {outcome: pass}}", false)]
    public void Case_WhatIsExpected_IsComparedWithWhatComesOut(string one, bool passes)
    {
        var parsed = PolicyTestFile.Parse(Encoding.UTF8.GetBytes($"{Head}cases: [{one}]\n"));

        Assert.Empty(parsed.Problems);
        var result = Assert.Single(PolicyTestRunner.Run(parsed.File!, [s_policy], s_inputs));
        Assert.True(passes == result.Passed, result.Got);
        Assert.NotEmpty(result.Got);
    }

    [Theory]
    [InlineData(PolicyMode.Enforce, "{outcome: {enforce: fail, warn: warn}}", true)]
    [InlineData(PolicyMode.Warn, "{outcome: {enforce: fail, warn: warn}}", true)]
    [InlineData(PolicyMode.Warn, "{outcome: {enforce: fail, warn: pass}}", false)]
    [InlineData(PolicyMode.Warn, "{outcome: fail}", false)]
    [InlineData(PolicyMode.DryRun, "{outcome: {enforce: fail, warn: warn, dryrun: pass}}", true)]
    [InlineData(PolicyMode.DryRun, "{outcome: {enforce: fail, warn: warn}, rules: {TEST-01: fail}}", true)]
    [InlineData(PolicyMode.DryRun, "{outcome: {enforce: fail, warn: warn}}", false)] // nothing is expected of it: it shows nothing
    public void Outcome_GivenByMode_FollowsThePolicyUnderTest(PolicyMode mode, string expect, bool passes)
    {
        const string change = "{metrics: [{name: auc, value: 0.7, source: monitoring}]}";
        var parsed = PolicyTestFile.Parse(
            Encoding.UTF8.GetBytes($"{Head}cases: [{{name: a, input: good, change: {change}, expect: {expect}}}]\n")
        );

        Assert.Empty(parsed.Problems);
        var result = Assert.Single(PolicyTestRunner.Run(parsed.File!, [s_policy with { Mode = mode }], s_inputs));
        Assert.True(passes == result.Passed, result.Got);
    }

    [Theory]
    [InlineData("cases: []", "cases")]
    [InlineData("cases: [{name: a, input: good, expect: {}}]", "cases[0].expect")]
    [InlineData("cases: [{name: a, input: good, expect: {outcome: passes}}]", "cases[0].expect.outcome")]
    [InlineData("cases: [{name: a, input: good, expect: {outcome: {warn: warn}}}]", "cases[0].expect.outcome.enforce")]
    [InlineData("cases: [{name: a, input: good, expect: {outcome: {enforce: shut}}}]", "cases[0].expect.outcome.enforce")]
    [InlineData("cases: [{name: a, input: good, expect: {rules: {A-01: maybe}}}]", "cases[0].expect.rules.A-01")]
    [InlineData("cases: [{name: a, input: [x], expect: {outcome: pass}}]", "cases[0].input")]
    [InlineData("cases: [{name: a, inptu: good, expect: {outcome: pass}}]", "cases[0].inptu")]
    [InlineData("inputs: {own: good.json}\ncases: [{name: a, input: own, expect: {outcome: pass}}]", "inputs.own")]
    [InlineData("inputs: [good.json]\ncases: [{name: a, input: own, expect: {outcome: pass}}]", "inputs")]
    [InlineData(
        "cases: [{name: a, input: good, expect: {outcome: pass}}, {name: a, input: good, expect: {outcome: pass}}]",
        "cases[1].name"
    )]
    public void File_WithAMistake_NamesTheMember(string rest, string path)
    {
        var parsed = PolicyTestFile.Parse(Encoding.UTF8.GetBytes($"{Head}{rest}\n"));

        Assert.Null(parsed.File);
        Assert.Contains(parsed.Problems, problem => problem.Path == path);
    }

    [Fact]
    public void Case_NamesAnInputOfItsOwnFile_StartsFromIt_WhateverElseIsCalledSo()
    {
        var own = Encoding.UTF8.GetString((Input with { Metrics = [Metric("auc", 0.7)] }).ToBytes());
        var parsed = PolicyTestFile.Parse(
            Encoding.UTF8.GetBytes(
                $$"""
                {{Head}}inputs:
                  good: {{own}}
                cases:
                  - {name: own, input: good, expect: {outcome: fail, rules: {TEST-01: fail} } }
                  - name: changed
                    input: good
                    change: {metrics: [{name: auc, value: 0.9, source: monitoring}]}
                    expect: {outcome: pass}

                """
            )
        );

        Assert.Empty(parsed.Problems);
        Assert.All(PolicyTestRunner.Run(parsed.File!, [s_policy], s_inputs), result => Assert.True(result.Passed, result.Got));
    }

    [Theory]
    [InlineData(0.7, BackTestChange.LetThrough, 0.72)]
    [InlineData(0.9, BackTestChange.Blocked, 0.8)]
    [InlineData(0.75, BackTestChange.Same, 0.8)]
    public void BackTest_OneBoundChanged_SaysWhatItWouldHaveMeant(double bound, BackTestChange change, double auc)
    {
        var changed = Policy(
            "type: metric_threshold, params: {metric: auc, op: \">=\", value: "
                + $"{bound.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}",
            metadata: ", effectiveFrom: 2099-01-01"
        );

        var judged = PolicyBackTest.Judge([s_policy], changed, Input with { Metrics = [Metric("auc", auc)] });

        Assert.Equal(change, judged.Change);
        Assert.Equal(change == BackTestChange.Same ? 0 : 1, judged.Rules.Count);
    }

    [Fact]
    public void BackTest_RuleTakenOut_IsNamedAsAbsent()
    {
        var changed = Policy("type: artifact_digest").Source;
        var other = PolicyDocument
            .Parse(
                Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(changed.Span).Replace("TEST-01", "TEST-02", StringComparison.Ordinal)),
                "test.yaml"
            )
            .Document!;

        var judged = PolicyBackTest.Judge([s_policy], other, Input with { Metrics = [Metric("auc", 0.7)] });

        Assert.Equal(BackTestChange.LetThrough, judged.Change);
        Assert.Equal(
            [new RuleDifference("test", "TEST-01", "fail", "absent"), new RuleDifference("test", "TEST-02", "absent", "pass")],
            judged.Rules
        );
    }
}
