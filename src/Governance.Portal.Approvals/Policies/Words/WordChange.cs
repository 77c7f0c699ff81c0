namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>What two texts of a policy say differently.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Before">What the older says; null when it says nothing of it.</param>
/// <param name="After">What the newer says; null when it says nothing of it.</param>
internal sealed record WordChange(Phrase What, string? Before, string? After);
