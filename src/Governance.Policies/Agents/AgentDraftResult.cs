using System.Diagnostics.CodeAnalysis;

namespace Governance.Policies;

/// <summary>Either a draft, or why nothing could be read.</summary>
/// <param name="Draft">The draft; null when there are problems.</param>
/// <param name="Problems">What is wrong, a sentence each.</param>
public sealed record AgentDraftResult(AgentDraft? Draft, IReadOnlyList<string> Problems)
{
    /// <summary>Whether something was read.</summary>
    [MemberNotNullWhen(true, nameof(Draft))]
    public bool IsValid => Draft is not null;
}
