using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>Models, for fields that name one: by either of their names.</summary>
internal sealed class ChoosableModels : IChoiceSource
{
    public ChoiceKind Kind => ChoiceKind.Model;

    public Permission? Needs => Permission.ReadRegistry;

    public async Task<IReadOnlyList<Choice>> FindAsync(GovernanceDbContext db, PaletteText text, int skip, int take, CancellationToken ct)
    {
        var pattern = text.Pattern;
        var models = await db
            .Models.AsNoTracking()
            .Where(m => EF.Functions.Like(m.Name, pattern, PaletteText.Escape) || SearchText.Matches(m.DisplayName, pattern))
            .OrderBy(m => m.Name)
            .Skip(skip)
            .Take(take)
            .Select(m => new { m.Name, m.DisplayName })
            .ToListAsync(ct);
        return [.. models.Select(m => new Choice(m.Name, m.DisplayName, m.DisplayName == m.Name ? T["Model"] : m.Name))];
    }
}
