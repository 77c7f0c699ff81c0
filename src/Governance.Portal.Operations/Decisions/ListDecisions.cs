using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain.Decisions;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>
/// Lists decisions, newest first, page after page from where the last one ended: the thousandth page costs what the first does.
/// </summary>
public sealed class ListDecisions(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    // A page over so many versions is merged from one sorted read each; beyond, one read sorts.
    private const int MaxMerged = 24;

    // One version is kept while what is known of it holds; several are read at once.
    private const int MaxKeptApart = 1;

    /// <summary>Where a page ended.</summary>
    /// <param name="Time">Time of its last decision.</param>
    /// <param name="Number">Its number.</param>
    public readonly record struct Place(DateTimeOffset Time, long Number);

    /// <summary>A page.</summary>
    /// <param name="Items">The decisions.</param>
    /// <param name="Next">Where the next one begins; null at the end.</param>
    public sealed record Page(IReadOnlyList<DecisionItem> Items, Place? Next);

    /// <summary>Reads a page.</summary>
    public async Task<Page> RunAsync(DecisionFilter filter, Place? after, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        // Of all models the sources are those of the page: there are as many as there ever were versions that decide.
        var isNarrow = filter.Model is not null || filter.Version is not null;
        var asked = isNarrow ? await SourcesAsync(db, filter, ct) : null;
        if (asked is { Count: 0 })
        {
            return new Page([], null);
        }

        var rows = await RowsAsync(db, filter, asked?.Keys.ToList(), after, take + 1, ct);
        var page = rows.Take(take).ToList();
        var sources = asked ?? await SourcesAsync(db, page, ct);
        var numbers = page.Select(d => d.Number).ToList();
        var overrides = (
            await db.DecisionOverrides.AsNoTracking().Where(o => numbers.Contains(o.Decision)).OrderBy(o => o.Ordinal).ToListAsync(ct)
        ).ToLookup(o => o.Decision);
        var authorities = await AuthoritiesAsync(db, page.Select(d => d.Source).Distinct().Select(s => sources[s]), ct);
        return new Page(
            [.. page.Select(d => DecisionReading.Item(d, sources[d.Source], overrides[d.Number].LastOrDefault(), authorities[d.Source]))],
            rows.Count > take ? new Place(page[^1].Time, page[^1].Number) : null
        );
    }

    /// <summary>Reads all of it, for an export.</summary>
    public async IAsyncEnumerable<DecisionItem> StreamAsync(DecisionFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        const int Run = 1_000;
        Place? after = null;
        do
        {
            var page = await RunAsync(filter, after, Run, ct);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            after = page.Next;
        } while (after is not null);
    }

    /// <summary>The models and versions that sent decisions, for the filters.</summary>
    public async Task<IReadOnlyList<DecisionSource>> SourcesAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.DecisionSources.AsNoTracking().OrderBy(s => s.Model).ThenBy(s => s.Version).Take(500).ToListAsync(ct);
    }

    private static async Task<Dictionary<int, TrafficAuthority>> AuthoritiesAsync(
        GovernanceDbContext db,
        IEnumerable<DecisionSource> sources,
        CancellationToken ct
    )
    {
        var list = sources.ToList();
        if (list.Count > MaxKeptApart)
        {
            var read = await TrafficAuthorities.ReadAsync(db, [.. list.Select(s => (s.Model, s.Version))], ct);
            return list.ToDictionary(s => s.Id, s => read.GetValueOrDefault((s.Model, s.Version), TrafficAuthority.None));
        }

        var found = new Dictionary<int, TrafficAuthority>();
        foreach (var source in list)
        {
            found[source.Id] = await TrafficAuthorities.OfAsync(db, source.Model, source.Version, ct);
        }

        return found;
    }

    private static async Task<Dictionary<int, DecisionSource>> SourcesAsync(
        GovernanceDbContext db,
        DecisionFilter filter,
        CancellationToken ct
    )
    {
        var all = db.DecisionSources.AsNoTracking().Where(s => filter.Version == null || s.Version == filter.Version);
        if (filter.Model is not { } model)
        {
            return await all.ToDictionaryAsync(s => s.Id, ct);
        }

        var exact = await all.Where(s => s.Model == model).ToDictionaryAsync(s => s.Id, ct);
        return exact.Count > 0 ? exact : await all.Where(s => s.Model.StartsWith(model + "-")).ToDictionaryAsync(s => s.Id, ct);
    }

    private static async Task<Dictionary<int, DecisionSource>> SourcesAsync(
        GovernanceDbContext db,
        List<Decision> page,
        CancellationToken ct
    )
    {
        var ids = page.Select(d => d.Source).Distinct().ToList();
        return ids.Count == 0
            ? []
            : await db.DecisionSources.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct);
    }

    // Of some sources, or of all.
    private static async Task<List<Decision>> RowsAsync(
        GovernanceDbContext db,
        DecisionFilter filter,
        List<int>? sources,
        Place? after,
        int take,
        CancellationToken ct
    )
    {
        if (filter.Overridden is true)
        {
            // Overrides are few: their own index leads, whatever the decisions number.
            var overrides = db.DecisionOverrides.AsNoTracking().Where(o => o.Ordinal == 1);
            overrides = sources is null ? overrides : overrides.Where(o => sources.Contains(o.Source));
            return await Ordered(
                    Filtered(
                        db,
                        filter,
                        after,
                        from o in overrides
                        join d in db.Decisions.AsNoTracking()
                            on new { Number = o.Decision, Time = o.DecisionTime } equals new { d.Number, d.Time }
                        select d
                    )
                )
                .Take(take)
                .ToListAsync(ct);
        }

        if (sources is null || sources.Count > MaxMerged)
        {
            var all = db.Decisions.AsNoTracking();
            return await Ordered(Filtered(db, filter, after, sources is null ? all : all.Where(d => sources.Contains(d.Source))))
                .Take(take)
                .ToListAsync(ct);
        }

        var merged = new List<Decision>();
        foreach (var source in sources)
        {
            merged.AddRange(
                await Ordered(Filtered(db, filter, after, db.Decisions.AsNoTracking().Where(d => d.Source == source)))
                    .Take(take)
                    .ToListAsync(ct)
            );
        }

        return [.. merged.OrderByDescending(d => d.Time).ThenByDescending(d => d.Number).Take(take)];
    }

    private static IQueryable<Decision> Filtered(GovernanceDbContext db, DecisionFilter filter, Place? after, IQueryable<Decision> rows)
    {
        if (after is { } place)
        {
            var (time, number) = place;
            rows = rows.Where(d => d.Time <= time && (d.Time < time || d.Number < number));
        }

        if (filter.From is { } from)
        {
            rows = rows.Where(d => d.Time >= from);
        }

        if (filter.To is { } to)
        {
            rows = rows.Where(d => d.Time < to);
        }

        if (filter.Outcome is { } outcome)
        {
            rows = rows.Where(d => d.Outcome == outcome);
        }

        if (filter.MinConfidence is { } least)
        {
            rows = rows.Where(d => d.Confidence >= least);
        }

        if (filter.MaxConfidence is { } most)
        {
            rows = rows.Where(d => d.Confidence <= most);
        }

        if (filter.Feature is { } feature)
        {
            var whole = $"|{feature}|";
            rows = rows.Where(d => d.Features!.Contains(whole));
        }

        if (filter.Subject is { } subject)
        {
            rows = rows.Where(d => d.Subject == subject);
        }

        return filter.Overridden is false ? rows.Where(d => !db.DecisionOverrides.Any(o => o.Decision == d.Number)) : rows;
    }

    private static IQueryable<Decision> Ordered(IQueryable<Decision> rows) =>
        rows.OrderByDescending(d => d.Time).ThenByDescending(d => d.Number);
}
