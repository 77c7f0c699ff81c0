using System.Diagnostics;
using System.Text;
using Governance.Policies;

namespace Governance.Portal.Approvals.Policies.Forms;

/// <summary>Texts to start from that belong to no pack.</summary>
internal static class PolicyTemplates
{
    /// <summary>A policy of one rule.</summary>
    public static string Empty { get; } = Of(RuleTemplates.All[0]);

    /// <summary>The rule of a template.</summary>
    public static PolicyRule RuleOf(RuleTemplate template) =>
        PolicyDocument.Parse(Encoding.UTF8.GetBytes(Of(template)), "policy.yaml").Document?.Rules[0]
        ?? throw new UnreachableException($"The template of {template.Type} is not a rule.");

    private static string Of(RuleTemplate template) =>
        $"""
            apiVersion: governance/v1
            kind: ModelPolicy
            metadata:
              name: my-policy
              version: "1"
            spec:
              appliesTo:
                stages: [production]
              mode: enforce
              rules:
                - id: {template.Prefix}-01
                  type: {template.Type}
                  severity: {template.Severity}

            """.ReplaceLineEndings("\n") + (template.Parameters is { } given ? $"      params: {given}\n" : "");
}
