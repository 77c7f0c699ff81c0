using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Which clocks are asked for.</summary>
/// <param name="Most">How many are shown of all: more of one kind need not be read.</param>
public sealed record ClockQuestion(int Most)
{
    /// <summary>
    /// The person of whom they ask something, for their queue: others are left out, and so is what they could not see to in the role in
    /// force. Null for everyone's.
    /// </summary>
    public UserId? Of { get; init; }
}
