using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.DataScopes;

/// <summary>
/// Reads data scopes as they are now, past the filters of the caller: a system or model that joins a scope is within it at the next action.
/// </summary>
public static class DataScopeReader
{
    /// <summary>What one role of a person reaches; null when it was given for the whole organisation.</summary>
    public static async Task<DataScope?> OfRoleAsync(GovernanceDbContext db, UserId person, string role, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var scope = await db.RoleScopes.AsNoTracking().SingleOrDefaultAsync(s => s.User == person && s.Role == role, ct);
        return scope is null ? null : await OfAsync(db, scope.Systems, scope.Units, [person], ct);
    }

    /// <summary>What a person reaches in any of the roles they hold. Nothing for someone without a role who had a limited one.</summary>
    public static async Task<DataScope?> OfPersonAsync(GovernanceDbContext db, UserId person, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await OfRightsAsync(db, person, [await Identity.AccessReader.RolesOf(db, person.Number).ToListAsync(ct)], ct);
    }

    /// <summary>
    /// What someone reaches with every one of several rights, each given by some of the roles they hold: as far as the narrowest of them.
    /// A role that is not limited carries its rights everywhere.
    /// </summary>
    /// <param name="db">A context.</param>
    /// <param name="person">Who.</param>
    /// <param name="rights">For each right, the roles held that give it.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<DataScope?> OfRightsAsync(
        GovernanceDbContext db,
        UserId person,
        IReadOnlyList<IReadOnlyList<string>> rights,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(rights);
        var scopes = await db.RoleScopes.AsNoTracking().Where(s => s.User == person).ToListAsync(ct);
        DataScope? dataScope = null;
        foreach (var roles in rights.DistinctBy(r => string.Join(',', r.Order(StringComparer.Ordinal)), StringComparer.Ordinal))
        {
            if (scopes.Count > 0 && roles.All(role => scopes.Exists(s => s.Role == role)))
            {
                var given = scopes.FindAll(s => roles.Contains(s.Role, StringComparer.Ordinal));
                dataScope = DataScope.Intersect(
                    dataScope,
                    await OfAsync(db, [.. given.SelectMany(s => s.Systems)], [.. given.SelectMany(s => s.Units)], [person], ct)
                );
            }
        }

        return dataScope;
    }

    private static async Task<DataScope> OfAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemId> named,
        IReadOnlyList<string> units,
        IReadOnlyList<UserId> people,
        CancellationToken ct
    )
    {
        var ids = named.Distinct().ToList();
        var systems = await db
            .AiSystems.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(s => ids.Contains(s.Id) || (s.BusinessUnit != null && units.Contains(s.BusinessUnit)))
            .ToListAsync(ct);
        var texts = systems.Select(s => s.Id.ToString()).ToList();
        var members = await db
            .Models.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(m => m.System != null && texts.Contains(m.System))
            .Select(m => m.Name)
            .ToListAsync(ct);
        var dataScope = new DataScope(systems.Select(s => s.Id), members.Concat(systems.SelectMany(s => s.Models)), units);
        var models = dataScope.Models.ToList();
        // Incidents keep their systems in one column, so they are found here once and not in every query: all of them, however many there
        // are.
        var quoted = dataScope.SystemNames.Select(name => $"\"{name}\"").ToList();
        var incidents = await db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .IgnoreQueryFilters()
            .Where(i =>
                db.IncidentVersions.Any(v => v.Incident == i.Id && models.Contains(v.Model))
                || quoted.Any(name => ((string)(object)EF.Property<List<string>>(i, "_systems")).Contains(name))
            )
            .OrderBy(i => i.Id)
            .Select(i => i.Id)
            .ToListAsync(ct);
        var keys = await db
            .ApiKeys.AsNoTracking()
            .Where(k => k.Owner != null && people.Contains(k.Owner.Value))
            .Select(k => k.Id)
            .ToListAsync(ct);
        return new DataScope(dataScope.Systems, dataScope.Models, dataScope.Units)
        {
            Incidents = incidents,
            Self = [.. people.Select(p => $"user:{p}"), .. keys.Select(k => $"key:{k}")],
            People = people,
        };
    }
}
