using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>The models a scope means.</summary>
/// <param name="All">True when it means all, and things of no model too.</param>
/// <param name="Names">Otherwise their names.</param>
/// <param name="System">The AI system whose own records count too; null for none.</param>
internal sealed record ModelScope(bool All, List<string> Names, string? System)
{
    /// <summary>Reads which models a scope means now.</summary>
    public static async Task<ModelScope> OfAsync(GovernanceDbContext db, KpiScope scope, CancellationToken ct)
    {
        if (scope.IsAll)
        {
            return new ModelScope(true, [], null);
        }

        var names = scope.Model is { } model ? new HashSet<string>([model], StringComparer.Ordinal) : null;
        if (scope.System is { } written)
        {
            var id = DisplayId.TryParse<SystemId>(written, out var parsed) ? parsed : default;
            var system = await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);
            names = Narrow(names, system?.Models ?? []);
        }

        if (scope.Owner is { } person)
        {
            var id = DisplayId.TryParse<UserId>(person, out var parsed) ? parsed : default;
            names = Narrow(names, await db.Models.AsNoTracking().Where(m => m.Owner == id).Select(m => m.Name).ToListAsync(ct));
        }

        return new ModelScope(
            false,
            [.. names!.Order(StringComparer.Ordinal)],
            (scope.Model, scope.Owner) is (null, null) ? scope.System : null
        );
    }

    private static HashSet<string> Narrow(HashSet<string>? names, IReadOnlyList<string> to) =>
        names is null ? new HashSet<string>(to, StringComparer.Ordinal) : [.. names.Intersect(to, StringComparer.Ordinal)];
}
