using System.Globalization;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Retirements;
using Governance.Portal.Features.Approvals;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Features.Overrides;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Words;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Overview;

/// <summary>Something that waits for a person.</summary>
/// <param name="Promotion">The promotion it is about.</param>
/// <param name="Title">What it is.</param>
/// <param name="About">A second line: how far it is.</param>
/// <param name="Asked">What is asked of the person.</param>
/// <param name="RiskClass">The model's risk class.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="DueAt">By when.</param>
public sealed record QueueItem(
    PromotionId Promotion,
    string Title,
    string About,
    string Asked,
    RiskClass? RiskClass,
    DateTimeOffset Since,
    DateTimeOffset DueAt
)
{
    /// <summary>Its readable id.</summary>
    public string Id { get; init; } = Promotion.ToString();

    /// <summary>Where it is done.</summary>
    public string Href { get; init; } = $"/approvals/{Promotion}";
}

/// <summary>A person's queue.</summary>
/// <param name="Items">What waits for them: overdue first, then by due time.</param>
/// <param name="OpenWithOthers">Approvals that are open and wait for somebody else.</param>
public sealed record Queue(IReadOnlyList<QueueItem> Items, int OpenWithOthers);

/// <summary>Reads what waits for a person.</summary>
public sealed class MyQueue(IDbContextFactory<GovernanceDbContext> dbFactory, AskedOfIncidents incidents, TimeProvider clock)
{
    /// <summary>Reads.</summary>
    public async Task<Queue> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        var person = access.IsDone ? access.Value.Person : null;
        var asked = await SlotRules.AskedAsync(db, actor, now, ct);
        var items = asked.Select(slot => ToSign(slot, person!.Value)).ToList();
        if (person is { } requester && access.Value.Has(Permission.RequestPromotion))
        {
            items.AddRange(await OfRequesterAsync(db, requester, items, ct));
        }

        var open = await db.Promotions.CountAsync(p => p.State == PromotionState.Open, ct);
        var mine = items.Count(i => i.Asked != Deploy);
        if (person is not null && access.Value.Has(Permission.ReviewOverride))
        {
            items.AddRange(await OverridesToReviewAsync(db, ct));
        }

        if (person is { } offered && access.Value.Actor.Kind is ActorKind.User)
        {
            items.AddRange(await DelegationsOfferedAsync(db, offered, now, ct));
        }

        if (person is { } answering && access.Value.Has(Permission.ReadApprovals))
        {
            items.AddRange(await OverridesToSettleAsync(db, answering, access.Value.Has(Permission.ReviewOverride), ct));
        }

        if (person is { } owner && access.Value.Has(Permission.ManageMonitors))
        {
            items.AddRange(await AlertsToReviewAsync(db, owner, now, ct));
        }

        if (person is { } responder && access.Value.Has(Permission.WriteIncidents))
        {
            items.AddRange(
                (await incidents.RunAsync(responder, access.Value.Has(Permission.ConfirmIncidentClass), ct)).Select(i => new QueueItem(
                    default,
                    i.Title,
                    $"{WireName.Of(i.State)}{(i.Drill ? ", drill" : "")}",
                    i.Asked,
                    i.RiskClass,
                    i.Since,
                    i.DueAt
                )
                {
                    Id = i.Id.ToString(),
                    Href = $"/incidents/{i.Id}",
                })
            );
        }

        if (person is { } worker && access.Value.Has(Permission.RequestRetirement))
        {
            items.AddRange(await RetirementTasksAsync(db, worker, ct));
        }

        if (person is { } confirmer && access.Value.Has(Permission.ConfirmAccess))
        {
            items.AddRange(await AccessToConfirmAsync(db, confirmer, now, ct));
        }

