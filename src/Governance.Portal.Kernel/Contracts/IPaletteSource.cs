using Governance.Data;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// What a person may do now in a feature, for the command palette. What signs, decides or deletes only leads to its dialog; what is
/// harmless has a key and is run at once. Offered by the same rules that decide, so that nothing is offered which the role can never do.
/// </summary>
public interface IPaletteSource
{
    /// <summary>Of several sources the lower one comes first.</summary>
    int Order { get; }

    /// <summary>Reads what may be done. What the text does not name may be among it and is left out afterwards.</summary>
    /// <param name="db">Where to read.</param>
    /// <param name="access">Who asks and what they may; always a person.</param>
    /// <param name="text">What they typed.</param>
    /// <param name="now">The time by which it is judged.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    );
}
