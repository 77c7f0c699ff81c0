using Governance.Data;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Risks;

/// <summary>A cell of the heat map.</summary>
/// <param name="Likelihood">1 to 5.</param>
/// <param name="Impact">1 to 5.</param>
/// <param name="Count">Number of open risks in the cell.</param>
public sealed record HeatCell(int Likelihood, int Impact, int Count);

/// <summary>Number of open risks with one treatment.</summary>
/// <param name="Treatment">The treatment; null for risks without a decision.</param>
/// <param name="Count">Number of open risks.</param>
/// <param name="Overdue">Of these, with a step or a review that is overdue.</param>
public sealed record TreatmentCount(RiskTreatment? Treatment, int Count, int Overdue);

/// <summary>The register at the end of a week.</summary>
/// <param name="At">The time.</param>
/// <param name="Open">Number of open risks at that time.</param>
/// <param name="AboveAppetite">Of these, above the appetite they are judged by today.</param>
public sealed record TrendPoint(DateTimeOffset At, int Open, int AboveAppetite);

/// <summary>The register in figures.</summary>
/// <param name="Open">Number of open risks.</param>
/// <param name="AboveAppetite">Of these, above the appetite they are judged by.</param>
/// <param name="Appetite">The appetite of the organisation: a residual score.</param>
/// <param name="NotAssessed">Number of open risks whose residual risk is not assessed.</param>
/// <param name="Inherent">Heat map of the inherent ratings.</param>
/// <param name="Residual">Heat map of the residual ratings.</param>
/// <param name="Treatments">By treatment.</param>
/// <param name="Raised90">Number of risks raised in the last 90 days.</param>
/// <param name="Closed90">Number of risks closed in the last 90 days.</param>
/// <param name="MedianDays">Median number of days from planning a step to its completion, for steps done in the last 90 days; null if
/// there were none.</param>
/// <param name="Trend">The last twelve weeks and now, oldest first.</param>
public sealed record RiskSummary(
    int Open,
    int AboveAppetite,
    int Appetite,
    int NotAssessed,
    IReadOnlyList<HeatCell> Inherent,
    IReadOnlyList<HeatCell> Residual,
    IReadOnlyList<TreatmentCount> Treatments,
    int Raised90,
    int Closed90,
    double? MedianDays,
    IReadOnlyList<TrendPoint> Trend
);

/// <summary>Sums the register up.</summary>
public sealed class SummariseRisks(IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<RisksOptions> options, TimeProvider clock)
{
    private const int Weeks = 12;

    // Plans that are looked at for the median: the newest.
    private const int MaxPlans = 2_000;

    /// <summary>Runs it.</summary>
    /// <param name="model">Only of this model.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<RiskSummary> RunAsync(string? model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return model is null
            ? await db.KeptAsync("risk-summary", options.Value.Appetite, FigureBasis.Records, () => ReadAsync(db, model: null, ct), ct)
            : await ReadAsync(db, model, ct);
    }

    private async Task<RiskSummary> ReadAsync(GovernanceDbContext db, string? model, CancellationToken ct)
    {
        var (now, appetite) = (clock.GetLocalNow(), options.Value.Appetite);
        var recent = now.AddDays(-90);
        var all = db.Risks.AsNoTracking().IgnoreAutoIncludes().Where(r => model == null || r.Model == model);
        var open = all.Where(r => r.State == RiskState.Open);
        var inherent = await open.GroupBy(r => new { L = r.InherentLikelihood, I = r.InherentImpact })
            .Select(g => new HeatCell(g.Key.L, g.Key.I, g.Count()))
            .ToListAsync(ct);
        var residual = await open.Where(r => r.ResidualScore != null)
            .GroupBy(r => new { L = r.ResidualLikelihood!.Value, I = r.ResidualImpact!.Value })
            .Select(g => new HeatCell(g.Key.L, g.Key.I, g.Count()))
            .ToListAsync(ct);
        var treatments = await open.GroupBy(r => r.Treatment)
            .Select(g => new TreatmentCount(g.Key, g.Count(), g.Count(r => r.DueAt < now || r.ReviewAt < now)))
            .ToListAsync(ct);
        return new RiskSummary(
            await open.CountAsync(ct),
            await open.AboveAppetite(db, appetite).CountAsync(ct),
            appetite,
            await open.CountAsync(r => r.ResidualScore == null, ct),
            inherent,
            residual,
            [.. treatments.OrderByDescending(t => t.Count).ThenBy(t => t.Treatment)],
            await all.CountAsync(r => r.RaisedAt >= recent, ct),
            await all.CountAsync(r => r.ClosedAt >= recent, ct),
            await MedianAsync(all, recent, ct),
            await TrendAsync(db, model, now, appetite, ct)
        );
    }

    private static async Task<double?> MedianAsync(IQueryable<Risk> risks, DateTimeOffset since, CancellationToken ct)
    {
        var plans = await risks.OrderByDescending(r => r.Id).Take(MaxPlans).ToListAsync(ct);
        var days = plans
            .SelectMany(r => r.Steps)
            .Where(s => s.DoneAt >= since)
            .Select(s => (s.DoneAt!.Value - s.AddedAt).TotalDays)
            .Order()
            .ToList();
        return days.Count == 0 ? null : (days[(days.Count - 1) / 2] + days[days.Count / 2]) / 2;
    }

    private static async Task<IReadOnlyList<TrendPoint>> TrendAsync(
        GovernanceDbContext db,
        string? model,
        DateTimeOffset now,
        int appetite,
        CancellationToken ct
    )
    {
        DateTimeOffset[] weeks = [.. Enumerable.Range(0, Weeks + 1).Select(i => now.AddDays(7 * (i - Weeks)))];
        var first = weeks[0];
        // A revision holds until the next of its risk, and they are counted without gaps: no revision is looked for in all others.
        var spans =
            from version in db.RiskVersions.AsNoTracking()
            join judged in db.Risks.Judged(db, appetite) on version.Risk equals judged.Risk.Id
            join next in db.RiskVersions
                on new { version.Risk, Revision = version.Revision + 1 } equals new { next.Risk, next.Revision }
                into later
            from next in later.DefaultIfEmpty()
            where version.State == RiskState.Open && (model == null || judged.Risk.Model == model)
            select new
            {
                version.At,
                Until = (DateTimeOffset?)next.At,
                IsAbove = (version.Residual ?? judged.Risk.InherentScore) > judged.Appetite,
            };
        var throughout = await spans
            .Where(s => s.At <= first && s.Until == null)
            .GroupBy(s => s.IsAbove)
            .Select(g => new { IsAbove = g.Key, Count = g.Count() })
            .ToListAsync(ct);
        // What changed in these weeks, a few columns of it.
        var changed = await spans.Where(s => (s.At > first && s.At <= now && s.Until == null) || s.Until > first).ToListAsync(ct);
        var (all, above) = (throughout.Sum(s => s.Count), throughout.Where(s => s.IsAbove).Sum(s => s.Count));
        return
        [
            .. weeks.Select(at =>
            {
                var then = changed.Where(s => s.At <= at && (s.Until is null || s.Until > at)).ToList();
                return new TrendPoint(at, all + then.Count, above + then.Count(s => s.IsAbove));
            }),
        ];
    }
}
