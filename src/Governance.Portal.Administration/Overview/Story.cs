using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Overview;

/// <summary>What happened and why it matters, in a few sentences.</summary>
/// <param name="Sentences">The gravest first; what waits for the reader comes last.</param>
/// <param name="Watched">What was looked at, of what the reader may see.</param>
public sealed record Story(IReadOnlyList<ToldSentence> Sentences, IReadOnlyList<string> Watched);

/// <summary>A sentence of the story: a fact, and what came of it.</summary>
/// <param name="Severity">How much the gravest of it weighs.</param>
/// <param name="Clauses">The fact first, then what came of it.</param>
public sealed record ToldSentence(StorySeverity Severity, IReadOnlyList<FormattableString> Clauses);
