using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Domain.Experiments;

/// <summary>
/// Who had a hand in what an experiment tries and shows, besides those who planned it. What they measured of their own work someone else
/// answers for.
/// </summary>
/// <param name="Makers">Who registered the challenger and who stored its artifact, keys followed to the people behind them.</param>
/// <param name="Senders">Who sent figures, in the same way.</param>
/// <param name="Unknown">True when figures came from no known person: then nothing shows that they are independent.</param>
/// <param name="Separation">Who counts as one with whom.</param>
public sealed record ExperimentParties(IReadOnlyList<UserId> Makers, IReadOnlyList<UserId> Senders, bool Unknown, Separation Separation)
{
    /// <summary>The actors that are behind a version: who registered it and who stored its artifact.</summary>
    /// <param name="registeredBy">Who registered it, as the log writes an actor.</param>
    /// <param name="storedBy">Who stored its artifact; null where none is stored.</param>
    public static IReadOnlyList<string> MakersOf(string? registeredBy, string? storedBy) =>
        [.. new[] { registeredBy, storedBy }.OfType<string>().Distinct(StringComparer.Ordinal)];
}
