using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Versions of recorded datasets, for fields that name one: by name. Versions that no model names yet are typed.</summary>
internal sealed class ChoosableDatasets : IChoiceSource
{
    public ChoiceKind Kind => ChoiceKind.DatasetVersion;

    public Permission? Needs => Permission.ReadRegistry;

    public async Task<IReadOnlyList<Choice>> FindAsync(GovernanceDbContext db, PaletteText text, int skip, int take, CancellationToken ct)
    {
        var pattern = text.Pattern;
        var versions = await db
            .RegisteredDatasets.AsNoTracking()
            .Where(r => SearchText.Matches(r.Name + "@" + r.DatasetVersion, pattern))
            .Join(db.Datasets, r => r.Name, d => d.Name, (r, d) => new { r.Name, r.DatasetVersion })
            .Distinct()
            .OrderBy(r => r.Name)
            .ThenByDescending(r => r.DatasetVersion)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return [.. versions.Select(r => new Choice($"{r.Name}@{r.DatasetVersion}", $"{r.Name}@{r.DatasetVersion}", ""))];
    }
}
