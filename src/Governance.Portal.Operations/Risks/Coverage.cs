using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>How far an item of a framework is looked after in one place.</summary>
public enum CoverageState
{
    /// <summary>No open risk is about it.</summary>
    Gap,

    /// <summary>Only risks of a category that is about it; none names it.</summary>
    ByCategory,

    /// <summary>A risk names it, and is not treated yet.</summary>
    Untreated,

    /// <summary>Every risk that names it is treated.</summary>
    Treated,

    /// <summary>A person said why it does not apply, and no open risk names it.</summary>
    NotApplicable,
}

/// <summary>Why an item does not apply in a place.</summary>
/// <param name="Reason">Why; null once erased.</param>
/// <param name="ByName">Who said so.</param>
/// <param name="At">When.</param>
public sealed record CoverageExclusion(string? Reason, string ByName, DateTimeOffset At);

/// <summary>A cell of the matrix.</summary>
/// <param name="State">How the item is covered.</param>
/// <param name="Risks">Number of open risks that name the item, or the same item of the other edition.</param>
/// <param name="ByCategory">Number of open risks in its categories that do not name it.</param>
/// <param name="Worst">Highest residual score of these risks; null if none is assessed.</param>
public sealed record CoverageCell(CoverageState State, int Risks, int ByCategory, int? Worst)
{
    /// <summary>Why the item does not apply; also where a risk names it all the same. Null when no one said so.</summary>
    public CoverageExclusion? Exclusion { get; init; }
}

/// <summary>A row of the matrix.</summary>
/// <param name="Item">The item.</param>
/// <param name="SameAs">The same risk in the other edition, or null.</param>
/// <param name="Cells">One for each place.</param>
public sealed record CoverageRow(FrameworkItem Item, string? SameAs, IReadOnlyList<CoverageCell> Cells)
{
    /// <summary>Items of the other frameworks that it is mapped to.</summary>
    public IReadOnlyList<RiskThreat> Related { get; init; } = [];
}

/// <summary>Which items of a framework the register looks after, and where there are gaps.</summary>
/// <param name="Framework">The framework; its items are the rows.</param>
/// <param name="Places">Models in use, and systems without a registered model or with risks of their own: the columns.</param>
/// <param name="Rows">The rows.</param>
/// <param name="LeftOut">Places beyond those shown.</param>
public sealed record CoverageMatrix(Framework Framework, IReadOnlyList<string> Places, IReadOnlyList<CoverageRow> Rows, int LeftOut)
{
    /// <summary>Those of the places that no one has assessed yet: no open risk is about them, and nothing was excluded.</summary>
    public IReadOnlyList<string> Unassessed { get; init; } = [];

    /// <summary>Places before those shown.</summary>
    public int Skipped { get; init; }

    /// <summary>Models, and systems without a model, that no open risk is about; the first of them by name.</summary>
    public IReadOnlyList<string> Bare { get; init; } = [];

    /// <summary>How many there are of those.</summary>
    public int BareCount { get; init; }
}

