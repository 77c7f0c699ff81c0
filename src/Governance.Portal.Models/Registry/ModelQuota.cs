using Governance.Data;
using Governance.Domain;
using Governance.Portal.Kernel.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>How much one model may have in the store: artifacts that are not erased, and evidence, withdrawn or not.</summary>
internal static class ModelQuota
{
    /// <summary>Refuses when this much more is above the limit. Asked in the transaction that records it.</summary>
    /// <param name="db">The database, read whole.</param>
    /// <param name="model">The model.</param>
    /// <param name="besides">The version whose artifact comes, which counts once; null for evidence.</param>
    /// <param name="more">Bytes that come.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Refusal?> RefusesAsync(
        GovernanceDbContext db,
        string model,
        string? besides,
        long more,
        LimitsOptions limits,
        CancellationToken ct
    )
    {
        if (limits.ModelBytes == 0)
        {
            return null;
        }

        var artifacts = await db
            .Versions.Where(v => v.Model == model && v.Version != besides && v.ArtifactStoredAt != null && v.ArtifactErasedAt == null)
            .SumAsync(v => v.ArtifactSizeBytes, ct);
        var evidence = await db.Evidence.Where(e => e.Model == model).SumAsync(e => e.SizeBytes, ct);
        return artifacts + evidence + more > limits.ModelBytes ? StorageRefusals.ModelFull(limits.ModelBytes) : null;
    }
}
