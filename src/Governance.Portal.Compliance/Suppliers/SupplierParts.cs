using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Suppliers;
using Governance.Domain.Systems;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>
/// What depends on suppliers: AI systems that name one, parts of systems, and models of agents in production. They name a supplier as
/// people wrote it, and are found by its names.
/// </summary>
internal static class SupplierParts
{
    private const int MaxAgents = 500;

    /// <summary>Parts of systems that are not retired, by the supplier's name as it is compared; one statement.</summary>
    public static async Task<ILookup<string, SupplierPart>> OfSystemsAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var systems = await db
            .AiSystems.AsNoTracking()
            .Where(s => s.LifeCycle != LifeCycle.Retired)
            .OrderBy(s => s.NameKey)
            .Select(s => new
            {
                s.Id,
                s.Name,
                s.Supplier,
                Components = EF.Property<List<SystemComponent>>(s, "_components"),
            })
            .ToListAsync(ct);
        return systems
            .SelectMany(s =>
                s.Components.Select(c => (Supplier: (string?)c.Supplier, Part: new SupplierPart($"{s.Id}", s.Name, c.Name, c.Version)))
                    .Prepend((Supplier: s.Supplier, Part: new SupplierPart(s.Id.ToString(), s.Name, null, null)))
            )
            .Where(p => !string.IsNullOrWhiteSpace(p.Supplier))
            .ToLookup(p => Supplier.KeyOf(p.Supplier!), p => p.Part with { Written = p.Supplier!.Trim() }, StringComparer.Ordinal);
    }

    /// <summary>Systems in use that name one of some suppliers, for themselves or a part, no matter who asks; one statement.</summary>
    /// <param name="db">The database.</param>
    /// <param name="keys">The suppliers' names as they are compared.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<AiSystem>> SystemsNamingAsync(
        GovernanceDbContext db,
        IReadOnlySet<string> keys,
        CancellationToken ct
    ) =>
        (
            await db
                .AiSystems.IgnoreQueryFilters()
                .AsNoTracking()
                .Where(s => s.LifeCycle != LifeCycle.Retired)
                .OrderBy(s => s.Id)
                .ToListAsync(ct)
        ).FindAll(s =>
            s.Components.Select(c => (string?)c.Supplier)
                .Prepend(s.Supplier)
                .Any(name => !string.IsNullOrWhiteSpace(name) && keys.Contains(Supplier.KeyOf(name)))
        );

    /// <summary>
    /// Agents of which a version that is not retired thinks with a model of one of some suppliers. One whose manifest cannot be read, or
    /// that has too many, counts as well.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="manifests">Their manifests.</param>
    /// <param name="models">The agents' models.</param>
    /// <param name="keys">The suppliers' names as they are compared.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlySet<string>> AgentsNamingAsync(
        GovernanceDbContext db,
        AgentManifests manifests,
        IReadOnlyList<string> models,
        IReadOnlySet<string> keys,
        CancellationToken ct
    )
    {
        var naming = new HashSet<string>(StringComparer.Ordinal);
        if (models.Count == 0)
        {
            return naming;
        }

        var versions = await db
            .Versions.IgnoreQueryFilters()
            .AsNoTracking()
            .Where(v => models.Contains(v.Model) && v.ArtifactMediaType == AgentManifest.MediaType && v.Stage != Stage.Retired)
            .Select(v => new { v.Model, v.ArtifactSha256 })
            .Distinct()
            .OrderBy(v => v.Model)
            .ThenBy(v => v.ArtifactSha256)
            .ToListAsync(ct);
        var read = await manifests.FindAsync([.. versions.Select(v => v.ArtifactSha256).Distinct().Take(MaxAgents)], ct);
        naming.UnionWith(
            versions
                .Where(v =>
                    read.GetValueOrDefault(v.ArtifactSha256) is not { } manifest
                    || manifest.Models.Any(m => !string.IsNullOrWhiteSpace(m.Provider) && keys.Contains(Supplier.KeyOf(m.Provider)))
                )
                .Select(v => v.Model)
        );
        return naming;
    }

    /// <summary>Suppliers that systems of a model name, for themselves and their parts, as they write them; one statement.</summary>
    public static async Task<IReadOnlyList<string>> OfModelAsync(GovernanceDbContext db, Model model, CancellationToken ct) =>
        [
            .. (await SystemsWithModel.InUseAsync(db, model, ct))
                .SelectMany(s => s.Components.Select(c => (string?)c.Supplier).Prepend(s.Supplier))
                .OfType<string>(),
        ];

    /// <summary>
    /// Agents by the name of who serves the models that their version in production thinks with, as it is compared; one statement.
    /// </summary>
    public static async Task<ILookup<string, SupplierPart>> OfAgentsAsync(
        GovernanceDbContext db,
        AgentManifests manifests,
        CancellationToken ct
    )
    {
        var running = await db
            .Versions.AsNoTracking()
            .Where(v =>
                v.ArtifactMediaType == AgentManifest.MediaType
                && db.Deployments.Any(d => d.Model == v.Model && d.Version == v.Version && d.Until == null)
            )
            .OrderBy(v => v.Model)
            .Take(MaxAgents)
            .Select(v => new { v.Model, v.ArtifactSha256 })
            .ToListAsync(ct);
        var parts = new List<(string Key, SupplierPart Part)>();
        foreach (var version in running)
        {
            parts.AddRange(
                ((await manifests.FindAsync(version.ArtifactSha256, ct))?.Models ?? [])
                    .Where(m => !string.IsNullOrWhiteSpace(m.Provider))
                    .Select(m => (Supplier.KeyOf(m.Provider!), new SupplierPart(null, version.Model, m.Name, m.Version)))
            );
        }

        return parts.ToLookup(p => p.Key, p => p.Part, StringComparer.Ordinal);
    }
}
