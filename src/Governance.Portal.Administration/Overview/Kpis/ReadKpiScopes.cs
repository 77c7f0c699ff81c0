using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>Something a dashboard can be narrowed to.</summary>
/// <param name="Value">As the query of the address writes it.</param>
/// <param name="Label">For people.</param>
public sealed record KpiScopeChoice(string Value, string Label);

/// <summary>What dashboards can be narrowed to.</summary>
/// <param name="Models">Models.</param>
/// <param name="Systems">AI systems.</param>
/// <param name="Owners">People who answer for a model.</param>
public sealed record KpiScopeChoices(
    IReadOnlyList<KpiScopeChoice> Models,
    IReadOnlyList<KpiScopeChoice> Systems,
    IReadOnlyList<KpiScopeChoice> Owners
);

/// <summary>Reads what dashboards can be narrowed to, at most 500 of each, and puts a scope into words of the language in force.</summary>
public sealed class ReadKpiScopes(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int Most = 500;

    /// <summary>The choices.</summary>
    public async Task<KpiScopeChoices> ChoicesAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.KeptAsync("kpi-scopes", null, FigureBasis.Records, () => ReadAsync(db, ct), ct);
    }

    private static async Task<KpiScopeChoices> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var models = await db.Models.AsNoTracking().OrderBy(m => m.Name).Select(m => m.Name).Take(Most).ToListAsync(ct);
        var systems = await db.AiSystems.AsNoTracking().OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).Take(Most).ToListAsync(ct);
        var ids = await db.Models.AsNoTracking().Select(m => m.Owner).Distinct().OrderBy(o => o).Take(Most).ToListAsync(ct);
        var numbers = ids.ConvertAll(i => i.Number);
        var owners = await db
            .Users.AsNoTracking()
            .Where(u => numbers.Contains(u.Id))
            .OrderBy(u => u.PrintedName)
            .Select(u => new { u.Id, u.PrintedName })
            .ToListAsync(ct);
        return new KpiScopeChoices(
            [.. models.Select(m => new KpiScopeChoice(m, m))],
            [.. systems.Select(s => new KpiScopeChoice(s.Id.ToString(), s.Name))],
            [.. owners.Select(o => new KpiScopeChoice(new UserId(o.Id).ToString(), o.PrintedName))]
        );
    }

    /// <summary>A scope in words: <c>all models</c>, or what narrows it.</summary>
    public async Task<string> WordsAsync(KpiScope scope, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (scope.IsAll)
        {
            return T["all models"];
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var parts = new List<string>();
        if (scope.Model is { } model)
        {
            parts.Add(model);
        }

        if (scope.System is { } system)
        {
            var name = DisplayId.TryParse<SystemId>(system, out var id)
                ? await db.AiSystems.Where(s => s.Id == id).Select(s => s.Name).SingleOrDefaultAsync(ct)
                : null;
            parts.Add(name is null ? system : T["models of {0} ({1})", name, system]);
        }

        if (scope.Owner is { } owner)
        {
            var name = DisplayId.TryParse<UserId>(owner, out var id)
                ? await db.Users.Where(u => u.Id == id.Number).Select(u => u.PrintedName).SingleOrDefaultAsync(ct)
                : null;
            parts.Add(T["models of {0}", name ?? owner]);
        }

        return string.Join(", ", parts);
    }
}
