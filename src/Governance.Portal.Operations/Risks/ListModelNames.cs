using Governance.Data;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>Names of models a risk can be about, for forms and filters: at most 500.</summary>
public sealed class ListModelNames(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Runs it.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Models.AsNoTracking().OrderBy(m => m.Name).Select(m => m.Name).Take(500).ToListAsync(ct);
    }
}
