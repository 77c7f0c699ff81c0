using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Systems;

/// <summary>AI systems, for fields that name one: by id or name.</summary>
internal sealed class ChoosableSystems : IChoiceSource
{
    public ChoiceKind Kind => ChoiceKind.System;

    public Permission? Needs => Permission.ReadCompliance;

    public async Task<IReadOnlyList<Choice>> FindAsync(GovernanceDbContext db, PaletteText text, int skip, int take, CancellationToken ct)
    {
        var (ids, pattern) = (text.Ids<SystemId>(), text.Pattern);
        var systems = await db
            .AiSystems.AsNoTracking()
            .Where(s => ids.Contains(s.Id) || SearchText.Matches(s.Name, pattern))
            .OrderBy(s => s.Id)
            .Skip(skip)
            .Take(take)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(ct);
        return [.. systems.Select(s => new Choice(s.Id.ToString(), s.Name, s.Id.ToString()))];
    }
}
