using Governance.Data;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>What lineage says was made from data of a version.</summary>
public interface IVersionsMadeFrom
{
    /// <summary>Versions made from the file of a version, over at most so many steps.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="version">The version.</param>
    /// <param name="depth">Steps from dataset to dataset.</param>
    /// <param name="ct">Cancels.</param>
    Task<MadeFrom> FindAsync(GovernanceDbContext db, ModelVersion version, int depth, CancellationToken ct);
}

/// <summary>Versions that were made from data of another.</summary>
/// <param name="Versions">Each once, by model and version; the version itself may be among them.</param>
/// <param name="IsCut">True when there is more than is looked at.</param>
public sealed record MadeFrom(IReadOnlyList<(string Model, string Version)> Versions, bool IsCut);
