namespace Governance.Policies;

/// <summary>How old evidence of a kind may be by a rule that blocks.</summary>
/// <param name="Kind">Kind of the evidence, one of <see cref="PolicyVocabulary.EvidenceKinds"/>.</param>
/// <param name="Days">Days after it was produced for which it counts.</param>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Rule">Id of the rule.</param>
public sealed record EvidenceAgeLimit(string Kind, int Days, string Policy, string Rule)
{
    /// <summary>
    /// The limits that policies set for a model at a stage, the strictest of each kind: those of rules that block, of policies that
    /// enforce.
    /// </summary>
    /// <param name="policies">The policies in force.</param>
    /// <param name="model">The model, as far as it is known: what is not known leaves no policy out.</param>
    /// <param name="stage">The stage, such as <c>production</c>.</param>
    /// <param name="at">The day on which policies have to count.</param>
    public static IReadOnlyList<EvidenceAgeLimit> Of(IEnumerable<PolicyDocument> policies, GateModel model, string stage, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(model);
        return
        [
            .. policies
                .Where(policy => PolicyApplication.WhyNot(policy, model, stage, at) is null)
                .SelectMany(Of)
                .GroupBy(limit => limit.Kind, StringComparer.Ordinal)
                .Select(limits => limits.MinBy(limit => limit.Days)!)
                .OrderBy(limit => limit.Kind, StringComparer.Ordinal),
        ];
    }

    /// <summary>The limits that a policy sets, whatever it is about; none when it blocks nothing.</summary>
    public static IEnumerable<EvidenceAgeLimit> Of(PolicyDocument policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Mode is not PolicyMode.Enforce
            ? []
            : policy
                .Rules.Where(rule => rule.Severity is not RuleSeverity.Low && rule.Parameters.Has("maxAgeDays"))
                .SelectMany(rule =>
                    KindsOf(rule)
                        .Select(kind => new EvidenceAgeLimit(kind, rule.Parameters.Integer("maxAgeDays")!.Value, policy.Name, rule.Id))
                );
    }

    // The age of a plan to roll back is no age of evidence.
    private static IReadOnlyList<string> KindsOf(PolicyRule rule) =>
        rule.Type switch
        {
            "evidence_required" => rule.Parameters.List("kinds"),
            "independent_validation" => IndependenceRule.KindsOf(rule.Parameters),
            "fairness_audit" => ["fairness"],
            "experiment_required" => ["experiment"],
            "explainability_required" => ["explainability"],
            "security_scan" => ["security-scan"],
            "agent_evaluation" => ["prompt-safety"],
            _ => [],
        };
}
