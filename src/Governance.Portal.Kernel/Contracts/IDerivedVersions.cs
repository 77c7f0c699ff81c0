using Governance.Data;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Which versions were made from the file of another version, according to lineage.</summary>
public interface IDerivedVersions
{
    /// <summary>Finds the versions that used the file of a version, or data made from it, over at most so many steps.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="version">The version.</param>
    /// <param name="depth">Steps from dataset to dataset.</param>
    /// <param name="ct">Cancels.</param>
    Task<DerivedVersions> FindAsync(GovernanceDbContext db, ModelVersion version, int depth, CancellationToken ct);
}

/// <summary>Versions that were made from the file of another version.</summary>
/// <param name="Versions">Each once, by model and version, without the version that was asked about.</param>
/// <param name="IsCut">True when there is more than is looked at.</param>
public sealed record DerivedVersions(IReadOnlyList<(string Model, string Version)> Versions, bool IsCut);
