using System.Diagnostics.CodeAnalysis;

namespace Governance.Policies;

/// <summary>Either a policy, or every problem found in its text.</summary>
public sealed record PolicyParseResult
{
    internal PolicyParseResult(PolicyDocument? document, IReadOnlyList<PolicyProblem> problems)
    {
        Document = document;
        Problems = problems;
    }

    /// <summary>The policy; null when there are problems.</summary>
    public PolicyDocument? Document { get; }

    /// <summary>The problems in the order of the file; empty when the policy is valid.</summary>
    public IReadOnlyList<PolicyProblem> Problems { get; }

    /// <summary>Whether the text is a valid policy.</summary>
    [MemberNotNullWhen(true, nameof(Document))]
    public bool IsValid => Document is not null;
}
