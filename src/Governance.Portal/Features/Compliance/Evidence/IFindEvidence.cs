using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Systems;

namespace Governance.Portal.Features.Compliance.Evidence;

/// <summary>Finds records that can prove something about systems. A feature registers one for the records it keeps.</summary>
public interface IFindEvidence
{
    /// <summary>What there is: the newest of each kind is enough.</summary>
    Task<IReadOnlyList<SystemEvidence>> FindAsync(GovernanceDbContext db, IReadOnlyList<SystemVersions> systems, CancellationToken ct);
}

/// <summary>A system with the versions that count for it.</summary>
/// <param name="System">The system.</param>
/// <param name="Versions">For each model the versions in production, or the newest where none is.</param>
public sealed record SystemVersions(SystemId System, IReadOnlyList<ServedVersion> Versions);

/// <summary>A version that counts.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
public sealed record ServedVersion(string Model, string Version);

/// <summary>A record about a system.</summary>
/// <param name="System">The system.</param>
/// <param name="Evidence">The record.</param>
public sealed record SystemEvidence(SystemId System, FoundEvidence Evidence);
