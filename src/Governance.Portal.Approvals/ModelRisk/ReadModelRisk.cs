using System.Linq.Expressions;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>What is on record of a model's risk, as its page shows it: the newest of each kind.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="RiskClass">Its risk class today.</param>
/// <param name="Tiers">Assessments of its tier, the newest first.</param>
/// <param name="Validations">Its validations, the newest first.</param>
/// <param name="Findings">Open findings first, what is due first at the top.</param>
/// <param name="Changes">Decisions on changes, the newest first.</param>
/// <param name="Overlays">What is in use or proposed first.</param>
/// <param name="Versions">Its versions that are not retired, the newest first.</param>
/// <param name="InProduction">The version in production; null where none runs.</param>
/// <param name="NextReview">The day of its next review in use; null where none is set.</param>
public sealed record ModelRiskRecord(
    string Name,
    RiskClass? RiskClass,
    IReadOnlyList<TierView> Tiers,
    IReadOnlyList<ValidationView> Validations,
    IReadOnlyList<FindingView> Findings,
    IReadOnlyList<ModelChangeView> Changes,
    IReadOnlyList<OverlayView> Overlays,
    IReadOnlyList<string> Versions,
    string? InProduction,
    DateOnly? NextReview
)
{
    /// <summary>The assessment that counts.</summary>
    public TierView? Tier => Tiers.FirstOrDefault(t => t.State is TierState.InForce);

    /// <summary>A lower tier that waits for a second person.</summary>
    public TierView? Waiting => Tiers.FirstOrDefault(t => t.State is TierState.Proposed);

    /// <summary>The name that people know it by.</summary>
    public required string DisplayName { get; init; }

    /// <summary>True when the tier is to be assessed again: its day is over, or the risk class has changed.</summary>
    public bool TierIsStale { get; init; }
}

