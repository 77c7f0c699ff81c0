namespace Governance.Policies;

/// <summary>
/// Judges rules <c>rbac_action</c> where something is done rather than promoted: training, validating, deploying. It is the same rule as
/// at a gate; what it says of a version's gate it says here of the act.
/// </summary>
public static class ActionCheck
{
    /// <summary>Whether a policy has a rule about the act, so that facts have to be read.</summary>
    /// <param name="policies">Policies in force.</param>
    /// <param name="action">One of <see cref="PolicyVocabulary.GatedActions"/>.</param>
    public static bool IsAsked(IEnumerable<PolicyDocument> policies, string action)
    {
        ArgumentNullException.ThrowIfNull(policies);
        return policies.Any(p => p.Rules.Any(r => Is(r, action)));
    }

    /// <summary>
    /// Why people may not do it, in one sentence; null when they may. Policies that only warn or are tried out stop nothing.
    /// </summary>
    /// <param name="policies">Policies in force.</param>
    /// <param name="model">The model.</param>
    /// <param name="stage">The stage it is for; null where the act is for none, and then policies of every stage count.</param>
    /// <param name="caller">Who asks, and for what.</param>
    /// <param name="people">Ids of everyone behind the request.</param>
    /// <param name="at">When.</param>
    public static string? Refuses(
        IReadOnlyList<PolicyDocument> policies,
        GateModel model,
        string? stage,
        GateCaller caller,
        IReadOnlyList<string> people,
        DateTimeOffset at
    )
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(people);
        foreach (var policy in policies.Where(p => p.Mode is PolicyMode.Enforce))
        {
            var judged = stage is null ? policy with { AppliesTo = policy.AppliesTo with { Stages = null } } : policy;
            if (PolicyApplication.WhyNot(judged, model, stage ?? "production", at) is not null)
            {
                continue;
            }

            foreach (var rule in policy.Rules.Where(r => Is(r, caller.Action) && r.Severity is not RuleSeverity.Low))
            {
                if (Why($"{policy.Name}/{rule.Id}", rule.Parameters, caller, people) is { } why)
                {
                    return why;
                }
            }
        }

        return null;
    }

    private static bool Is(PolicyRule rule, string action) => rule.Type == "rbac_action" && rule.Parameters.Text("action") == action;

    private static string? Why(string rule, RuleParameters parameters, GateCaller caller, IReadOnlyList<string> people) =>
        people.Count == 0
            ? $"{rule} cannot be judged: it is not known who acts. Use an account, or a key that someone owns."
            : PeopleRules.Check(parameters, caller, people) switch
            {
                (PersonFault.Role, _, _) => $"{rule} requires one of these roles: {Titles(parameters.List("roles"))}.",
                (PersonFault.DeedUnknown, var deed, _) => $"{rule} cannot be judged: it is not known who {Deed(deed)}.",
                (PersonFault.Deed, var deed, var by) => $"{rule} requires someone else: {RuleContext.Listed(by)} also {Deed(deed)}.",
                (PersonFault.FactorUnknown or PersonFault.Factor, _, _) => $"{rule} requires a second factor. Sign in with one.",
                _ => null,
            };

    private static string Titles(IReadOnlyList<string> roles) =>
        RuleContext.Listed([.. roles.Select(role => StatementTerms.English(new(StatementTerms.Role, role)))]);

    private static string? Deed(string? deed) => deed is null ? null : StatementTerms.English(new(StatementTerms.Deed, deed));
}
