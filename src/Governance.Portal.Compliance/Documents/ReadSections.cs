using Governance.Data;
using Governance.Domain.Documents;
using Governance.Domain.Incidents;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents;

/// <summary>Reads the versions of what people wrote.</summary>
public sealed class ReadSections(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Versions answered at most.</summary>
    public const int Most = 100;

    /// <summary>The versions of a point's words, the newest first.</summary>
    /// <param name="system">The system.</param>
    /// <param name="incident">The incident whose report they are for; null for words about the system itself.</param>
    /// <param name="point">The point.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<SectionEntry>> RunAsync(SystemId system, IncidentId? incident, string point, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await Of(db, system, incident)
            .AsNoTracking()
            .Where(e => e.Point == point)
            .OrderByDescending(e => e.Number)
            .Take(Most)
            .ToListAsync(ct);
    }

    /// <summary>
    /// Words of people about a system itself, or for the report of an incident, in whichever of its systems they were begun.
    /// </summary>
    internal static IQueryable<SectionEntry> Of(GovernanceDbContext db, SystemId system, IncidentId? incident)
    {
        var about = incident?.ToString() ?? "";
        return incident is null
            ? db.SectionEntries.Where(e => e.System == system && e.About == about)
            : db.SectionEntries.Where(e => e.About == about);
    }
}
