using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>How what runs stands to the policies now, for those who only count.</summary>
public static class PosturesNow
{
    /// <summary>How many deployments stand how.</summary>
    public static async Task<PostureCounts> CountAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var counts = await db
            .Postures.AsNoTracking()
            .Where(p => p.Until == null)
            .GroupBy(p => p.State)
            .Select(g => new { State = g.Key, Count = g.Count() })
            .ToListAsync(ct);
        int Of(PostureState state) => counts.Find(c => c.State == state)?.Count ?? 0;
        var waiting = await db
            .Deployments.AsNoTracking()
            .CountAsync(
                d => d.Stage == Stage.Production && d.Until == null && !db.Postures.Any(p => p.Deployment == d.Id && p.Until == null),
                ct
            );
        return new(Of(PostureState.In), Of(PostureState.Warning), Of(PostureState.Out), waiting);
    }

    /// <summary>How the gravest deployment of each model stands; models that run nowhere are left out.</summary>
    /// <param name="db">A context.</param>
    /// <param name="models">Their names.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyDictionary<string, PostureState>> OfModelsAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> models,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await db
            .Postures.AsNoTracking()
            .Where(p => p.Until == null && models.Contains(p.Model))
            .Select(p => new { p.Model, p.State })
            .Distinct()
            .ToListAsync(ct);
        return found
            .GroupBy(p => p.Model, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(p => p.State), StringComparer.Ordinal);
    }
}

/// <summary>How many deployments stand how.</summary>
/// <param name="In">In policy.</param>
/// <param name="Warning">With rules that fail and do not block.</param>
/// <param name="Out">Out of policy.</param>
/// <param name="Waiting">Not judged yet.</param>
public sealed record PostureCounts(int In, int Warning, int Out, int Waiting)
{
    /// <summary>Deployments in production.</summary>
    public int Total => In + Warning + Out + Waiting;
}
