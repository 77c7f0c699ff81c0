using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Overview;

/// <summary>What happened and why it matters, in a few sentences.</summary>
/// <param name="Sentences">The most serious first; what waits for the reader comes last.</param>
/// <param name="Watched">What was looked at, of what the reader may see.</param>
public sealed record Story(IReadOnlyList<ToldSentence> Sentences, IReadOnlyList<string> Watched);
