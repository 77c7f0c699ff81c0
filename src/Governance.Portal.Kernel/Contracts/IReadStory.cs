using Governance.Data;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>What needs attention, joined from all features that know something: the overview and documents say the same.</summary>
public interface IReadStory
{
    /// <summary>The most serious sentences of everything on record, no matter who reads: who may is for the caller to know.</summary>
    /// <param name="db">Where to read.</param>
    /// <param name="now">The time by which it is judged.</param>
    /// <param name="most">How many sentences.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<ToldSentence>> OfAllAsync(GovernanceDbContext db, DateTimeOffset now, int most, CancellationToken ct);
}
