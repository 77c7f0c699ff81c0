namespace Governance.Policies;

/// <summary>The limits that policies set on measured values, for pages that show a value beside its limit.</summary>
public static class PolicyLimits
{
    /// <summary>Reads the limits of the policies that are about a model; of several on one value the strictest that blocks.</summary>
    /// <param name="policies">The policies in force.</param>
    /// <param name="model">The model, as gates judge it.</param>
    /// <param name="stage">The stage a version would go to.</param>
    /// <param name="at">When.</param>
    public static IReadOnlyList<PolicyLimit> Of(IEnumerable<PolicyDocument> policies, GateModel model, string stage, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(model);
        return
        [
            .. policies
                .Where(policy => policy.Mode is not PolicyMode.DryRun && PolicyApplication.WhyNot(policy, model, stage, at) is null)
                .SelectMany(policy => policy.Rules.Where(rule => rule.Type == "metric_threshold").Select(rule => Of(policy, rule)))
                .GroupBy(limit => (limit.Metric, limit.Attribute, limit.Slice, limit.IsLower))
                .Select(same =>
                    same.OrderByDescending(limit => limit.Blocks)
                        .ThenByDescending(limit => limit.IsLower ? limit.Value : -limit.Value)
                        .ThenByDescending(limit => limit.Operator is "<" or ">")
                        .First()
                )
                .OrderBy(limit => limit.Metric, StringComparer.Ordinal)
                .ThenBy(limit => limit.Attribute, StringComparer.Ordinal)
                .ThenBy(limit => limit.Slice, StringComparer.Ordinal)
                .ThenByDescending(limit => limit.IsLower),
        ];
    }

    /// <summary>Whether gates of a model ask a policy on a day.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="model">The model, as gates judge it.</param>
    /// <param name="stage">The stage a version would go to.</param>
    /// <param name="at">When.</param>
    public static bool IsAbout(PolicyDocument policy, GateModel model, string stage, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(model);
        return PolicyApplication.WhyNot(policy, model, stage, at) is null;
    }

    private static PolicyLimit Of(PolicyDocument policy, PolicyRule rule) =>
        new(
            policy.Name,
            rule.Id,
            rule.Parameters.Text("metric") ?? string.Empty,
            rule.Parameters.Text("attribute"),
            rule.Parameters.Text("slice"),
            rule.Parameters.Text("op") ?? string.Empty,
            rule.Parameters.Number("value") ?? double.NaN
        )
        {
            Conservative = rule.Parameters.Flag("conservative"),
            MinSamples = rule.Parameters.Integer("minSamples"),
            Blocks = policy.Mode is PolicyMode.Enforce && rule.Severity is not RuleSeverity.Low,
        };
}
