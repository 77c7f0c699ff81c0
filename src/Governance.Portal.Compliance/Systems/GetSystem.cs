using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Systems;

/// <summary>Reads one AI system.</summary>
public sealed class GetSystem(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>The system, or that there is none.</summary>
    public async Task<Result<SystemView>> RunAsync(SystemId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is not { } system)
        {
            return SystemRefusals.NotFound;
        }

        var people = await People.ByIdAsync(db, [system.Owner], ct);
        var production =
            system.Models.Count == 0
                ? []
                : await db
                    .Versions.AsNoTracking()
                    .Where(v => system.Models.Contains(v.Model) && v.Stage == Stage.Production)
                    .Select(v => new { v.Model, v.Version })
                    .ToListAsync(ct);
        var newest = await db
            .Assessments.AsNoTracking()
            .Where(a => a.System == id && a.State != AssessmentState.Withdrawn && a.State != AssessmentState.Superseded)
            .OrderByDescending(a => a.Id)
            .Select(a => new { a.Id, a.State })
            .FirstOrDefaultAsync(ct);
        return new SystemView
        {
            Id = system.Id,
            Name = system.Name,
            Purpose = system.Purpose,
            Owner = people.TryGetValue(system.Owner, out var owner) ? owner.Email : system.Owner.ToString(),
            OwnerName = owner?.Name ?? system.Owner.ToString(),
            LifeCycle = system.LifeCycle,
            Roles = system.Roles,
            Supplier = system.Supplier,
            PlacedOn = system.PlacedOn,
            Models = [.. system.Models.Select(m => new SystemModel(m, production.Find(v => v.Model == m)?.Version))],
            Components = system.Components,
            AffectedGroups = system.AffectedGroups,
            Countries = system.Countries,
            DecommissioningPlan = system.DecommissioningPlan,
            BusinessUnit = system.BusinessUnit,
            Assessment = newest?.Id,
            Classification = newest?.State,
            RegisteredAt = system.RegisteredAt,
            RegisteredBy = system.RegisteredBy,
            Revision = system.Revision,
        };
    }

    /// <summary>Active accounts, from which the owner of a system is chosen.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await People.ActiveAsync(db, clock.GetLocalNow(), ct);
    }

    /// <summary>Names of registered models to choose from, at most 500.</summary>
    public async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Models.AsNoTracking().OrderBy(m => m.Name).Select(m => m.Name).Take(500).ToListAsync(ct);
    }
}
