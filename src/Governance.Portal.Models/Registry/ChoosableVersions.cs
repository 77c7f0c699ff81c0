using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>Versions, for fields that name one: by model, by number, or by both.</summary>
internal sealed class ChoosableVersions : IChoiceSource
{
    public ChoiceKind Kind => ChoiceKind.Version;

    public Permission? Needs => Permission.ReadRegistry;

    public async Task<IReadOnlyList<Choice>> FindAsync(GovernanceDbContext db, PaletteText text, int skip, int take, CancellationToken ct)
    {
        var (names, exact, pattern) = (text.Names, text.Versions, text.Pattern);
        var (model, number) = text.VersionPatterns ?? ("", "");
        var versions = await db
            .Versions.AsNoTracking()
            .Where(v =>
                names.Contains(v.VersionKey)
                || exact.Contains(v.Model + "@" + v.VersionKey)
                || EF.Functions.Like(v.Model, pattern, PaletteText.Escape)
                || (EF.Functions.Like(v.VersionKey, number, PaletteText.Escape) && EF.Functions.Like(v.Model, model, PaletteText.Escape))
            )
            .OrderByDescending(v => exact.Contains(v.Model + "@" + v.VersionKey))
            .ThenByDescending(v => v.Stage == Stage.Production)
            .ThenByDescending(v => v.RegisteredAt)
            .ThenBy(v => v.Model)
            .ThenBy(v => v.VersionKey)
            .Skip(skip)
            .Take(take)
            .Select(v => new
            {
                v.Model,
                v.Version,
                v.Stage,
            })
            .ToListAsync(ct);
        return [.. versions.Select(v => new Choice(ModelName.Of(v.Model, v.Version), $"{v.Model} {v.Version}", T.Say(v.Stage) ?? ""))];
    }
}
