namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>What a policy says beside its rules.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Said">What the policy says of it.</param>
internal sealed record PolicyFact(Phrase What, Phrase Said);
