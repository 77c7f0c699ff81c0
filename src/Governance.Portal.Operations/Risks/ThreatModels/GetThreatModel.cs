using Governance.Data;
using Governance.Domain;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>Reads the threat model of a system.</summary>
public sealed class GetThreatModel(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Most points that are shown.</summary>
    public const int MaxPoints = 200;

    /// <summary>Most versions of the history.</summary>
    public const int MaxVersions = 50;

    /// <summary>Reads it.</summary>
    /// <param name="system">The system.</param>
    /// <param name="number">Which version; the newest when null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ThreatModelView>> RunAsync(SystemId system, int? number, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var name = await NameAsync(db, system, ct);
        if (name is null)
        {
            return SystemRefusals.NotFound;
        }

        var model = await db
            .ThreatModels.AsNoTracking()
            .Where(m => m.System == system && (number == null || m.Number == number))
            .OrderByDescending(m => m.Number)
            .FirstOrDefaultAsync(ct);
        if (model is null)
        {
            return ThreatRefusals.NotFound;
        }

        var versions = await db
            .ThreatModels.AsNoTracking()
            .Where(m => m.System == system)
            .OrderByDescending(m => m.Number)
            .Take(MaxVersions)
            .Select(m => new ThreatModelVersionView(
                m.Number,
                m.Id,
                m.State,
                m.ChangedAt,
                m.SubmittedByName,
                m.ReviewedByName,
                m.ReviewedAt
            ))
            .ToListAsync(ct);
        return await ViewAsync(db, model, name, versions, ct);
    }

    /// <summary>The system's name; null when there is none.</summary>
    public async Task<string?> SystemNameAsync(SystemId system, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await NameAsync(db, system, ct);
    }

    /// <summary>Whom one may choose as the owner of a point.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await People.ActiveAsync(db, clock.GetLocalNow(), ct);
    }

    /// <summary>Open risks about a system or one of its models, which decisions may name: at most 200, the newest first.</summary>
    public async Task<IReadOnlyList<(RiskId Id, string Title)>> RisksAsync(SystemId system, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var id = system.ToString();
        var models = (await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == system, ct))?.Models ?? [];
        var risks = await db
            .Risks.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r => r.State == RiskState.Open && (r.SystemId == id || (r.Model != null && models.Contains(r.Model))))
            .OrderByDescending(r => r.Id)
            .Take(200)
            .Select(r => new { r.Id, r.Title })
            .ToListAsync(ct);
        return [.. risks.Select(r => (r.Id, r.Title))];
    }

    private static Task<string?> NameAsync(GovernanceDbContext db, SystemId system, CancellationToken ct) =>
        db.AiSystems.AsNoTracking().Where(s => s.Id == system).Select(s => (string?)s.Name).SingleOrDefaultAsync(ct);

    private async Task<ThreatModelView> ViewAsync(
        GovernanceDbContext db,
        ThreatModel model,
        string name,
        IReadOnlyList<ThreatModelVersionView> versions,
        CancellationToken ct
    )
    {
        var now = clock.GetLocalNow();
        var risks = await RisksAsync(db, [.. model.Decisions.Select(d => d.RiskId).OfType<RiskId>().Distinct()], now, ct);
        var (drawing, threats) = (model.Drawing, ThreatRules.For(model.Drawing));
        var suggested = threats.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        var decisions = model.Decisions.ToDictionary(d => d.Threat, StringComparer.Ordinal);
        return new()
        {
            Id = model.Id,
            System = model.System,
            SystemName = name,
            Number = model.Number,
            State = model.State,
            Boundaries = drawing.Boundaries,
            Components = drawing.Components,
            Flows = [.. drawing.Flows.Select(f => new DataFlowView(f.Key, f.From, f.To, f.Data, f.Sensitivity, drawing.Crosses(f)))],
            Threats =
            [
                .. threats.Select(t => new ThreatView(
                    t.Id,
                    t.Rule.Title,
                    t.Rule.Why,
                    t.Element,
                    ThreatModelView.NameOf(drawing, t.Element),
                    t.Rule.Category,
                    t.Rule.Threats,
                    t.Rule.Mitigations,
                    decisions.GetValueOrDefault(t.Id) is { } decision ? View(decision, decision.Basis == t.Basis) : null
                )),
            ],
            Kept =
            [
                .. model.Decisions.Where(d => !suggested.Contains(d.Threat)).Select(d => new KeptDecisionView(d.Threat, View(d, true))),
            ],
            Points = await PointsAsync(db, model.System, now.Day(), ct),
            Versions = versions,
            Undecided = model.Undecided(threats),
            Rules = ThreatRules.Edition,
            SubmittedRules = model.Rules,
            ContentSha256 = model.ContentSha256,
            SubmittedAt = model.SubmittedAt,
            SubmittedBy = model.SubmittedByName,
            ReviewedAt = model.ReviewedAt,
            ReviewedBy = model.ReviewedByName,
            Review = model.Review?.Text,
            Revision = model.Revision,
        };

        ThreatDecisionView View(ThreatDecision decision, bool isCurrent) =>
            new(
                decision.Kind,
                decision.Reason,
                decision.RiskId is { } id ? risks.GetValueOrDefault(id) : null,
                decision.ByName,
                decision.At,
                isCurrent
            );
    }

    private static async Task<Dictionary<RiskId, ThreatRiskView>> RisksAsync(
        GovernanceDbContext db,
        List<RiskId> ids,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        ids.Count == 0
            ? []
            : (await db.Risks.AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(ct)).ToDictionary(
                r => r.Id,
                r => new ThreatRiskView(r.Id, r.Title, r.State, r.Acceptance?.Counts(now) is true)
            );

    private static async Task<IReadOnlyList<ThreatPointView>> PointsAsync(
        GovernanceDbContext db,
        SystemId system,
        DateOnly today,
        CancellationToken ct
    )
    {
        var points = await db
            .ThreatPoints.AsNoTracking()
            .Where(p => p.System == system)
            .OrderBy(p => p.DoneAt != null)
            .ThenBy(p => p.DueOn)
            .ThenBy(p => p.Number)
            .Take(MaxPoints)
            .ToListAsync(ct);
        var people = await People.ByIdAsync(db, points.Select(p => p.Owner), ct);
        return
        [
            .. points.Select(p => new ThreatPointView(
                p.Number,
                p.Text,
                p.Threat,
                people.TryGetValue(p.Owner, out var owner) ? owner.Name : p.Owner.ToString(),
                p.DueOn,
                p.IsOverdue(today),
                p.Outcome,
                p.DoneByName,
                p.DoneAt
            )),
        ];
    }
}
