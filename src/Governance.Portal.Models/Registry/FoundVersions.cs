using Governance.Data;
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
        var versions = await db
            .Versions.AsNoTracking()
            .Select(v => new
            {
                v.Model,
                v.Version,
                v.VersionKey,
                v.Stage,
                v.RegisteredAt,
                DisplayName = db.Models.Where(m => m.Name == v.Model).Select(m => m.DisplayName).First(),
            })
            .Where(v =>
                names.Contains(v.VersionKey)
                || exact.Contains(v.Model + "@" + v.VersionKey)
                || EF.Functions.Like(v.Model, pattern, PaletteText.Escape)
                || EF.Functions.Like(v.DisplayName.ToLower(), pattern, PaletteText.Escape)
                || (
                    EF.Functions.Like(v.VersionKey, number, PaletteText.Escape)
                    && (
                        EF.Functions.Like(v.Model, model, PaletteText.Escape)
                        || EF.Functions.Like(v.DisplayName.ToLower(), model, PaletteText.Escape)
                    )
                )
            )
            .OrderByDescending(v => names.Contains(v.VersionKey) || exact.Contains(v.Model + "@" + v.VersionKey))
            .ThenByDescending(v => v.Stage == Stage.Production)
            .ThenByDescending(v => v.RegisteredAt)
            .Take(limit)
            .ToListAsync(ct);
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
}