/// <summary>Builds the coverage matrix.</summary>
public sealed class CoverThreats(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Most columns of the page.</summary>
    public const int MaxPlaces = 8;

    /// <summary>Most places of an export.</summary>
    public const int MaxExported = 200;

    /// <summary>Most places that are known at all.</summary>
    public const int MaxKnown = 1_000;

    // Places without a risk that are named; the others are counted.
    private const int MaxBare = 20;

    // Risks that are looked at, for one place or all of those shown.
    private const int MaxRisks = 5_000;

    /// <summary>Runs it.</summary>
    /// <param name="framework">Which framework.</param>
    /// <param name="place">Only this model or system; null for all of them.</param>
    /// <param name="ct">Cancels.</param>
    public Task<CoverageMatrix> RunAsync(Framework framework, string? place, CancellationToken ct) =>
        RunAsync(framework, place, 0, MaxPlaces, ct);

    /// <summary>Runs it.</summary>
    /// <param name="framework">Which framework.</param>
    /// <param name="place">Only this model or system; null for all of them.</param>
    /// <param name="skip">Places to leave out before the first one shown.</param>
    /// <param name="most">Most places.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<CoverageMatrix> RunAsync(Framework framework, string? place, int skip, int most, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(framework);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var open = db.Risks.AsNoTracking().Where(r => r.State == RiskState.Open && (r.Model != null || r.SystemId != null));
        // Every page of the matrix stands on all places there are, and on those without a risk.
        var all = place is not null
            ? [place]
            : await db.KeptAsync("coverage-places", framework.Key, FigureBasis.Records, () => PlacesAsync(db, framework, open, ct), ct);
        List<string> places = [.. all.Skip(skip).Take(most)];
        var risks = await open.Where(r => places.Contains((r.Model ?? r.SystemId)!))
            .OrderByDescending(r => r.ResidualScore)
            .Take(MaxRisks)
            .ToListAsync(ct);
        var byPlace = risks.ToLookup(r => r.Model ?? r.SystemId!, StringComparer.Ordinal);
        var key = framework.Key;
        var said = db.ThreatVerdicts.AsNoTracking().Where(v => v.Framework == key && places.Contains(v.Place));
        var excluded = (
            await said.Where(v =>
                    !v.Applies && !said.Any(later => later.Item == v.Item && later.Place == v.Place && later.Number > v.Number)
                )
                .ToListAsync(ct)
        ).ToDictionary(v => (v.Item, v.Place), v => new CoverageExclusion(v.Reason.Text, v.ByName, v.At));
        var (bare, bareCount) = place is not null
            ? ([], 0)
            : await db.KeptAsync("coverage-bare", null, FigureBasis.Records, () => BareAsync(db, ct), ct);
        var now = clock.GetLocalNow();
        return new CoverageMatrix(
            framework,
            places,
            [
                .. framework.Items.Select(item => new CoverageRow(
                    item,
                    Frameworks.Crosswalk.GetValueOrDefault(item.Id),
                    [.. places.Select(p => Cell(item, byPlace[p], excluded.GetValueOrDefault((item.Id, p)), now))]
                )
                {
                    Related = Frameworks.Related(item.Id),
                }),
            ],
            Math.Max(0, all.Count - skip - places.Count)
        )
        {
            Unassessed = [.. places.Where(p => !byPlace[p].Any() && !excluded.Keys.Any(k => k.Place == p))],
            Skipped = Math.Min(skip, all.Count),
            Bare = bare,
            BareCount = bareCount,
        };
    }

    // Every model in use and every system without a registered model has its column, with and without a risk; a system with models has one
    // where a risk names it alone. Language models come first where the list is about them, and then those with most risks.
    private static async Task<IReadOnlyList<string>> PlacesAsync(
        GovernanceDbContext db,
        Framework framework,
        IQueryable<Risk> open,
        CancellationToken ct
    )
    {
        var counted = await open.GroupBy(r => r.Model ?? r.SystemId!)
            .Select(g => new { Place = g.Key, Count = g.Count() })
            .OrderByDescending(g => g.Count)
            .ThenBy(g => g.Place)
            .Take(MaxKnown)
            .ToDictionaryAsync(g => g.Place, g => g.Count, StringComparer.Ordinal, ct);
        var models = await db
            .Models.AsNoTracking()
            // Without a retired version it is in use, whether it has another or none: most models are told by that.
            .Where(m =>
                !db.Versions.Any(v => v.Model == m.Name && v.Stage == Stage.Retired)
                || db.Versions.Any(v => v.Model == m.Name && v.Stage != Stage.Retired)
            )
            .OrderBy(m => m.Name)
            .Select(m => m.Name)
            .Take(MaxKnown)
            .ToListAsync(ct);
        var withModel = await db.Models.AsNoTracking().Where(m => m.System != null).Select(m => m.System!).Distinct().ToListAsync(ct);
        var systems = await db
            .AiSystems.AsNoTracking()
            .Where(s => s.LifeCycle != LifeCycle.Retired)
            .OrderBy(s => s.Id)
            .Take(MaxKnown)
            .ToListAsync(ct);
        List<string> languageModels = framework.Key is Frameworks.Owasp or Frameworks.OwaspNext
            ? await db
                .Evidence.AsNoTracking()
                .Where(e => e.Kind == EvidenceKind.PromptSafety)
                .Select(e => e.Model)
                .Distinct()
                .ToListAsync(ct)
            : [];
        return
        [
            .. models
                .Concat(
                    systems
                        .Where(s => s.Models.Count == 0)
                        .Select(s => s.Id.ToString())
                        .Where(s => !withModel.Contains(s, StringComparer.Ordinal))
                )
                .Concat(counted.Keys)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(p => languageModels.Contains(p, StringComparer.Ordinal))
                .ThenByDescending(p => counted.GetValueOrDefault(p))
                .ThenBy(p => p, StringComparer.Ordinal),
        ];
    }

    // A model is looked after by risks of its own or of its system, a system also by those of its models.
    private static async Task<(IReadOnlyList<string> Names, int Count)> BareAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var open = db.Risks.AsNoTracking().IgnoreAutoIncludes().Where(r => r.State == RiskState.Open);
        // Each by itself: asked for in one condition, they are looked up for every model there is.
        var models = db
            .Models.AsNoTracking()
            .Where(m => !open.Any(r => r.Model == m.Name) && !open.Any(r => m.System != null && r.SystemId == m.System));
        var names = await models.OrderBy(m => m.Name).Select(m => m.Name).Take(MaxBare).ToListAsync(ct);
        var count = names.Count < MaxBare ? names.Count : await models.CountAsync(ct);
        var withRisk = await open.Where(r => r.SystemId != null).Select(r => r.SystemId!).Distinct().ToListAsync(ct);
        var withModel = await db.Models.AsNoTracking().Where(m => m.System != null).Select(m => m.System!).Distinct().ToListAsync(ct);
        var inUse = await db.AiSystems.AsNoTracking().IgnoreAutoIncludes().Where(s => s.LifeCycle != LifeCycle.Retired).ToListAsync(ct);
        // Those that have a column without a risk of their own: what the others do is looked at by their models.
        var systems = inUse
            .Where(s => s.Models.Count == 0)
            .Select(s => s.Id.ToString())
            .Except(withRisk.Concat(withModel), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return ([.. names.Concat(systems).Take(MaxBare)], count + systems.Count);
    }

    private static CoverageCell Cell(FrameworkItem item, IEnumerable<Risk> risks, CoverageExclusion? exclusion, DateTimeOffset now)
    {
        var same = Frameworks.Crosswalk.GetValueOrDefault(item.Id);
        var known = risks.ToList();
        var named = known.Where(r => r.Threats.Any(t => t.Item == item.Id || t.Item == same)).ToList();
        var near = known.Where(r => item.Covers.Contains(r.Category) && !named.Contains(r)).ToList();
        var state =
            named.Count > 0
                ? named.TrueForAll(r => r.IsTreated(now))
                    ? CoverageState.Treated
                    : CoverageState.Untreated
                : exclusion is not null
                    ? CoverageState.NotApplicable
                    : near.Count > 0
                        ? CoverageState.ByCategory
                        : CoverageState.Gap;
        return new(state, named.Count, near.Count, (named.Count > 0 ? named : near).Max(r => r.ResidualScore)) { Exclusion = exclusion };
    }
}
