using System.Runtime.CompilerServices;

namespace Governance.Policies;

/// <summary>The rules of a policy that decide calls of tools. Kept as long as the policy is.</summary>
internal sealed class AgentCallPolicy
{
    private static readonly ConditionalWeakTable<PolicyDocument, AgentCallPolicy> s_kept = [];

    private readonly PolicyDocument _policy;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _end;

    private AgentCallPolicy(PolicyDocument policy)
    {
        _policy = policy;
        _from = policy.EffectiveFrom is { } first ? new(first, default, TimeSpan.Zero) : DateTimeOffset.MinValue;
        _end =
            policy.Expires is { } last && last < DateOnly.MaxValue ? new(last.AddDays(1), default, TimeSpan.Zero) : DateTimeOffset.MaxValue;
        Rules =
            policy.Mode == PolicyMode.Enforce
                ?
                [
                    .. policy
                        .Rules.Where(rule => rule is { Type: "agent_tools", Severity: not RuleSeverity.Low })
                        .OrderBy(rule => rule.Id, StringComparer.Ordinal)
                        .Select(rule => new AgentToolRule(rule.Id, rule.Parameters)),
                ]
                : [];
    }

    /// <summary>Its rules that block, by id.</summary>
    public AgentToolRule[] Rules { get; }

    public static AgentCallPolicy Of(PolicyDocument policy) => s_kept.GetValue(policy, read => new(read));

    /// <summary>Whether it is in force for a stage at a time. Which models it is about, the caller has looked at.</summary>
    public bool Counts(string stage, DateTimeOffset at)
    {
        if (Rules.Length == 0 || at < _from || at >= _end)
        {
            return false;
        }

        return _policy.AppliesTo.Stages is not { } stages || stages.Contains(stage, StringComparer.Ordinal);
    }
}
