using Governance.Data;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage;

/// <summary>That a dataset of the graph is one the registry knows.</summary>
/// <param name="Node">Row number of the dataset.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Role"><c>artifact</c>, or what the version used the dataset for: <c>training</c>.</param>
/// <param name="By"><c>sha256</c> or <c>name</c>: what they agree in.</param>
public sealed record RegistryLink(int Node, string Model, string Version, string Role, string By)
{
    /// <summary>The role of a version's own file.</summary>
    public const string Artifact = "artifact";

    /// <summary>True for the version's own file.</summary>
    public bool IsArtifact => Role == Artifact;

    /// <summary>True when it names this version.</summary>
    public bool IsOf(ModelVersion version) => Model == version.Model && Version == version.Version;
}

/// <summary>
/// Finds what datasets of the graph are in the registry: by digest, by the facet <c>governance</c>, else by name. Asked when the graph is
/// read, so that it does not matter whether the events came before or after the registration.
/// </summary>
internal static class FindVersions
{
    private const int Chunk = 400;

    /// <summary>Links of datasets to versions.</summary>
    public static async Task<List<RegistryLink>> OfAsync(GovernanceDbContext db, IReadOnlyCollection<int> datasets, CancellationToken ct)
    {
        var links = new HashSet<RegistryLink>();
        foreach (var ids in datasets.Chunk(Chunk))
        {
            await AddAsync(db, links, ids, ct);
        }

        // What is known by its digest is not told again by its name.
        var certain = links.Where(l => l.By == "sha256").Select(l => (l.Node, l.Model, l.Version, l.IsArtifact)).ToHashSet();
        return
        [
            .. links
                .Where(l => l.By == "sha256" || !certain.Contains((l.Node, l.Model, l.Version, l.IsArtifact)))
                .OrderBy(l => l.Model, StringComparer.Ordinal)
                .ThenBy(l => l.Version, StringComparer.Ordinal)
                .ThenBy(l => l.Node)
                .ThenBy(l => l.Role, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Links of what a walk downstream from the files of a version reached, without what that version itself was made from. The files where
    /// the walk began count too: a version that registered one of them as a dataset, such as a fine-tuned model, was made from it directly.
    /// </summary>
    public static async Task<List<RegistryLink>> DownstreamAsync(
        GovernanceDbContext db,
        LineageReach reach,
        ModelVersion version,
        CancellationToken ct
    )
    {
        var links = await OfAsync(db, [.. reach.Datasets.Keys], ct);
        links.RemoveAll(l => !l.IsArtifact && l.IsOf(version));
        return links;
    }

    /// <summary>Datasets of the graph that are a version's artifact or what it was made from.</summary>
    public static async Task<List<RegistryLink>> OfVersionAsync(GovernanceDbContext db, ModelVersion version, CancellationToken ct)
    {
        var links = new HashSet<RegistryLink>();
        var registered = version.ReadManifest().Datasets;
        var digests = registered
            .Select(d => d.Sha256)
            .Append(version.ArtifactSha256)
            .Where(s => s.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        foreach (var part in digests.Chunk(Chunk))
        {
            var seen = await db
                .LineageFlows.AsNoTracking()
                .Where(f => f.Sha256 != null && part.Contains(f.Sha256))
                .Select(f => new { f.Dataset, f.Sha256 })
                .Distinct()
                .ToListAsync(ct);
            var said = await db
                .LineageNodes.AsNoTracking()
                .Where(n => n.Sha256 != null && part.Contains(n.Sha256))
                .Select(n => new { Dataset = n.Id, n.Sha256 })
                .ToListAsync(ct);
            foreach (var one in seen.Concat(said))
            {
                if (one.Sha256 == version.ArtifactSha256)
                {
                    links.Add(new RegistryLink(one.Dataset, version.Model, version.Version, RegistryLink.Artifact, "sha256"));
                }

                foreach (var dataset in registered.Where(d => d.Sha256 == one.Sha256))
                {
                    links.Add(new RegistryLink(one.Dataset, version.Model, version.Version, dataset.Role, "sha256"));
                }
            }
        }

        var named = await db
            .LineageNodes.AsNoTracking()
            .Where(n => n.Model == version.Model && n.ModelVersion == version.Version)
            .Select(n => n.Id)
            .ToListAsync(ct);
        links.UnionWith(named.Select(n => new RegistryLink(n, version.Model, version.Version, RegistryLink.Artifact, "name")));
        string[] own = [$"{version.Model}@{version.Version}", $"{version.Model}/{version.Version}"];
        foreach (var names in registered.Select(d => d.Name).Concat(own).Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            foreach (
                var node in await db
                    .LineageNodes.AsNoTracking()
                    .Where(n => n.Kind == LineageNodeKind.Dataset && names.Contains(n.Name))
                    .OrderBy(n => n.Id)
                    .Select(n => new
                    {
                        n.Id,
                        n.Name,
                        HasDigest = n.Sha256 != null,
                    })
                    .Take(2_000)
                    .ToListAsync(ct)
            )
            {
                if (own.Contains(node.Name, StringComparer.Ordinal))
                {
                    links.Add(new RegistryLink(node.Id, version.Model, version.Version, RegistryLink.Artifact, "name"));
                }

                foreach (var dataset in registered.Where(d => d.Name == node.Name && !node.HasDigest))
                {
                    links.Add(new RegistryLink(node.Id, version.Model, version.Version, dataset.Role, "name"));
                }
            }
        }

        var certain = links.Where(l => l.By == "sha256").Select(l => (l.Node, l.IsArtifact)).ToHashSet();
        return [.. links.Where(l => l.By == "sha256" || !certain.Contains((l.Node, l.IsArtifact)))];
    }

    private static async Task AddAsync(GovernanceDbContext db, HashSet<RegistryLink> links, int[] ids, CancellationToken ct)
    {
        var nodes = await db
            .LineageNodes.AsNoTracking()
            .Where(n => ids.Contains(n.Id) && n.Kind == LineageNodeKind.Dataset)
            .Select(n => new
            {
                n.Id,
                n.Name,
                n.Sha256,
                n.Model,
                n.ModelVersion,
            })
            .ToListAsync(ct);
        var flows = await db
            .LineageFlows.AsNoTracking()
            .Where(f => ids.Contains(f.Dataset) && f.Sha256 != null)
            .Select(f => new { f.Dataset, f.Sha256 })
            .Distinct()
            .ToListAsync(ct);
        var byDigest = flows
            .Select(f => (f.Dataset, Sha256: f.Sha256!))
            .Concat(nodes.Where(n => n.Sha256 is not null).Select(n => (Dataset: n.Id, Sha256: n.Sha256!)))
            .Distinct()
            .ToLookup(p => p.Sha256, p => p.Dataset);
        foreach (var part in byDigest.Select(g => g.Key).Chunk(Chunk))
        {
            foreach (
                var version in await db
                    .Versions.AsNoTracking()
                    .Where(v => part.Contains(v.ArtifactSha256))
                    .Select(v => new
                    {
                        v.Model,
                        v.Version,
                        v.ArtifactSha256,
                    })
                    .ToListAsync(ct)
            )
            {
                links.UnionWith(
                    byDigest[version.ArtifactSha256]
                        .Select(n => new RegistryLink(n, version.Model, version.Version, RegistryLink.Artifact, "sha256"))
                );
            }

            foreach (
                var dataset in await db
                    .RegisteredDatasets.AsNoTracking()
                    .Where(d => part.Contains(d.Sha256))
                    .Select(d => new
                    {
                        d.Model,
                        d.Version,
                        d.Sha256,
                        d.Role,
                    })
                    .ToListAsync(ct)
            )
            {
                links.UnionWith(
                    byDigest[dataset.Sha256].Select(n => new RegistryLink(n, dataset.Model, dataset.Version, dataset.Role, "sha256"))
                );
            }
        }

        await AddNamedAsync(
            db,
            links,
            [.. nodes.Select(n => (n.Id, n.Name, n.Sha256 is not null || flows.Exists(f => f.Dataset == n.Id)))],
            ct
        );
        foreach (var node in nodes.Where(n => n.Model is not null))
        {
            if (await db.Versions.AnyAsync(v => v.Model == node.Model && v.Version == node.ModelVersion, ct))
            {
                links.Add(new RegistryLink(node.Id, node.Model!, node.ModelVersion!, RegistryLink.Artifact, "name"));
            }
        }
    }

    private static async Task AddNamedAsync(
        GovernanceDbContext db,
        HashSet<RegistryLink> links,
        IReadOnlyList<(int Id, string Name, bool HasDigest)> nodes,
        CancellationToken ct
    )
    {
        // A digest that fits no registration says that it is another dataset, or another state of it: its name proves nothing then.
        var byName = nodes.Where(n => !n.HasDigest).ToLookup(n => n.Name, n => n.Id, StringComparer.Ordinal);
        foreach (var part in byName.Select(g => g.Key).Where(n => n.Length <= 300).Chunk(Chunk))
        {
            foreach (
                var dataset in await db
                    .RegisteredDatasets.AsNoTracking()
                    .Where(d => part.Contains(d.Name))
                    .Select(d => new
                    {
                        d.Model,
                        d.Version,
                        d.Name,
                        d.Role,
                    })
                    .ToListAsync(ct)
            )
            {
                links.UnionWith(
                    byName[dataset.Name].Select(n => new RegistryLink(n, dataset.Model, dataset.Version, dataset.Role, "name"))
                );
            }
        }

        var artifacts = nodes
            .Select(n => (n.Id, Parts: n.Name.Split(['@', '/'])))
            .Where(n => n.Parts is [{ Length: > 0 and <= 100 }, { Length: > 0 and <= 64 }])
            .ToList();
        foreach (var part in artifacts.Chunk(Chunk))
        {
            var models = part.Select(a => a.Parts[0]).Distinct(StringComparer.Ordinal).ToList();
            var versions = part.Select(a => a.Parts[1]).Distinct(StringComparer.Ordinal).ToList();
            var found = await db
                .Versions.AsNoTracking()
                .Where(v => models.Contains(v.Model) && versions.Contains(v.Version))
                .Select(v => new { v.Model, v.Version })
                .ToListAsync(ct);
            links.UnionWith(
                part.SelectMany(a =>
                    found
                        .Where(v => v.Model == a.Parts[0] && v.Version == a.Parts[1])
                        .Select(v => new RegistryLink(a.Id, v.Model, v.Version, RegistryLink.Artifact, "name"))
                )
            );
        }
    }
}