        // Overdue comes first by itself: its due time is the earliest.
        return new Queue([.. items.OrderBy(i => i.DueAt).ThenBy(i => i.Promotion.Number)], open - mine);
    }

    private const string Deploy = "Deploy";

    private static readonly TimeSpan s_confirmWithin = TimeSpan.FromDays(1);

    // One item a person, whatever waits of their access.
    private static async Task<IReadOnlyList<QueueItem>> AccessToConfirmAsync(
        GovernanceDbContext db,
        UserId confirmer,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var waiting = (await AccessGivers.WaitingAsync(db, null, now, ct))
            .Where(w => w.User != confirmer && w.By != confirmer)
            .GroupBy(w => w.User)
            .Take(100)
            .ToList();
        var ids = waiting.ConvertAll(g => g.Key.Number);
        var names =
            ids.Count == 0
                ? []
                : await db
                    .Users.AsNoTracking()
                    .Where(u => ids.Contains(u.Id))
                    .Select(u => new { u.Id, u.PrintedName })
                    .ToDictionaryAsync(u => u.Id, u => u.PrintedName, ct);
        return
        [
            .. waiting.Select(g => new QueueItem(
                default,
                names.GetValueOrDefault(g.Key.Number) ?? g.Key.ToString(),
                g.Key.ToString(),
                "Confirm access",
                null,
                g.Min(w => w.At),
                g.Min(w => w.At) + s_confirmWithin
            )
            {
                Id = g.Key.ToString(),
                Href = "/confirm-access",
            }),
        ];
    }

    private static readonly TimeSpan s_reviewWithin = TimeSpan.FromDays(3);

    // Loud: it stands there from the hour it is granted, in every risk officer's queue, until one of them has closed it with words.
    private static async Task<IReadOnlyList<QueueItem>> OverridesToReviewAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var granted = await db
            .Overrides.AsNoTracking()
            .Where(o => o.GrantedAt != null && o.ReviewedAt == null)
            .OrderBy(o => o.Id)
            .ToListAsync(ct);
        var names = granted.Select(o => o.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. granted.Select(o => new QueueItem(
                o.Promotion,
                PromotionWords.Title(models[o.Model].DisplayName, o.Version, o.Stage),
                $"{o.Id} {(o.UsedAt is null ? "not used" : "used")}, {(o.IsLive ? "in force" : "over")}",
                "Review the emergency override",
                models[o.Model].RiskClass,
                o.GrantedAt!.Value,
                o.ExpiresAt + s_reviewWithin
            )),
        ];
    }

    private static async Task<IReadOnlyList<QueueItem>> DelegationsOfferedAsync(
        GovernanceDbContext db,
        UserId person,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        [
            .. (
                await db
                    .Delegations.AsNoTracking()
                    .Where(d => d.To == person && d.AcceptedAt == null && d.DeclinedAt == null && d.RevokedAt == null && d.Until > now)
                    .OrderBy(d => d.Id)
                    .Take(100)
                    .ToListAsync(ct)
            ).Select(d => new QueueItem(
                default,
                $"Sign for {d.FromName}",
                SignOffMeaning.Slot(d.Slot),
                "Accept or decline",
                null,
                d.GrantedAt,
                d.Until
            )
            {
                Id = d.Id.ToString(),
                Href = "/account",
            }),
        ];

    // What an override left in production is its owner's to settle, and stands in every risk officer's queue as well.
    private static async Task<IReadOnlyList<QueueItem>> OverridesToSettleAsync(
        GovernanceDbContext db,
        UserId person,
        bool all,
        CancellationToken ct
    )
    {
        var left = await db.Unsettled().OrderBy(o => o.Id).Take(100).ToListAsync(ct);
        var names = left.Select(o => o.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. left.Where(o => all || models[o.Model].IsAnsweredForBy(person))
                .Select(o => new QueueItem(
                    o.Promotion,
                    PromotionWords.Title(models[o.Model].DisplayName, o.Version, o.Stage),
                    $"{o.Id} over, runs without signatures",
                    "Have it signed or roll it back",
                    models[o.Model].RiskClass,
                    o.EndedAt!.Value,
                    o.SettleBy!.Value
                )),
        ];
    }

    // The task that is due first of each retirement; the others follow when it is done.
    private static async Task<IReadOnlyList<QueueItem>> RetirementTasksAsync(GovernanceDbContext db, UserId person, CancellationToken ct)
    {
        var live = await db
            .Retirements.AsNoTracking()
            .Where(r => r.State == RetirementState.UnderWay)
            .OrderBy(r => r.Id)
            .Take(100)
            .ToListAsync(ct);
        return
        [
            .. live.Select(r =>
                    (
                        Retirement: r,
                        Task: r.Tasks.Where(t => t.DoneAt is null && t.Owner == person)
                            .OrderBy(t => t.DueAt)
                            .ThenBy(t => t.Number)
                            .FirstOrDefault()
                    )
                )
                .Where(p => p.Task is not null)
                .Select(p => new QueueItem(
                    default,
                    $"Retire {p.Retirement.Title}",
                    $"{p.Retirement.Tasks.Count(t => t.DoneAt is not null)} of {p.Retirement.Tasks.Count} tasks done",
                    p.Task!.Title,
                    null,
                    p.Retirement.OpenedAt,
                    p.Task.DueAt
                )
                {
                    Id = p.Retirement.Id.ToString(),
                    Href = $"/retirements/{p.Retirement.Id}",
                }),
        ];
    }

    // One item a model, however many of its monitors called: they are looked at together. It is gone when each alert is acknowledged,
    // silent or over.
    private static async Task<IReadOnlyList<QueueItem>> AlertsToReviewAsync(
        GovernanceDbContext db,
        UserId person,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var asking = (
            await db
                .Alerts.AsNoTracking()
                .Where(a =>
                    (a.Owner == person || (a.Owner == null && db.Models.Any(m => m.Name == a.Model && m.Owner == person)))
                    && a.State == AlertState.Open
                    && a.Monitor != null
                )
                .ToListAsync(ct)
        )
            .Where(a => a.AsksForReview(now))
            .ToList();
        var names = asking.Select(a => a.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. asking
                .GroupBy(a => a.Model, StringComparer.Ordinal)
                .Select(alerts =>
                {
                    var first = alerts.MinBy(a => a.RaisedAt)!;
                    return new QueueItem(
                        default,
                        $"{models[alerts.Key].DisplayName} {first.Version}",
                        string.Join(
                            ", ",
                            alerts
                                .OrderByDescending(a => a.Level is DriftLevel.Alert)
                                .ThenByDescending(a => a.Value)
                                .Select(a => a.Field)
                                .Distinct(StringComparer.Ordinal)
                                .Take(3)
                        ),
                        alerts.Count() == 1 ? "Review 1 alert" : $"Review {alerts.Count()} alerts",
                        models[alerts.Key].RiskClass,
                        first.RaisedAt,
                        first.DueAt
                    )
                    {
                        Id = first.Id.ToString(),
                        Href = $"/monitoring/{Uri.EscapeDataString(alerts.Key)}?tab=alerts",
                    };
                }),
        ];
    }

    private static QueueItem ToSign(AskedSlot asked, UserId person)
    {
        var (promotion, model) = (asked.Promotion, asked.Model);
        var again = promotion.SignOffs.Any(s => s.SignedBy == person && s.Status is SignOffStatus.Void);
        return Item(
            promotion,
            model,
            again ? "request changed after you signed" : Progress(promotion),
            again ? "Sign again"
                : promotion.GatePasses ? SignAs(asked)
                : "Review, a gate blocks",
            promotion.DueAt
        );
    }

    private static string SignAs(AskedSlot asked) =>
        asked.For is { } by ? $"Sign as {SignOffMeaning.Slot(asked.Slot)} for {by.FromName}" : $"Sign as {SignOffMeaning.Slot(asked.Slot)}";

    private static async Task<IReadOnlyList<QueueItem>> OfRequesterAsync(
        GovernanceDbContext db,
        UserId person,
        List<QueueItem> known,
        CancellationToken ct
    )
    {
        // Their numbers stand in one column: the database leaves out most of the others, and below it is exact.
        var number = person.Number.ToString(CultureInfo.InvariantCulture);
        var live = await db.PromotionsWithoutBundles()
            .Where(p =>
                (p.State == PromotionState.Open || p.State == PromotionState.Approved)
                && ((string)(object)EF.Property<List<UserId>>(p, "_requesters")).Contains(number)
            )
            .ToListAsync(ct);
        var own = live.Where(p => p.Requesters.Contains(person) && known.TrueForAll(i => i.Promotion != p.Id)).ToList();
        var names = own.Select(p => p.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. own.Select(p => (Promotion: p, Asked: AskedOfRequester(p)))
                .Where(pair => pair.Asked is not null)
                .Select(pair =>
                    Item(
                        pair.Promotion,
                        models[pair.Promotion.Model],
                        Progress(pair.Promotion),
                        pair.Asked!,
                        pair.Promotion.State is PromotionState.Approved ? pair.Promotion.ExpiresAt : pair.Promotion.DueAt
                    )
                ),
        ];
    }

    private static string? AskedOfRequester(Promotion promotion) =>
        promotion.State is PromotionState.Approved ? Deploy
        : promotion.LiveSignOffs.Any(s => s.Status is SignOffStatus.ChangesRequested) ? "Make the changes requested"
        : promotion.GatePasses ? null
        : "Mend what the gate found";

    private static QueueItem Item(Promotion promotion, Model model, string about, string asked, DateTimeOffset dueAt) =>
        new(
            promotion.Id,
            PromotionWords.Title(model.DisplayName, promotion.Version, promotion.To),
            about,
            asked,
            model.RiskClass,
            promotion.RequestedAt,
            dueAt
        );

    private static string Progress(Promotion promotion) =>
        promotion.RequiredRoles.Count == 0
            ? "no sign-off needed"
            : $"{promotion.LiveSignOffs.Count(s => s.Status is SignOffStatus.Signed or SignOffStatus.SignedWithCondition)} of {promotion.RequiredRoles.Count} signed";
}
