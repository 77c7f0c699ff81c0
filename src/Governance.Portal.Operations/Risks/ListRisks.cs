using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Risks;

/// <summary>Which way a signal goes.</summary>
public enum SignalTrend
{
    /// <summary>Fewer than two readings.</summary>
    Unknown,

    /// <summary>Further from its limit.</summary>
    Falling,

    /// <summary>About the same.</summary>
    Steady,

    /// <summary>Nearer to its limit, or beyond it.</summary>
    Rising,
}

/// <summary>A risk in the register.</summary>
/// <param name="Risk">The risk.</param>
/// <param name="Trend">Direction of its signal.</param>
public sealed record RiskRow(RiskView Risk, SignalTrend Trend);

/// <summary>Reads the register.</summary>
public sealed class ListRisks(IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<RisksOptions> options, TimeProvider clock)
{
    // Readings a trend is read from.
    private const int TrendReadings = 4;

    /// <summary>The appetite of the organisation.</summary>
    public int Appetite => options.Value.Appetite;

    /// <summary>Open risks above the appetite they are judged by.</summary>
    public async Task<int> CountAboveAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var appetite = options.Value.Appetite;
        return await db.KeptAsync(
            "risks-above-appetite",
            appetite,
            FigureBasis.Records,
            () => db.Risks.Where(r => r.State == RiskState.Open).AboveAppetite(db, appetite).IgnoreAutoIncludes().CountAsync(ct),
            ct
        );
    }

    /// <summary>Open risks of a model, and how many of them are above the appetite they are judged by.</summary>
    public async Task<(int Open, int Above)> CountOfModelAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var appetite = options.Value.Appetite;
        var open = db.Risks.Where(r => r.Model == model && r.State == RiskState.Open).IgnoreAutoIncludes();
        return (await open.CountAsync(ct), await open.AboveAppetite(db, appetite).CountAsync(ct));
    }

    /// <summary>One risk.</summary>
    public async Task<Result<RiskView>> GetAsync(RiskId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Risks.AsNoTracking().Where(r => r.Id == id).Judged(db, Appetite).SingleOrDefaultAsync(ct) is { } risk
            ? (await ViewsAsync(db, [risk], ct))[0]
            : RiskRefusals.NotFound;
    }

    /// <summary>A page for the screen.</summary>
    public async Task<PageOf<RiskRow>> PageAsync(
        RiskFilter filter,
        RiskOrder order,
        bool descending,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var risks = filter.Apply(db, Appetite);
        var total = await risks.CountAsync(ct);
        var page = Ordered(risks, order, descending).Skip(skip).Take(take);
        var views = await ViewsAsync(db, await page.Judged(db, Appetite).ToListAsync(ct), ct);
        var trends = await TrendsAsync(db, [.. views.Select(v => v.Signal?.Monitor).OfType<MonitorId>().Distinct()], ct);
        return new(
            [
                .. views.Select(v => new RiskRow(
                    v,
                    v.Signal?.Monitor is { } monitor ? trends.GetValueOrDefault(monitor) : SignalTrend.Unknown
                )),
            ],
            total
        );
    }

    /// <summary>A page for programs, the newest first.</summary>
    public async Task<ApiPage<RiskView>> RunAsync(RiskFilter filter, int? below, int limit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await filter
            .Apply(db, Appetite)
            .Where(r => below == null || (int)(object)r.Id < below)
            .OrderByDescending(r => r.Id)
            .Take(limit + 1)
            .Judged(db, Appetite)
            .ToListAsync(ct);
        return new(
            await ViewsAsync(db, found.Take(limit), ct),
            found.Count > limit ? Cursor.Encode(found[limit - 1].Risk.Id.ToString()) : null
        );
    }

    /// <summary>Every risk of a filter, in the order of their ids, a stretch at a time.</summary>
    public async IAsyncEnumerable<RiskView> AllAsync(
        RiskFilter filter,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        var last = 0;
        while (true)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            var stretch = await filter
                .Apply(db, Appetite)
                .Where(r => (int)(object)r.Id > last)
                .OrderBy(r => r.Id)
                .Take(500)
                .Judged(db, Appetite)
                .ToListAsync(ct);
            foreach (var view in await ViewsAsync(db, stretch, ct))
            {
                yield return view;
            }

            if (stretch.Count < 500)
            {
                yield break;
            }

            last = stretch[^1].Risk.Id.Number;
        }
    }

    /// <summary>People who can be made owners: the active ones, by name, at most 500.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await People.ActiveAsync(db, clock.GetLocalNow(), ct);
    }

    // Of each monitor the newest reading and the last of the newest few, by one statement for the whole page.
    private static async Task<Dictionary<MonitorId, SignalTrend>> TrendsAsync(
        GovernanceDbContext db,
        List<MonitorId> monitors,
        CancellationToken ct
    )
    {
        var ends = await db
            .Monitors.AsNoTracking()
            .Where(m => monitors.Contains(m.Id))
            .Select(m => new
            {
                m.Id,
                Readings = db
                    .MonitorReadings.Where(r => r.Monitor == m.Id && r.Value != null)
                    .OrderByDescending(r => r.Start)
                    .ThenByDescending(r => r.Id)
                    .Take(TrendReadings)
                    .Count(),
                Now = db
                    .MonitorReadings.Where(r => r.Monitor == m.Id && r.Value != null)
                    .OrderByDescending(r => r.Start)
                    .ThenByDescending(r => r.Id)
                    .Select(r => r.Value)
                    .FirstOrDefault(),
                Before = db
                    .MonitorReadings.Where(r => r.Monitor == m.Id && r.Value != null)
                    .OrderByDescending(r => r.Start)
                    .ThenByDescending(r => r.Id)
                    .Take(TrendReadings)
                    .OrderBy(r => r.Start)
                    .ThenBy(r => r.Id)
                    .Select(r => r.Value)
                    .FirstOrDefault(),
            })
            .ToListAsync(ct);
        return ends.ToDictionary(e => e.Id, e => e.Readings < 2 ? SignalTrend.Unknown : Trend(e.Now!.Value, e.Before!.Value));
    }

    private static SignalTrend Trend(double now, double before)
    {
        // A tenth of the size of the values themselves is noise to the eye.
        var step = Math.Abs(now - before) / Math.Max(Math.Max(Math.Abs(now), Math.Abs(before)), 1e-9);
        return step < 0.1 ? SignalTrend.Steady
            : Math.Abs(now) > Math.Abs(before) ? SignalTrend.Rising
            : SignalTrend.Falling;
    }

    private async Task<IReadOnlyList<RiskView>> ViewsAsync(GovernanceDbContext db, IEnumerable<JudgedRisk> risks, CancellationToken ct)
    {
        var list = risks.ToList();
        var people = await People.ByIdAsync(
            db,
            list.Select(r => r.Risk.Owner).Concat(list.Select(r => r.Risk.ControlOwner).OfType<UserId>()),
            ct
        );
        var now = clock.GetLocalNow();
        return [.. list.Select(r => RiskView.Of(r.Risk, people, r.Appetite, now))];
    }

    private static IOrderedQueryable<Risk> Ordered(IQueryable<Risk> risks, RiskOrder order, bool descending) =>
        (order, descending) switch
        {
            // What is not assessed has no such score to be sorted by: it comes last either way, the largest inherent one first.
            (RiskOrder.Residual, true) => risks
                .OrderBy(r => r.ResidualScore == null)
                .ThenByDescending(r => r.ResidualScore)
                .ThenByDescending(r => r.InherentScore)
                .ThenBy(r => r.Id),
            (RiskOrder.Residual, false) => risks
                .OrderBy(r => r.ResidualScore == null)
                .ThenBy(r => r.ResidualScore)
                .ThenByDescending(r => r.InherentScore)
                .ThenBy(r => r.Id),
            (RiskOrder.Inherent, true) => risks.OrderByDescending(r => r.InherentScore).ThenBy(r => r.Id),
            (RiskOrder.Inherent, false) => risks.OrderBy(r => r.InherentScore).ThenBy(r => r.Id),
            (RiskOrder.Title, true) => risks.OrderByDescending(r => r.Title).ThenBy(r => r.Id),
            (RiskOrder.Title, false) => risks.OrderBy(r => r.Title).ThenBy(r => r.Id),
            // What has no plan comes last either way.
            (RiskOrder.Due, true) => risks.OrderBy(r => r.DueAt == null).ThenByDescending(r => r.DueAt).ThenBy(r => r.Id),
            (RiskOrder.Due, false) => risks.OrderBy(r => r.DueAt == null).ThenBy(r => r.DueAt).ThenBy(r => r.Id),
            (RiskOrder.Review, true) => risks.OrderByDescending(r => r.ReviewAt).ThenBy(r => r.Id),
            (RiskOrder.Review, false) => risks.OrderBy(r => r.ReviewAt).ThenBy(r => r.Id),
            (RiskOrder.Id, true) => risks.OrderByDescending(r => r.Id),
            (RiskOrder.Id, false) => risks.OrderBy(r => r.Id),
        };
}
