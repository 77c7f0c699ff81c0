using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Evidence that a feature made of what it measured.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Tool">What made it.</param>
/// <param name="ProducedAt">When.</param>
/// <param name="Canonical">The document in its RFC 8785 form.</param>
public sealed record EvidenceToFile(
    string Model,
    string Version,
    EvidenceKind Kind,
    string Tool,
    DateTimeOffset ProducedAt,
    byte[] Canonical
)
{
    /// <summary>Its id, where the action names it before gates judge by it; null for the next one.</summary>
    public EvidenceId? Id { get; init; }
}

/// <summary>Files evidence in the transaction of the action that made it.</summary>
public interface IFileEvidence
{
    /// <summary>Does what takes long before the transaction.</summary>
    Task PrepareAsync(string model, string version, CancellationToken ct);

    /// <summary>Files it. The action has asked for the permission.</summary>
    /// <returns>Its id.</returns>
    Task<Result<EvidenceId>> FileAsync(ActionContext context, EvidenceToFile evidence, CancellationToken ct);
}
