using Governance.Data;
using Governance.Domain.Documents;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Documents;

/// <summary>Reads the versions of what people wrote.</summary>
public sealed class ReadSections(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Versions answered at most.</summary>
    public const int Most = 100;

    /// <summary>The versions of a point's words, the newest first.</summary>
    public async Task<IReadOnlyList<SectionEntry>> RunAsync(SystemId system, string point, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.SectionEntries.AsNoTracking().Where(e => e.System == system && e.Point == point).OrderByDescending(e => e.Number).Take(Most).ToListAsync(ct);
    }
}
