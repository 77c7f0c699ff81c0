using Governance.Data;
using Governance.Domain.Gates;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>How what runs stands to the policies now, for those who count and tell.</summary>
public static class PosturesNow
{
    /// <summary>How many deployments stand how.</summary>
    public static Task<PostureCounts> CountAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.KeptAsync("postures", null, FigureBasis.Records, () => ReadCountsAsync(db, ct), ct);
    }

    private static async Task<PostureCounts> ReadCountsAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var counts = await db
            .Postures.AsNoTracking()
            .Where(p => p.Until == null)
            .GroupBy(p => p.State)
            .Select(g => new { State = g.Key, Count = g.Count() })
            .ToListAsync(ct);
        int Of(PostureState state) => counts.Find(c => c.State == state)?.Count ?? 0;
        var waiting = await db
            .Deployments.AsNoTracking()
            .CountAsync(d => d.Until == null && !db.Postures.Any(p => p.Deployment == d.Id && p.Until == null), ct);
        return new(Of(PostureState.In), Of(PostureState.Warning), Of(PostureState.Out), waiting);
    }

    /// <summary>Deployments that are out of policy: those whose grace ends first come first, those without one last.</summary>
    /// <param name="db">A context.</param>
    /// <param name="most">How many.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<OutOfPolicy>> OutAsync(GovernanceDbContext db, int most, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await db
            .Postures.AsNoTracking()
            .Where(p => p.Until == null && p.State == PostureState.Out)
            .OrderBy(p => p.GraceUntil == null)
            .ThenBy(p => p.GraceUntil)
            .ThenBy(p => p.Id)
            .Take(most)
            .ToListAsync(ct);
        return [.. found.Select(p => new OutOfPolicy(p, [.. p.Findings.Where(f => f.Blocks).OrderBy(f => f.Number)]))];
    }

    /// <summary>How the most serious deployment of each model stands; models that run nowhere are left out.</summary>
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

/// <summary>A deployment that is out of policy.</summary>
/// <param name="Posture">How it stands.</param>
/// <param name="Blocking">The findings that put it there, in their order.</param>
public sealed record OutOfPolicy(Posture Posture, IReadOnlyList<PostureFinding> Blocking);

/// <summary>How many deployments stand how.</summary>
/// <param name="In">In policy.</param>
/// <param name="Warning">With rules that fail and do not block.</param>
/// <param name="Out">Out of policy.</param>
/// <param name="Waiting">Not judged yet.</param>
public sealed record PostureCounts(int In, int Warning, int Out, int Waiting)
{
    /// <summary>Deployments that run.</summary>
    public int Total => In + Warning + Out + Waiting;
}
