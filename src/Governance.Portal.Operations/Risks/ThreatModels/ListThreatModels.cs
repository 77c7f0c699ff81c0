using Governance.Data;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>An AI system with the state of its threat model.</summary>
/// <param name="System">The system.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">The newest version; null without a threat model.</param>
/// <param name="State">State of that version; null without a threat model.</param>
/// <param name="ReviewedAt">When a version that still applies was approved; null if there is none.</param>
/// <param name="Threats">Number of threats that the rules suggest for the newest version.</param>
/// <param name="Undecided">Number of threats still to be decided.</param>
/// <param name="OpenPoints">Number of open points.</param>
/// <param name="NextDue">When the next open point is due.</param>
public sealed record ThreatModelRow(
    SystemId System,
    string Name,
    int? Number,
    ThreatModelState? State,
    DateTimeOffset? ReviewedAt,
    int Threats,
    int Undecided,
    int OpenPoints,
    DateOnly? NextDue
);

/// <summary>AI systems that are not retired with their threat models, and those that have none yet.</summary>
public sealed class ListThreatModels(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Systems by id.</summary>
    /// <param name="after">Only with a greater number; null from the first.</param>
    /// <param name="limit">How many, 1 to 500.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ApiPage<ThreatModelRow>> RunAsync(int? after, int limit, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var systems = await db
            .AiSystems.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(s => s.LifeCycle != LifeCycle.Retired && (after == null || (int)(object)s.Id > after))
            .OrderBy(s => s.Id)
            .Take(limit + 1)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(ct);
        var rows = await RowsAsync(db, [.. systems.Take(limit).Select(s => (s.Id, s.Name))], ct);
        return new(rows, systems.Count > limit ? Cursor.Encode(systems[limit - 1].Id.ToString()) : null);
    }

    /// <summary>One system; null when there is none.</summary>
    public async Task<ThreatModelRow?> OfAsync(SystemId system, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var name = await db.AiSystems.AsNoTracking().Where(s => s.Id == system).Select(s => s.Name).SingleOrDefaultAsync(ct);
        return name is null ? null : (await RowsAsync(db, [(system, name)], ct))[0];
    }

    private static async Task<IReadOnlyList<ThreatModelRow>> RowsAsync(
        GovernanceDbContext db,
        IReadOnlyList<(SystemId Id, string Name)> systems,
        CancellationToken ct
    )
    {
        List<SystemId> ids = [.. systems.Select(s => s.Id)];
        var models = db.ThreatModels.AsNoTracking().Where(m => ids.Contains(m.System));
        var newest = await models
            .Where(m => !models.Any(later => later.System == m.System && later.Number > m.Number))
            .Select(m => new
            {
                Model = m,
                // The database keeps one that counts.
                ReviewedAt = models.Where(r => r.System == m.System && r.State == ThreatModelState.Reviewed).Max(r => r.ReviewedAt),
            })
            .ToDictionaryAsync(m => m.Model.System, ct);
        var points = await db
            .ThreatPoints.AsNoTracking()
            .Where(p => ids.Contains(p.System) && p.DoneAt == null)
            .GroupBy(p => p.System)
            .Select(g => new
            {
                System = g.Key,
                Count = g.Count(),
                Next = g.Min(p => p.DueOn),
            })
            .ToDictionaryAsync(g => g.System, ct);
        return
        [
            .. systems.Select(s =>
            {
                var known = newest.GetValueOrDefault(s.Id);
                var model = known?.Model;
                var threats = model is null ? [] : ThreatRules.For(model.Drawing);
                var open = points.GetValueOrDefault(s.Id);
                return new ThreatModelRow(
                    s.Id,
                    s.Name,
                    model?.Number,
                    model?.State,
                    known?.ReviewedAt,
                    threats.Count,
                    model?.Undecided(threats) ?? 0,
                    open?.Count ?? 0,
                    open?.Next
                );
            }),
        ];
    }
}
