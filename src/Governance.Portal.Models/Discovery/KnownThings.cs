using Governance.Data;
using Governance.Domain.Discovery;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Discovery;

/// <summary>
/// What of a scan the registry knows: files of models by the digest of an artifact, services, agent cards and models of other registries
/// by name. A library, an endpoint or a key belongs to no model until a person says so.
/// </summary>
internal static class KnownThings
{
    public static async Task<Func<FoundThing, string?>> ReadAsync(
        GovernanceDbContext db,
        IReadOnlyList<FoundThing> findings,
        CancellationToken ct
    )
    {
        List<string> digests = [.. findings.Where(f => f.Kind is DiscoveryKind.ModelFile).Select(f => f.Sha256).Distinct()];
        List<string> names = [.. findings.Where(IsNamed).Select(NameOf).Distinct()];
        var stored =
            digests.Count == 0
                ? []
                : await db
                    .Versions.AsNoTracking()
                    .Where(v => digests.Contains(v.ArtifactSha256))
                    .OrderBy(v => v.Model)
                    .ThenBy(v => v.Version)
                    .Select(v => new
                    {
                        v.ArtifactSha256,
                        v.Model,
                        v.Version,
                    })
                    .ToListAsync(ct);
        var versions = stored
            .DistinctBy(v => v.ArtifactSha256)
            .ToDictionary(v => v.ArtifactSha256, v => $"{v.Model}@{v.Version}", StringComparer.Ordinal);
        var models =
            names.Count == 0
                ? []
                : await db
                    .Models.AsNoTracking()
                    .Where(m =>
                        names.Contains(m.Name)
                        || names.Contains(m.DisplayName)
                        || (m.ExternalName != null && names.Contains(m.ExternalName))
                    )
                    .OrderBy(m => m.Name)
                    .Select(m => new
                    {
                        m.Name,
                        m.DisplayName,
                        m.ExternalName,
                    })
                    .ToListAsync(ct);
        return found =>
            found.Kind is DiscoveryKind.ModelFile ? versions.GetValueOrDefault(found.Sha256)
            : IsNamed(found)
                ? models.Find(m => NameOf(found) is var name && (m.Name == name || m.DisplayName == name || m.ExternalName == name))?.Name
            : null;
    }

    private static bool IsNamed(FoundThing found) =>
        found.Kind is DiscoveryKind.InferenceService or DiscoveryKind.AgentCard or DiscoveryKind.RegistryModel;

    // Services are named within their namespace.
    private static string NameOf(FoundThing found) =>
        found.Kind is DiscoveryKind.InferenceService ? found.Name[(found.Name.LastIndexOf('/') + 1)..] : found.Name;
}
