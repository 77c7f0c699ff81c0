namespace Governance.Policies;

/// <summary>Asks what a changed policy would have said to inputs of the past.</summary>
public static class PolicyBackTest
{
    /// <summary>Judges one input again, with the changed policy in the place of the one of its name.</summary>
    /// <param name="before">The policies as they were at the run.</param>
    /// <param name="changed">The changed policy.</param>
    /// <param name="input">The stored input; its own time counts.</param>
    /// <returns>What the gate would have said, and what differs.</returns>
    /// <remarks>
    /// The days from and until which the changed policy is to count are left aside: the question is what its rules would have said.
    /// </remarks>
    public static BackTestedRun Judge(IReadOnlyList<PolicyDocument> before, PolicyDocument changed, GateInput input)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(input);
        var then = GateEvaluator.Evaluate(before, input);
        var now = GateEvaluator.Evaluate(
            [.. before.Where(policy => policy.Name != changed.Name), changed with { EffectiveFrom = null, Expires = null }],
            input
        );
        var rules = now
            .Results.Select(rule => (rule.Policy, rule.RuleId))
            .Union(then.Results.Select(rule => (rule.Policy, rule.RuleId)))
            .Select(key => new RuleDifference(key.Policy, key.RuleId, Of(then, key), Of(now, key)))
            .Where(difference => difference.Before != difference.After)
            .OrderBy(difference => difference.Policy, StringComparer.Ordinal)
            .ThenBy(difference => difference.Rule, StringComparer.Ordinal)
            .ToList();
        return new(
            then.Outcome,
            now.Outcome,
            (then.IsShut, now.IsShut) switch
            {
                (false, true) => BackTestChange.Blocked,
                (true, false) => BackTestChange.LetThrough,
                _ => rules.Count > 0 || then.Outcome != now.Outcome ? BackTestChange.RulesDiffer : BackTestChange.Same,
            },
            rules
        );
    }

    private static string Of(GateResult result, (string Policy, string Rule) key) =>
        result.Results.FirstOrDefault(rule => rule.Policy == key.Policy && rule.RuleId == key.Rule)?.Outcome.ToWireName() ?? "absent";
}

/// <summary>What the changed policy makes of a run of the past.</summary>
public enum BackTestChange
{
    /// <summary>Nothing differs.</summary>
    Same,

    /// <summary>The gate says the same, rules do not.</summary>
    RulesDiffer,

    /// <summary>What passed would have been blocked.</summary>
    Blocked,

    /// <summary>What was blocked would have passed.</summary>
    LetThrough,
}

/// <summary>One run of the past, judged again.</summary>
/// <param name="Before">What the gate says by the policies of then, with the engine of today.</param>
/// <param name="After">What it says with the changed policy.</param>
/// <param name="Change">What that means.</param>
/// <param name="Rules">Rules that say something else.</param>
public sealed record BackTestedRun(GateOutcome Before, GateOutcome After, BackTestChange Change, IReadOnlyList<RuleDifference> Rules);

/// <summary>A rule that says something else.</summary>
/// <param name="Policy">Its policy.</param>
/// <param name="Rule">Its id.</param>
/// <param name="Before">What it said; <c>absent</c> when it was not evaluated.</param>
/// <param name="After">What it says now.</param>
public sealed record RuleDifference(string Policy, string Rule, string Before, string After);
