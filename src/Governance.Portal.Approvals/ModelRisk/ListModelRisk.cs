using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Which models.</summary>
/// <param name="Tier"><c>tier1</c> to <c>tier4</c>, or <c>none</c> for models whose tier was not assessed.</param>
/// <param name="Findings"><c>open</c> or <c>overdue</c>.</param>
/// <param name="Validation"><c>never</c> for models of which no report is signed, <c>not-fit</c> for those whose newest one says
/// so.</param>
public sealed record ModelRiskFilter(string? Tier = null, string? Findings = null, string? Validation = null);

/// <summary>One model, as the list over all models shows it.</summary>
public sealed record ModelRiskRow
{
    public required string Model { get; init; }

    public required string DisplayName { get; init; }

    public required RiskClass? RiskClass { get; init; }

    /// <summary>The tier in force; null if it was not assessed.</summary>
    public ModelTier? Tier { get; init; }

    /// <summary>True if the tier must be assessed again: the review is due, or the risk class has changed.</summary>
    public bool TierIsStale { get; init; }

    /// <summary>The day by which the tier must be assessed again.</summary>
    public DateOnly? TierReviewOn { get; init; }

    /// <summary>The newest signed validation.</summary>
    public ValidationId? Validation { get; init; }

    public string? ValidatedVersion { get; init; }

    public ValidationConclusion? Conclusion { get; init; }

    public DateTimeOffset? ValidatedAt { get; init; }

    /// <summary>Number of open findings.</summary>
    public int OpenFindings { get; init; }

    /// <summary>Number of overdue findings.</summary>
    public int OverdueFindings { get; init; }

    /// <summary>Severity of the most serious open finding.</summary>
    public FindingSeverity? Gravest { get; init; }

    /// <summary>The day of the next review of the version in production.</summary>
    public DateOnly? NextReview { get; init; }
}

