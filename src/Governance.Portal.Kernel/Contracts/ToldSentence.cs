namespace Governance.Portal.Kernel.Contracts;

/// <summary>A sentence of the story: a fact, and what came of it.</summary>
/// <param name="Severity">How much the most serious of it weighs.</param>
/// <param name="Clauses">The fact first, then what came of it.</param>
public sealed record ToldSentence(StorySeverity Severity, IReadOnlyList<FormattableString> Clauses)
{
    /// <summary>Ids of the records it rests on.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];
}
