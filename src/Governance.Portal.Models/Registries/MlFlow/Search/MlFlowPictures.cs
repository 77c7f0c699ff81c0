using System.Globalization;
using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries.MlFlow.Search;

/// <summary>Puts together what MLflow clients read of models and versions; a page takes a handful of queries, however long it is.</summary>
internal static class MlFlowPictures
{
    private const int Chunk = 500;

    public static async Task<IReadOnlyList<RegisteredModelView>> ModelsAsync(
        GovernanceDbContext db,
        List<ModelHit> hits,
        CancellationToken ct
    )
    {
        var views = new List<RegisteredModelView>();
        foreach (var part in hits.Chunk(Chunk))
        {
            var names = part.Select(h => h.Model.Name).ToList();
            await MlFlowReader.Reads.EnsureAsync(db, new(names, null), ct);
            var tags = (await db.MlFlowTags.AsNoTracking().Where(t => t.Version == "" && names.Contains(t.Model)).ToListAsync(ct)).ToLookup(
                t => t.Model,
                StringComparer.Ordinal
            );
            var aliases = (
                await db
                    .ModelAliases.AsNoTracking()
                    .Where(a => names.Contains(a.Model))
                    .Join(
                        db.Versions,
                        a => new { a.Model, a.Version },
                        v => new { v.Model, v.Version },
                        (a, v) =>
                            new
                            {
                                a.Model,
                                a.Alias,
                                v.Number,
                            }
                    )
                    .ToListAsync(ct)
            ).ToLookup(a => a.Model, StringComparer.Ordinal);
            var newest = await SearchRows
                .Versions(db)
                .Where(h =>
                    names.Contains(h.Version.Model)
                    && !db.Versions.Any(v => v.Model == h.Version.Model && v.Stage == h.Version.Stage && v.Number > h.Version.Number)
                )
                .ToListAsync(ct);
            var latest = (await VersionsAsync(db, newest, ct, areCompared: true))
                .Zip(newest)
                .ToLookup(p => p.Second.Version.Model, p => p.First, StringComparer.Ordinal);
            views.AddRange(
                part.Select(h => new RegisteredModelView(
                    h.Name,
                    h.Model.RegisteredAt.ToUnixTimeMilliseconds(),
                    h.Updated.ToUnixTimeMilliseconds(),
                    h.Model.RegisteredBy,
                    h.Model.Purpose,
                    [.. latest[h.Model.Name].OrderBy(v => int.Parse(v.Version, CultureInfo.InvariantCulture))],
                    [.. tags[h.Model.Name].OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new TagView(t.Key, t.Value))],
                    [
                        .. aliases[h.Model.Name]
                            .OrderBy(a => a.Alias, StringComparer.Ordinal)
                            .Select(a => new AliasView(a.Alias, Number(a.Number))),
                    ]
                ))
            );
        }

        return views;
    }

    public static async Task<IReadOnlyList<RegistryVersionView>> VersionsAsync(
        GovernanceDbContext db,
        List<VersionHit> hits,
        CancellationToken ct,
        bool areCompared = false
    )
    {
        var views = new List<RegistryVersionView>();
        foreach (var part in hits.Chunk(Chunk))
        {
            var models = part.Select(h => h.Version.Model).Distinct(StringComparer.Ordinal).ToList();
            var versions = part.Select(h => h.Version.Version).Distinct(StringComparer.Ordinal).ToList();
            if (!areCompared)
            {
                await MlFlowReader.Reads.EnsureAsync(db, new(models, versions), ct);
            }

            var known = (
                await db.MlFlowVersions.AsNoTracking().Where(v => models.Contains(v.Model) && versions.Contains(v.Version)).ToListAsync(ct)
            ).ToDictionary(v => (v.Model, v.Version));
            var tags = (
                await db.MlFlowTags.AsNoTracking().Where(t => models.Contains(t.Model) && versions.Contains(t.Version)).ToListAsync(ct)
            ).ToLookup(t => (t.Model, t.Version));
            var aliases = (
                await db.ModelAliases.AsNoTracking().Where(a => models.Contains(a.Model) && versions.Contains(a.Version)).ToListAsync(ct)
            ).ToLookup(a => (a.Model, a.Version));
            views.AddRange(part.Select(h => View(h, known.GetValueOrDefault(Key(h)), tags[Key(h)], aliases[Key(h)])));
        }

        return views;
    }

    private static (string Model, string Version) Key(VersionHit hit) => (hit.Version.Model, hit.Version.Version);

    private static RegistryVersionView View(
        VersionHit hit,
        MlFlowVersion? known,
        IEnumerable<MlFlowTag> tags,
        IEnumerable<ModelAlias> aliases
    ) =>
        new(
            hit.Name,
            Number(hit.Version.Number),
            hit.Version.RegisteredAt.ToUnixTimeMilliseconds(),
            hit.Updated.ToUnixTimeMilliseconds(),
            hit.Version.RegisteredBy,
            MlFlowStages.Of(hit.Version.Stage),
            known?.Description,
            known?.Source ?? hit.Version.ReadManifest().Artifact.Uri ?? "",
            known?.RunId,
            "READY",
            known?.RunLink,
            known?.LoggedModel,
            [.. tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new TagView(t.Key, t.Value))],
            [.. aliases.Select(a => a.Alias).Order(StringComparer.Ordinal)]
        );

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
