using Governance.Data;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>The AI systems that a model is part of: what an incident of the model affects, until someone knows better.</summary>
internal sealed class SystemsOfModel(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Their ids.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == name, ct) is not { } model)
        {
            return [];
        }

        var systems = await db
            .AiSystems.Where(s => s.LifeCycle != LifeCycle.Retired)
            .OfModel(model.Name, model.System)
            .OrderBy(s => s.Id)
            .Select(s => s.Id)
            .ToListAsync(ct);
        return [.. systems.Select(s => s.ToString())];
    }
}
