using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>Versions of models, in the palette: by their number, and by "model 2.0.0" however the two are joined.</summary>
internal sealed class FoundVersions : IPaletteSource
{
    // Whose versions are looked at for a word that is not meant exactly.
    private const int MaxModels = 50;

    public int Order => 110;

    public Permission Needs => Permission.ReadRegistry;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (names, exact, pattern, limit) = (text.Addresses.Count == 0 ? text.Names : [], text.Versions, text.Pattern, text.Limit);
        var (model, number) = text.VersionPatterns ?? ("", "");
        // What is meant exactly is found by its key. For a word, versions are looked for among the first models that it fits: of thousands
        // with the same word no one is shown more.
        List<string> keys = [.. names, .. exact.Select(e => e[(e.IndexOf('@', StringComparison.Ordinal) + 1)..])];
        var (fitting, named) = (Fitting(db, pattern), Fitting(db, model));
        var meant = Of(
            db.Versions.Where(v =>
                keys.Contains(v.VersionKey) && (names.Contains(v.VersionKey) || exact.Contains(v.Model + "@" + v.VersionKey))
            ),
            isMeant: true
        );
        var found = await meant
            .Concat(Of(db.Versions.Where(v => fitting.Contains(v.Model)), isMeant: false))
            .Concat(
                Of(
                    db.Versions.Where(v => named.Contains(v.Model) && EF.Functions.Like(v.VersionKey, number, PaletteText.Escape)),
                    isMeant: false
                )
            )
            .Select(v => new
            {
                v.Model,
                v.Version,
                v.VersionKey,
                v.Stage,
                v.RegisteredAt,
                v.IsMeant,
                DisplayName = db.Models.Where(m => m.Name == v.Model).Select(m => m.DisplayName).First(),
            })
            .ToListAsync(ct);
        var versions = found
            .OrderByDescending(v => v.IsMeant)
            .DistinctBy(v => (v.Model, v.Version))
            .OrderByDescending(v => v.IsMeant)
            .ThenByDescending(v => v.Stage == Stage.Production)
            .ThenByDescending(v => v.RegisteredAt)
            .Take(limit);

        IQueryable<FoundVersion> Of(IQueryable<ModelVersion> among, bool isMeant) =>
            among
                .AsNoTracking()
                .OrderByDescending(v => v.Stage == Stage.Production)
                .ThenByDescending(v => v.RegisteredAt)
                .Take(limit)
                .Select(v => new FoundVersion
                {
                    Model = v.Model,
                    Version = v.Version,
                    VersionKey = v.VersionKey,
                    Stage = v.Stage,
                    RegisteredAt = v.RegisteredAt,
                    IsMeant = isMeant,
                });

        return
        [
            .. versions.Select(v => new SearchHit(
                T["Versions"],
                "deployed_code",
                $"{v.DisplayName} {v.Version}",
                v.Model,
                T.Say(v.Stage) ?? "",
                ModelAddresses.Version(Uri.EscapeDataString(v.Model), v.Version)
            )
            {
                Keys =
                [
                    v.Version,
                    ModelName.Of(v.Model, v.Version),
                    $"{v.Model} {v.Version}",
                    $"{v.Model}:{v.Version}",
                    $"{v.Model}/{v.Version}",
                ],
            }),
        ];
    }

    private static IQueryable<string> Fitting(GovernanceDbContext db, string pattern) =>
        db
            .Models.Where(m => EF.Functions.Like(m.Name, pattern, PaletteText.Escape) || SearchText.Matches(m.DisplayName, pattern))
            .OrderBy(m => m.Name)
            .Select(m => m.Name)
            .Take(MaxModels);

    private sealed class FoundVersion
    {
        public required string Model { get; init; }

        public required string Version { get; init; }

        public required string VersionKey { get; init; }

        public required Stage Stage { get; init; }

        public required DateTimeOffset RegisteredAt { get; init; }

        public required bool IsMeant { get; init; }
    }
}
