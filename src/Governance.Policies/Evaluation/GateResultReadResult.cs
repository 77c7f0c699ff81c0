using System.Diagnostics.CodeAnalysis;

namespace Governance.Policies;

/// <summary>Either a stored result, or why it could not be read.</summary>
/// <param name="Result">The result; null when there are problems.</param>
/// <param name="Problems">The problems; empty when the result is valid.</param>
public sealed record GateResultReadResult(GateResult? Result, IReadOnlyList<DocumentProblem> Problems)
{
    /// <summary>Whether the text is a valid result.</summary>
    [MemberNotNullWhen(true, nameof(Result))]
    public bool IsValid => Result is not null;
}
