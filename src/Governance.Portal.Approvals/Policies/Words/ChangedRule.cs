namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>A rule that both texts of a policy have and that says something else.</summary>
/// <param name="Rule">The newer one.</param>
/// <param name="Changes">What differs; at least one.</param>
internal sealed record ChangedRule(RuleInWords Rule, IReadOnlyList<WordChange> Changes);
