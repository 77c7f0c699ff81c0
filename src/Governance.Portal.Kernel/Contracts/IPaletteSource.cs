using Governance.Data;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// What a feature lets the command palette find: its records, and what a person may do with them now. What signs, decides or deletes only
/// leads to its dialog; what is harmless has a key and is run at once. Offered by the same rules that decide, so that nothing is offered
/// which the role can never do. A source reads with a fixed, small number of statements, each with a limit.
/// </summary>
public interface IPaletteSource
{
    /// <summary>Of several sources the lower one comes first.</summary>
    int Order { get; }

    /// <summary>Who has no such right is not asked about: it is what the pages that the source leads to need.</summary>
    Permission Needs { get; }

    /// <summary>Reads what fits. An action that the text does not name may be among it and is left out afterwards.</summary>
    /// <param name="db">Where to read, as limited as the reader is.</param>
    /// <param name="access">Who asks and what they may; for actions always a person.</param>
    /// <param name="text">What they look for.</param>
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
