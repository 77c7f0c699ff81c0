using Governance.Domain.Compliance;
using Governance.Domain.Systems;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>A system with the versions that count for it.</summary>
/// <param name="System">The system.</param>
/// <param name="Models">Names of its models.</param>
/// <param name="Versions">For each model the versions in production, or the newest where none is.</param>
public sealed record SystemVersions(SystemId System, IReadOnlyList<string> Models, IReadOnlyList<ServedVersion> Versions);

/// <summary>A version that counts.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
public sealed record ServedVersion(string Model, string Version);

/// <summary>A record about a system.</summary>
/// <param name="System">The system.</param>
/// <param name="Evidence">The record.</param>
public sealed record SystemEvidence(SystemId System, FoundEvidence Evidence);