/// <summary>Reads tiers, validations, findings, changes and overlays of one model.</summary>
public sealed class ReadModelRisk(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Most rows of each kind on a page; the interface has all.</summary>
    private const int Most = 50;

    /// <summary>What the page of a model shows; null when there is no such model.</summary>
    public async Task<ModelRiskRecord?> OfAsync(string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == name, ct) is not { } model)
        {
            return null;
        }

        var now = clock.GetLocalNow();
        var today = now.Day();
        var tiers = await Newest(db.TierAssessments.Where(t => t.Model == name)).OrderByDescending(t => t.Id).Take(Most).ToListAsync(ct);
        var validations = await Newest(db.ModelValidations.Where(v => v.Model == name))
            .OrderByDescending(v => v.Id)
            .Take(Most)
            .ToListAsync(ct);
        var findings = await Newest(db.ValidationFindings.Where(f => f.Model == name))
            .OrderBy(f => f.ClosedAt != null)
            .ThenBy(f => f.DueAt)
            .ThenBy(f => f.Id)
            .Take(Most)
            .ToListAsync(ct);
        var changes = await Newest(db.ModelChanges.Where(c => c.Model == name)).OrderByDescending(c => c.Id).Take(Most).ToListAsync(ct);
        var overlays = await Newest(db.ModelOverlays.Where(o => o.Model == name))
            .OrderBy(o => o.EndedAt != null)
            .ThenBy(o => o.ReviewOn)
            .ThenBy(o => o.Id)
            .Take(Most)
            .ToListAsync(ct);
        var versions = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == name && v.Stage != Stage.Retired)
            .OrderByDescending(v => v.Number)
            .Select(v => v.Version)
            .Take(Most)
            .ToListAsync(ct);
        return new ModelRiskRecord(
            model.Name,
            model.RiskClass,
            [.. tiers.Select(TierView.Of)],
            [.. validations.Select(v => ValidationView.Of(v, today))],
            [.. findings.Select(f => FindingView.Of(f, now))],
            [.. changes.Select(ModelChangeView.Of)],
            [.. overlays.Select(o => OverlayView.Of(o, today))],
            versions,
            await JudgeChange.InProductionAsync(db, name, ct),
            await NextReviewAsync(db, name, ct)
        )
        {
            DisplayName = model.DisplayName,
            TierIsStale = TierAssessment.Current(tiers)?.IsStale(model.RiskClass, now) is true,
        };
    }

    /// <summary>The version in production and the newest decision on a version's change: what the page of the version shows.</summary>
    public async Task<(string? InProduction, ModelChangeView? Change)> ChangeAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var newest = await db
            .ModelChanges.AsNoTracking()
            .Where(c => c.Model == model && c.Version == version)
            .OrderByDescending(c => c.Id)
            .FirstOrDefaultAsync(ct);
        return (await JudgeChange.InProductionAsync(db, model, ct), newest is null ? null : ModelChangeView.Of(newest));
    }

    /// <summary>People one may name as owner or validator.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await People.ActiveAsync(db, clock.GetLocalNow(), ct);
    }

    /// <summary>Assessments of a model's tier, the newest first.</summary>
    public Task<Result<ApiPage<TierView>>> TiersAsync(string model, ListQuery query, CancellationToken ct) =>
        PageAsync<TierAssessment, TierAssessmentId, TierView>(
            model,
            query,
            (db, below) => db.TierAssessments.Where(t => t.Model == model && (below == null || (int)(object)t.Id < below)),
            t => t.Id,
            TierView.Of,
            ct
        );

    /// <summary>Validations of a model, the newest first.</summary>
    public Task<Result<ApiPage<ValidationView>>> ValidationsAsync(string model, ListQuery query, CancellationToken ct) =>
        PageAsync<ModelValidation, ValidationId, ValidationView>(
            model,
            query,
            (db, below) => db.ModelValidations.Where(v => v.Model == model && (below == null || (int)(object)v.Id < below)),
            v => v.Id,
            v => ValidationView.Of(v, clock.Today()),
            ct
        );

    /// <summary>Findings of a model, the newest first.</summary>
    public Task<Result<ApiPage<FindingView>>> FindingsAsync(string model, ListQuery query, CancellationToken ct) =>
        PageAsync<ValidationFinding, FindingId, FindingView>(
            model,
            query,
            (db, below) => db.ValidationFindings.Where(f => f.Model == model && (below == null || (int)(object)f.Id < below)),
            f => f.Id,
            f => FindingView.Of(f, clock.GetLocalNow()),
            ct
        );

    /// <summary>Decisions on changes of a model, the newest first.</summary>
    public Task<Result<ApiPage<ModelChangeView>>> ChangesAsync(string model, ListQuery query, CancellationToken ct) =>
        PageAsync<ModelChange, ModelChangeId, ModelChangeView>(
            model,
            query,
            (db, below) => db.ModelChanges.Where(c => c.Model == model && (below == null || (int)(object)c.Id < below)),
            c => c.Id,
            ModelChangeView.Of,
            ct
        );

    /// <summary>Overlays and limitations of a model, the newest first.</summary>
    public Task<Result<ApiPage<OverlayView>>> OverlaysAsync(string model, ListQuery query, CancellationToken ct) =>
        PageAsync<ModelOverlay, OverlayId, OverlayView>(
            model,
            query,
            (db, below) => db.ModelOverlays.Where(o => o.Model == model && (below == null || (int)(object)o.Id < below)),
            o => o.Id,
            o => OverlayView.Of(o, clock.Today()),
            ct
        );

    /// <summary>One validation of a model.</summary>
    public async Task<Result<ValidationView>> ValidationAsync(string model, ValidationId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.ModelValidations.AsNoTracking().SingleOrDefaultAsync(v => v.Model == model && v.Id == id, ct) is { } found
            ? ValidationView.Of(found, clock.Today())
            : ValidationRefusals.NotFound;
    }

    // The day that the newest review of what serves has set.
    internal static Task<DateOnly?> NextReviewAsync(GovernanceDbContext db, string model, CancellationToken ct) =>
        db
            .ModelReviews.AsNoTracking()
            .Where(r =>
                r.Model == model
                && db.Deployments.Any(d => d.Model == r.Model && d.Version == r.Version && d.Until == null && d.Stage == Stage.Production)
            )
            .OrderByDescending(r => r.Id)
            .Select(r => r.RevalidateOn)
            .FirstOrDefaultAsync(ct);

    private static IQueryable<T> Newest<T>(IQueryable<T> rows)
        where T : class => rows.AsNoTracking();

    private async Task<Result<ApiPage<TView>>> PageAsync<TRow, TId, TView>(
        string model,
        ListQuery query,
        Func<GovernanceDbContext, int?, IQueryable<TRow>> rows,
        Expression<Func<TRow, TId>> id,
        Func<TRow, TView> view,
        CancellationToken ct
    )
        where TRow : class
        where TId : struct, IDisplayId<TId>
    {
        var asked = query.TakeBelow<TId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.Models.AnyAsync(m => m.Name == model, ct))
        {
            return ModelRefusals.NotFound(model);
        }

        var found = await rows(db, below).AsNoTracking().OrderByDescending(id).Take(take + 1).ToListAsync(ct);
        return new ApiPage<TView>(
            [.. found.Take(take).Select(view)],
            found.Count > take ? Cursor.Encode(DisplayId.Format(id.Compile()(found[take - 1]))) : null
        );
    }
}
