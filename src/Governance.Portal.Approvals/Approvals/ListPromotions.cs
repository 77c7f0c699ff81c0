using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Which promotions a page shows.</summary>
public enum PromotionListKind
{
    /// <summary>Waiting for the person who looks.</summary>
    Mine,

    /// <summary>Open, or approved and not used yet.</summary>
    All,

    /// <summary>Rejected, withdrawn, expired or deployed.</summary>
    Closed,
}

/// <summary>By what a page of promotions is ordered.</summary>
public enum PromotionOrder
{
    Requested,
    Due,
    Id,
}

/// <summary>A promotion in a list.</summary>
public sealed record PromotionRow(
    PromotionId Id,
    string Title,
    string Model,
    string Version,
    Stage From,
    Stage To,
    RiskClass? RiskClass,
    PromotionState State,
    string RequestedByName,
    DateTimeOffset RequestedAt,
    DateTimeOffset DueAt
)
{
    /// <summary>Number of rules by result.</summary>
    public required GateCounts Gates { get; init; }

    /// <summary>The slots, in order.</summary>
    public required IReadOnlyList<SlotView> Slots { get; init; }
}

/// <summary>How many rules passed, were waived, failed or could not be evaluated.</summary>
public sealed record GateCounts(int Passed, int Waived, int Advisory, int Blocking)
{
    /// <summary>Rules that had something to look at.</summary>
    public int Total => Passed + Waived + Advisory + Blocking;
}

/// <summary>A slot in a list.</summary>
/// <param name="Role">The slot.</param>
/// <param name="Status">What its live decision is; null while it waits.</param>
/// <param name="Signer">Who decided.</param>
public sealed record SlotView(SignOffRole Role, SignOffStatus? Status, string? Signer);

/// <summary>A request that is open or approved.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The version.</param>
/// <param name="To">Where it is to go.</param>
public sealed record LivePromotion(PromotionId Id, string Version, Stage To);

