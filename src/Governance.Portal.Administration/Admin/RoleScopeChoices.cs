using Governance.Data;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>What a role can be given for.</summary>
/// <param name="Systems">AI systems by name, those that are retired last.</param>
/// <param name="Units">Business units that systems name.</param>
public sealed record RoleScopeChoices(IReadOnlyList<(string Id, string Name)> Systems, IReadOnlyList<string> Units)
{
    private const int Most = 500;

    /// <summary>Nothing.</summary>
    public static RoleScopeChoices None { get; } = new([], []);

    /// <summary>Reads them.</summary>
    internal static async Task<RoleScopeChoices> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var systems = await db
            .AiSystems.AsNoTracking()
            .OrderBy(s => s.Name)
            .Take(Most)
            .Select(s => new
            {
                s.Id,
                s.Name,
                s.LifeCycle,
            })
            .ToListAsync(ct);
        var units = await db
            .AiSystems.AsNoTracking()
            .Where(s => s.BusinessUnit != null)
            .Select(s => s.BusinessUnit!)
            .Distinct()
            .OrderBy(u => u)
            .Take(Most)
            .ToListAsync(ct);
        return new(
            [.. systems.OrderBy(s => s.LifeCycle is Domain.Systems.LifeCycle.Retired).Select(s => (s.Id.ToString(), s.Name))],
            units
        );
    }
}
