namespace Governance.Policies;

/// <summary>What a look at a policy found.</summary>
/// <param name="Document">The policy; null when it is invalid.</param>
/// <param name="Errors">What makes it invalid.</param>
/// <param name="Warnings">What is valid but hardly meant.</param>
public sealed record PolicyLintResult(PolicyDocument? Document, IReadOnlyList<PolicyProblem> Errors, IReadOnlyList<PolicyProblem> Warnings);
