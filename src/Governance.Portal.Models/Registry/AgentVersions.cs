using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Models;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// Keeps agents and models apart, whichever way a version comes: the version of an agent is its manifest, and no other version is one.
/// </summary>
internal static class AgentVersions
{
    // Every manifest holds it; what does not is read no further.
    private static readonly byte[] s_mark = System.Text.Encoding.UTF8.GetBytes(AgentManifest.Schema);

    /// <summary>Why a version may not be registered under this name in this way; null when it may.</summary>
    /// <param name="db">The action's context.</param>
    /// <param name="manifest">What is declared of it.</param>
    /// <param name="asAgent">True when it comes with a manifest that was read.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Refusal?> RefusesAsync(GovernanceDbContext db, VersionManifest manifest, bool asAgent, CancellationToken ct)
    {
        if (asAgent != await db.Agents.AnyAsync(a => a.Model == manifest.Model, ct))
        {
            return asAgent ? AgentRefusals.NotFound(manifest.Model) : AgentRefusals.ManifestMissing(manifest.Model);
        }

        return !asAgent && IsMediaType(manifest.Artifact.MediaType) ? AgentRefusals.ManifestOfModel(manifest.Model) : null;
    }

    /// <summary>Why these bytes may not become the artifact of this version; null when they may.</summary>
    public static async Task<Refusal?> RefusesAsync(ModelVersion version, ContentStore.Incoming incoming, CancellationToken ct)
    {
        if (IsMediaType(version.ArtifactMediaType) || incoming.Content.SizeBytes > AgentManifest.MaxBytes)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await using (var file = incoming.OpenRead())
        {
            await file.CopyToAsync(bytes, ct);
        }

        var text = bytes.ToArray();
        return text.AsSpan().IndexOf(s_mark) >= 0 && AgentManifest.Read(text).IsValid ? AgentRefusals.ManifestOfModel(version.Model) : null;
    }

    private static bool IsMediaType(string text) => text.Trim().StartsWith(AgentManifest.MediaType, StringComparison.OrdinalIgnoreCase);
}
