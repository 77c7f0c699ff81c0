using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Reaches;

/// <summary>Reads what scopes reach now, past the filters of whoever asks: a system or model that joins a scope is reached at the next action.</summary>
public static class ReachReader
{
    private const int MostIncidents = 5_000;

    /// <summary>What one role of a person reaches; null when it was given for the whole organisation.</summary>
    public static async Task<Reach?> OfRoleAsync(GovernanceDbContext db, UserId person, string role, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var scope = await db.RoleScopes.AsNoTracking().SingleOrDefaultAsync(s => s.User == person && s.Role == role, ct);
        return scope is null ? null : await OfAsync(db, scope.Systems, scope.Units, [person], ct);
    }

    /// <summary>What a person reaches in any of the roles they hold: for their keys, which work in no role. Nothing for somebody without a role who had a limited one.</summary>
    public static async Task<Reach?> OfPersonAsync(GovernanceDbContext db, UserId person, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var scopes = await db.RoleScopes.AsNoTracking().Where(s => s.User == person).ToListAsync(ct);
        if (scopes.Count == 0)
        {
            return null;
        }

        var held = await Identity.AccessReader.RolesOf(db, person.Number).ToListAsync(ct);
        return held.Exists(role => scopes.TrueForAll(s => s.Role != role)) ? null
            : await OfAsync(db, [.. scopes.Where(s => held.Contains(s.Role)).SelectMany(s => s.Systems)], [.. scopes.Where(s => held.Contains(s.Role)).SelectMany(s => s.Units)], [person], ct);
    }

    private static async Task<Reach> OfAsync(GovernanceDbContext db, IReadOnlyList<SystemId> named, IReadOnlyList<string> units, IReadOnlyList<UserId> people, CancellationToken ct)
    {
        var ids = named.Distinct().ToList();
        var systems = await db.AiSystems.AsNoTracking().IgnoreQueryFilters().Where(s => ids.Contains(s.Id) || (s.BusinessUnit != null && units.Contains(s.BusinessUnit))).ToListAsync(ct);
        var texts = systems.Select(s => s.Id.ToString()).ToList();
        var members = await db.Models.AsNoTracking().IgnoreQueryFilters().Where(m => m.System != null && texts.Contains(m.System)).Select(m => m.Name).ToListAsync(ct);
        var reach = new Reach(systems.Select(s => s.Id), members.Concat(systems.SelectMany(s => s.Models)), units);
        var models = reach.Models.ToList();
        // Incidents keep their systems in one column, so they are found here once and not in every query.
        var incidents = await db.Incidents.AsNoTracking().IgnoreQueryFilters().OrderByDescending(i => i.Id).Take(MostIncidents)
            .Select(i => new { i.Id, Systems = EF.Property<List<string>>(i, "_systems"), Named = i.Versions.Any(v => models.Contains(v.Model)) }).ToListAsync(ct);
        var keys = await db.ApiKeys.AsNoTracking().Where(k => k.Owner != null && people.Contains(k.Owner.Value)).Select(k => k.Id).ToListAsync(ct);
        return new Reach(reach.Systems, reach.Models, reach.Units)
        {
            Incidents = [.. incidents.Where(i => i.Named || i.Systems.Exists(reach.SystemNames.Contains)).Select(i => i.Id)],
            Self = [.. people.Select(p => $"user:{p}"), .. keys.Select(k => $"key:{k}")],
            People = people,
        };
    }
}
