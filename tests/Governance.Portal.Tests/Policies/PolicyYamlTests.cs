using System.Text;
using Governance.Policies;
using Governance.Portal.Approvals.Policies.Forms;

namespace Governance.Portal.Tests.Policies;

/// <summary>What the form writes into the text of a policy: one thing, and nothing else, comments included.</summary>
public sealed class PolicyYamlTests
{
    private const string Block = """
        # Who may: the committee.
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata:
          name: credit
          version: "1"
        spec:
          appliesTo:
            tags: {use: [credit]}
          mode: enforce # since May
          rules:
            # 0.70 is the lower end.
            - id: PERF-01
              type: metric_threshold
              severity: high # for now
              params: {metric: auc, op: ">=", value: 0.70, minSamples: 1000}
              rationale: Below this, the score
                orders too weakly.
            # Alerts have a severity of their own.
            - {id: ALRT-01, type: no_open_alerts, severity: high, params: {severity: alert}}
          onError: fail

        """;

    [Fact]
    public void Changes_AreWritten_AndEverythingElseStays()
    {
        var text = PolicyYaml.SetFigure(Block, "PERF-01", LimitField.Of("metric_threshold")!, 0.78)!;
        Assert.Equal(Block.Replace("value: 0.70", "value: 0.78", StringComparison.Ordinal), text);

        Assert.Equal(
            Block.Replace("severity: high # for now", "severity: critical # for now", StringComparison.Ordinal),
            PolicyYaml.SetSeverity(Block, "PERF-01", RuleSeverity.Critical)
        );
        Assert.Equal(
            Block.Replace("severity: high, params", "severity: low, params", StringComparison.Ordinal),
            PolicyYaml.SetSeverity(Block, "ALRT-01", RuleSeverity.Low)
        );
        Assert.Contains(
            "severity: high # for now\n      waivable: true\n",
            PolicyYaml.SetWaivable(Block, "PERF-01", true),
            StringComparison.Ordinal
        );
        Assert.Contains("severity: high, waivable: true, params", PolicyYaml.SetWaivable(Block, "ALRT-01", true), StringComparison.Ordinal);
        Assert.Equal(
            "It says: \"no\" # to all",
            Read(PolicyYaml.SetReason(Block, "PERF-01", "It says: \"no\" # to all")!).Rules[0].Rationale
        );
        Assert.Null(Read(PolicyYaml.SetReason(Block, "PERF-01", " ")!).Rules[0].Rationale);
        Assert.Equal("2", Read(PolicyYaml.SetVersion(Block, "2")!).Version);
        Assert.Contains("mode: warn # since May", PolicyYaml.SetMode(Block, PolicyMode.Warn), StringComparison.Ordinal);
        Assert.Equal(["staging", "production"], Read(PolicyYaml.SetStages(Block, ["staging", "production"])!).AppliesTo.Stages);
    }

    [Fact]
    public void Rules_AreAddedAndRemoved_WithTheCommentAboveThem()
    {
        var without = PolicyYaml.Remove(Block, "PERF-01")!;

        Assert.Equal(["ALRT-01"], Read(without).Rules.Select(r => r.Id));
        Assert.DoesNotContain("lower end", without, StringComparison.Ordinal);
        Assert.Contains("Alerts have a severity", without, StringComparison.Ordinal);
        Assert.Null(PolicyYaml.Remove(without, "ALRT-01"));
        foreach (var template in RuleTemplates.All)
        {
            var more = PolicyYaml.Add(Block, template);
            Assert.True(more is not null, template.Type);
            Assert.Equal(template.Type, Read(more).Rules[^1].Type);
        }

        Assert.Equal("PERF-02", Read(PolicyYaml.Add(Block, RuleTemplates.All[0])!).Rules[^1].Id);
        Assert.Equal(PolicySchema.RuleTypes.Order(), RuleTemplates.All.Select(t => t.Type).Order());
    }

    [Fact]
    public void ShippedPolicies_CanBeEdited_AndAFormThatCannotSaysSo()
    {
        foreach (var pack in PolicyPacks.All)
        {
            foreach (var rule in Read(pack.Text).Rules)
            {
                Assert.True(PolicyYaml.SetSeverity(pack.Text, rule.Id, RuleSeverity.Low) is not null, $"{pack.Name} {rule.Id} severity");
                Assert.True(PolicyYaml.SetWaivable(pack.Text, rule.Id, !rule.Waivable) is not null, $"{pack.Name} {rule.Id} waivable");
                Assert.True(PolicyYaml.SetReason(pack.Text, rule.Id, "Agreed.") is not null, $"{pack.Name} {rule.Id} reason");
                if (LimitField.Of(rule.Type) is { } field && field.ValueOf(rule) is { } value)
                {
                    Assert.True(PolicyYaml.SetFigure(pack.Text, rule.Id, field, value + 1) is not null, $"{pack.Name} {rule.Id} figure");
                }
            }
        }

        // The only severity the pattern finds first is that of the parameters: better no change than a wrong one.
        var odd = Block.Replace(
            "severity: high, params: {severity: alert}",
            "params: {severity: alert}, severity: high",
            StringComparison.Ordinal
        );
        Assert.Null(PolicyYaml.SetSeverity(odd, "ALRT-01", RuleSeverity.Low));
        Assert.Null(PolicyYaml.SetSeverity("kind: [", "ALRT-01", RuleSeverity.Low));
    }

    private static PolicyDocument Read(string text)
    {
        var parsed = PolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "policy.yaml");
        Assert.True(parsed.IsValid, $"{string.Join('\n', parsed.Problems)}\n{text}");
        return parsed.Document;
    }
}