/// <summary>Lists promotions for the queue page.</summary>
public sealed class ListPromotions(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Rows on a page.</summary>
    public const int PageSize = 25;

    // One for each stage can be open at a time.
    private const int MostOfVersion = 4;
    private const int MostOfModel = 5;

    /// <summary>What is asked for.</summary>
    public sealed record Query(
        PromotionListKind Kind,
        string? Model = null,
        Stage? To = null,
        PromotionState? State = null,
        PromotionOrder Order = PromotionOrder.Requested,
        bool Descending = true,
        int Page = 1
    );

    /// <summary>A page of rows.</summary>
    public async Task<PageOf<PromotionRow>> RunAsync(Actor actor, Query query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var mine = query.Kind is PromotionListKind.Mine ? await MineAsync(db, actor, ct) : null;
        var filtered = db.PromotionsWithoutBundles()
            .Where(p =>
                (query.Model == null || p.Model == query.Model)
                && (query.To == null || p.To == query.To)
                && (query.State == null || p.State == query.State)
            );
        filtered = query.Kind switch
        {
            // What is kept may be a minute old, in which a request can expire.
            PromotionListKind.Mine => filtered.Where(p => mine!.Contains(p.Id) && p.State == PromotionState.Open && p.ExpiresAt > now),
            PromotionListKind.All => filtered.Where(p => p.State == PromotionState.Open || p.State == PromotionState.Approved),
            PromotionListKind.Closed => filtered.Where(p => p.State != PromotionState.Open && p.State != PromotionState.Approved),
        };
        var total = await filtered.CountAsync(ct);
        var page = await Ordered(filtered, query).Skip((Math.Max(1, query.Page) - 1) * PageSize).Take(PageSize).ToListAsync(ct);
        return new PageOf<PromotionRow>(await RowsAsync(db, page, ct), total);
    }

    /// <summary>The requests of a version that are open or approved; without any, the one that took it furthest, newest first.</summary>
    public async Task<IReadOnlyList<PromotionRow>> OfVersionAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db.PromotionsWithoutBundles()
            .Where(p =>
                p.Model == model
                && p.Version == version
                && (p.State == PromotionState.Open || p.State == PromotionState.Approved || p.State == PromotionState.Deployed)
            )
            .OrderByDescending(p => p.State != PromotionState.Deployed)
            .ThenByDescending(p => p.To)
            .ThenByDescending(p => p.Id)
            .Take(MostOfVersion)
            .ToListAsync(ct);
        var open = found.Where(p => p.State is not PromotionState.Deployed).ToList();
        return found.Count == 0 ? [] : await RowsAsync(db, open.Count > 0 ? open : found[..1], ct);
    }

    /// <summary>Requests of a model: those that are open or approved first, then the newest; at most 5.</summary>
    public async Task<IReadOnlyList<PromotionRow>> OfModelAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db.PromotionsWithoutBundles()
            .Where(p => p.Model == model)
            .OrderByDescending(p => p.State == PromotionState.Open || p.State == PromotionState.Approved)
            .ThenByDescending(p => p.Id)
            .Take(MostOfModel)
            .ToListAsync(ct);
        return found.Count == 0 ? [] : await RowsAsync(db, found, ct);
    }

    /// <summary>The requests of a model that are open or approved, the newest first.</summary>
    public async Task<IReadOnlyList<LivePromotion>> LiveOfModelAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Promotions.AsNoTracking()
            .Where(p => p.Model == model && (p.State == PromotionState.Open || p.State == PromotionState.Approved))
            .OrderByDescending(p => p.Id)
            .Take(PageSize)
            .Select(p => new LivePromotion(p.Id, p.Version, p.To))
            .ToListAsync(ct);
    }

    /// <summary>How many wait for this person.</summary>
    public async Task<int> CountMineAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (await MineAsync(db, actor, ct)).Count;
    }

    /// <summary>Whether any request is open, or approved and not used yet.</summary>
    public async Task<bool> AnyOpenAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Promotions.AnyAsync(p => p.State == PromotionState.Open || p.State == PromotionState.Approved, ct);
    }

    /// <summary>Names of the models that have promotions, for the filter.</summary>
    public async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        // From the models, of which each is asked for one promotion: not from all promotions there ever were.
        return await db
            .Models.AsNoTracking()
            .Where(m => db.Promotions.Any(p => p.Model == m.Name))
            .OrderBy(m => m.Name)
            .Select(m => m.Name)
            .Take(200)
            .ToListAsync(ct);
    }

    // Who is asked is decided by rules that no statement knows, over everything that is open. The badge and the list stand on one reading.
    private Task<IReadOnlyList<PromotionId>> MineAsync(GovernanceDbContext db, Actor actor, CancellationToken ct) =>
        db.KeptAsync<IReadOnlyList<PromotionId>>(
            "asked-of",
            (actor.User, actor.Role),
            FigureBasis.Records,
            async () => [.. (await SlotRules.AskedAsync(db, actor, clock.GetLocalNow(), ct)).Select(asked => asked.Promotion.Id)],
            ct
        );

    /// <summary>The counts of a stored gate result. Policies that are only tried out decide nothing and are not counted.</summary>
    internal static GateCounts Count(GateResult result)
    {
        var dryRun = result.Policies.Where(p => p.Mode is PolicyMode.DryRun).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var found = result.Results.Where(r => r.Outcome is not RuleOutcome.NotApplicable && !dryRun.Contains(r.Policy)).ToList();
        return new GateCounts(
            found.Count(r => r.Outcome is RuleOutcome.Pass),
            found.Count(r => r.Outcome is RuleOutcome.Waived),
            found.Count(r => r.Outcome is RuleOutcome.Fail or RuleOutcome.Error && !r.Blocks),
            found.Count(r => r.Blocks)
        );
    }

    private static IOrderedQueryable<Promotion> Ordered(IQueryable<Promotion> rows, Query query) =>
        (query.Order, query.Descending) switch
        {
            (PromotionOrder.Requested, true) => rows.OrderByDescending(p => p.RequestedAt).ThenByDescending(p => p.Id),
            (PromotionOrder.Requested, false) => rows.OrderBy(p => p.RequestedAt).ThenBy(p => p.Id),
            (PromotionOrder.Due, true) => rows.OrderByDescending(p => p.DueAt).ThenByDescending(p => p.Id),
            (PromotionOrder.Due, false) => rows.OrderBy(p => p.DueAt).ThenBy(p => p.Id),
            (PromotionOrder.Id, true) => rows.OrderByDescending(p => p.Id),
            (PromotionOrder.Id, false) => rows.OrderBy(p => p.Id),
        };

    private static async Task<IReadOnlyList<PromotionRow>> RowsAsync(GovernanceDbContext db, List<Promotion> page, CancellationToken ct)
    {
        var names = page.Select(p => p.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        var runIds = page.Select(p => p.GateRun).ToList();
        var runs = await db.GateRuns.Where(r => runIds.Contains(r.Id)).WithoutInput().ToDictionaryAsync(r => r.Id, ct);
        var people = await ActorNames.LoadAsync(db, page.Select(p => p.RequestedBy), ct);
        return
        [
            .. page.Select(p => new PromotionRow(
                p.Id,
                PromotionLabels.Title(models[p.Model].DisplayName, p.Version, p.To),
                p.Model,
                p.Version,
                p.From,
                p.To,
                models[p.Model].RiskClass,
                p.State,
                people[p.RequestedBy],
                p.RequestedAt,
                p.DueAt
            )
            {
                Gates = Count(runs[p.GateRun].ReadResult()),
                Slots =
                [
                    .. p.RequiredRoles.Select(role =>
                        p.LiveSignOffs.FirstOrDefault(s => s.Role == role) is { } live
                            ? new SlotView(role, live.Status, live.Attestation.PrintedName)
                            : new SlotView(role, null, null)
                    ),
                ],
            }),
        ];
    }
}
