using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Retirements;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Data that a feature holds for versions. A retirement asks for a decision on each piece, and has deleted what is to be deleted.
/// </summary>
public interface IHoldRetiredData
{
    /// <summary>The kind of its pieces, as a retirement calls it.</summary>
    string Kind { get; }

    /// <summary>The pieces that no one needs any more once these versions are retired.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="versions">The versions that retire.</param>
    /// <param name="held">The incident that holds a version, by the version's id.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<DataItem>> FindAsync(
        GovernanceDbContext db,
        IReadOnlyList<ModelVersion> versions,
        IReadOnlyDictionary<string, string?> held,
        CancellationToken ct
    );

    /// <summary>Deletes one in the running transaction, and says so in the log.</summary>
    /// <param name="context">The transaction.</param>
    /// <param name="retirement">The retirement that decided it.</param>
    /// <param name="id">The piece.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>True when it is gone; false where it is needed again or held, and is looked at later.</returns>
    Task<Result<bool>> DeleteAsync(ActionContext context, RetirementId retirement, string id, CancellationToken ct);

    /// <summary>Digests whose records let their bytes go.</summary>
    IAsyncEnumerable<string> ReleasedAsync(GovernanceDbContext db);
}