/// <summary>Lists models with tier, last validation, findings and next review: filtered and cut into pages by the database.</summary>
public sealed class ListModelRisk(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>A page for a screen, by name.</summary>
    public async Task<Result<PageOf<ModelRiskRow>>> PageAsync(ModelRiskFilter filter, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filter(db, filter, clock.GetLocalNow());
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        var models = await filtered.Value.OrderBy(m => m.Name).Skip(skip).Take(take).ToListAsync(ct);
        return new PageOf<ModelRiskRow>(await RowsAsync(db, models, ct), total);
    }

    /// <summary>One model; null where there is none.</summary>
    public async Task<ModelRiskRow?> OfAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db.Models.AsNoTracking().Where(m => m.Name == model).ToListAsync(ct);
        return (await RowsAsync(db, found, ct)).SingleOrDefault();
    }

    /// <summary>A page for a program, by name.</summary>
    public async Task<Result<ApiPage<ModelRiskRow>>> RunAsync(ModelRiskFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeAfter();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, after) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filter(db, filter, clock.GetLocalNow());
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var following = after is null ? filtered.Value : filtered.Value.Where(m => string.Compare(m.Name, after) > 0);
        var models = await following.OrderBy(m => m.Name).Take(take + 1).ToListAsync(ct);
        return new ApiPage<ModelRiskRow>(
            await RowsAsync(db, [.. models.Take(take)], ct),
            models.Count > take ? Cursor.Encode(models[take - 1].Name) : null
        );
    }

    /// <summary>Why these words are no filter; null when they are.</summary>
    public async Task<Refusal?> RefusesAsync(ModelRiskFilter filter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return Filter(db, filter, clock.GetLocalNow()).Refusal;
    }

    /// <summary>All of them, page by page, for a file.</summary>
    public async IAsyncEnumerable<ModelRiskRow> AllAsync(ModelRiskFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var page = await RunAsync(filter, new ListQuery { Limit = ListQuery.MaxLimit, Cursor = cursor }, ct);
            if (!page.IsDone)
            {
                yield break;
            }

            foreach (var row in page.Value.Items)
            {
                yield return row;
            }

            cursor = page.Value.NextCursor;
        } while (cursor is not null);
    }

    private static Result<IQueryable<Model>> Filter(GovernanceDbContext db, ModelRiskFilter filter, DateTimeOffset now)
    {
        var models = db.Models.AsNoTracking();
        if (filter.Tier == "none")
        {
            models = models.Where(m => !db.TierAssessments.Any(t => t.Model == m.Name && t.State == TierState.InForce));
        }
        else if (!string.IsNullOrEmpty(filter.Tier))
        {
            if (!WireName.TryParse<ModelTier>(filter.Tier, out var tier))
            {
                return Unknown("tier", $"This must be one of {string.Join(", ", WireName.All<ModelTier>())}, none.");
            }

            models = models.Where(m =>
                db.TierAssessments.Any(t =>
                    t.Model == m.Name
                    && t.State == TierState.InForce
                    && t.Tier == tier
                    && !db.TierAssessments.Any(n =>
                        n.Model == t.Model && n.State == TierState.InForce && (int)(object)n.Id > (int)(object)t.Id
                    )
                )
            );
        }

        switch (filter.Findings)
        {
            case null or "":
                break;
            case "open":
                models = models.Where(m => db.ValidationFindings.Any(f => f.Model == m.Name && f.State == FindingState.Open));
                break;
            case "overdue":
                models = models.Where(m =>
                    db.ValidationFindings.Any(f => f.Model == m.Name && f.State == FindingState.Open && f.DueAt <= now)
                );
                break;
            default:
                return Unknown("findings", $"Permitted values are open and overdue.");
        }

        switch (filter.Validation)
        {
            case null or "":
                break;
            case "never":
                models = models.Where(m => !db.ModelValidations.Any(v => v.Model == m.Name && v.State == ValidationState.Reported));
                break;
            case "not-fit":
                models = models.Where(m =>
                    db.ModelValidations.Any(v =>
                        v.Model == m.Name
                        && v.Report!.Conclusion == ValidationConclusion.NotFit
                        && !db.ModelValidations.Any(n => n.Model == v.Model && n.ClosedAt > v.ClosedAt && n.State == v.State)
                    )
                );
                break;
            default:
                return Unknown("validation", $"Permitted values are never and not-fit.");
        }

        return Result<IQueryable<Model>>.Done(models);
    }

    // A fixed number of queries, however many models the page has.
    private async Task<IReadOnlyList<ModelRiskRow>> RowsAsync(GovernanceDbContext db, IReadOnlyList<Model> models, CancellationToken ct)
    {
        var names = models.Select(m => m.Name).ToList();
        var now = clock.GetLocalNow();
        var tiers = await db
            .TierAssessments.AsNoTracking()
            .Where(t => names.Contains(t.Model) && t.State == TierState.InForce)
            .Select(t => new
            {
                t.Model,
                t.Id,
                t.Tier,
                t.RiskClass,
                t.At,
            })
            .ToListAsync(ct);
        var reports = await db
            .ModelValidations.AsNoTracking()
            .Where(v => names.Contains(v.Model) && v.State == ValidationState.Reported)
            .Select(v => new
            {
                v.Model,
                v.Version,
                v.Id,
                v.ClosedAt,
                v.Report!.Conclusion,
            })
            .ToListAsync(ct);
        var findings = await db
            .ValidationFindings.AsNoTracking()
            .Where(f => names.Contains(f.Model) && f.State == FindingState.Open)
            .Select(f => new
            {
                f.Model,
                f.Severity,
                f.DueAt,
            })
            .ToListAsync(ct);
        var reviews = await db
            .ModelReviews.AsNoTracking()
            .Where(r =>
                names.Contains(r.Model)
                && db.Deployments.Any(d => d.Model == r.Model && d.Version == r.Version && d.Until == null && d.Stage == Stage.Production)
            )
            .Select(r => new
            {
                r.Model,
                r.Id,
                r.RevalidateOn,
            })
            .ToListAsync(ct);
        return
        [
            .. from model in models
            let tier = tiers.Where(t => t.Model == model.Name).MaxBy(t => t.Id.Number)
            let report = reports.Where(r => r.Model == model.Name).MaxBy(r => r.ClosedAt)
            let open = findings.Where(f => f.Model == model.Name).ToList()
            let reviewOn = tier is null ? (DateOnly?)null : TierAssessment.ReviewOnOf(tier.Tier, tier.At)
            select new ModelRiskRow
            {
                Model = model.Name,
                DisplayName = model.DisplayName,
                RiskClass = model.RiskClass,
                Tier = tier?.Tier,
                TierIsStale = tier is not null && (tier.RiskClass != model.RiskClass || now.Day() > reviewOn),
                TierReviewOn = reviewOn,
                Validation = report?.Id,
                ValidatedVersion = report?.Version,
                Conclusion = report?.Conclusion,
                ValidatedAt = report?.ClosedAt,
                OpenFindings = open.Count,
                OverdueFindings = open.Count(f => f.DueAt <= now),
                Gravest = open.Count == 0 ? null : open.Min(f => f.Severity),
                NextReview = reviews.Where(r => r.Model == model.Name).MaxBy(r => r.Id.Number)?.RevalidateOn,
            },
        ];
    }

    private static Refusal Unknown(string field, Sentence sentence) => Refusal.Field("model-risk.filter", field, sentence);
}
