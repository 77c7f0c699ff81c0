using Governance.Data.Approvals;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>Who is asked to sign, who has to sign again, and what became of a request.</summary>
internal sealed class PromotionNotificationSource : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } = ["promotion."];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<PromotionId>(entry.Event.Subject, out var id)
            || await context.Db.Promotions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } promotion
            || await context.Db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == promotion.Model, ct) is not { } model
        )
        {
            return [];
        }

        var by = NotificationContext.PersonOf(entry.Event.Actor);
        var news = entry.Event.Action switch
        {
            "promotion.requested" or "promotion.rebound" => await WaitingAsync(context, promotion, model, null, ct),
            "promotion.voided" => [.. Voided(entry, promotion, model), .. await WaitingAsync(context, promotion, model, entry.Index, ct)],
            "promotion.signed" when entry.Event.Text("decision") == WireName.Of(SignOffDecision.RequestChanges) =>
            [
                Of(
                    NotificationKind.ChangesRequested,
                    promotion,
                    model,
                    $"changes-requested/{id}/{entry.Index}",
                    promotion.Requesters,
                    ("slot", SlotOf(entry.Event.Text("role")))
                ),
            ],
            "promotion.approved" or "promotion.rejected" or "promotion.expired" =>
            [
                Decided(entry, promotion, model, entry.Event.Action["promotion.".Length..], promotion.Requesters),
            ],
            "promotion.withdrawn" =>
            [
                Decided(entry, promotion, model, "withdrawn", [.. promotion.SignOffs.Where(s => s.Live).Select(s => s.Attestation.Person)]),
            ],
            "promotion.revoked" when entry.Event.Text("reopened") == "True" || entry.Event.Text("reopened") == "true" =>
            [
                Decided(entry, promotion, model, "reopened", promotion.Requesters),
            ],
            _ => [],
        };
        return [.. news.Select(n => n with { DoneBy = by, LogIndex = entry.Index })];
    }

    /// <summary>What a request is about: a name, and where it is to go.</summary>
    public static (string, string?)[] Thing(Promotion promotion, Model model) =>
        [(NotificationTexts.Thing, $"{model.DisplayName} {promotion.Version}"), (NotificationTexts.For, WireName.Of(promotion.To))];

    /// <summary>Who signs a slot, in words.</summary>
    public static string SlotOf(SignOffRole slot) =>
        slot switch
        {
            SignOffRole.Security => "security approver",
            SignOffRole.Legal => "legal approver",
            SignOffRole.Owner => "model owner",
        };

    /// <summary>
    /// The people who could sign each slot that waits. The owner's slot is the owner's; deputies are named where the owner may not sign.
    /// </summary>
    public static async Task<IReadOnlyList<(SignOffRole Slot, IReadOnlyList<UserId> People, IReadOnlyList<UserId> Next)>> SignersAsync(
        NotificationContext context,
        Promotion promotion,
        Model model,
        CancellationToken ct
    )
    {
        var slots = promotion.RequiredRoles.Where(role => !promotion.LiveSignOffs.Any(s => s.Role == role)).ToList();
        var delegations = await context
            .Db.Delegations.AsNoTracking()
            .Where(d =>
                slots.Contains(d.Slot) && d.AcceptedAt != null && d.RevokedAt == null && d.Since <= context.Now && d.Until > context.Now
            )
            .OrderBy(d => d.Id)
            .ToListAsync(ct);
        var held = new Dictionary<SignOffRole, IReadOnlyList<UserId>>();
        foreach (var slot in slots)
        {
            held[slot] = await context.InRoleAsync(PromotionRefusals.RoleFor(slot), ct);
        }

        var registrant = await context
            .Db.Versions.AsNoTracking()
            .Where(v => v.Model == promotion.Model && v.Version == promotion.Version)
            .Select(v => v.RegisteredBy)
            .SingleOrDefaultAsync(ct);
        var apart = await SeparationReader.LoadAsync(
            context.Db,
            [promotion],
            held.Values.SelectMany(p => p).Concat(delegations.SelectMany(d => new[] { d.From, d.To })).Distinct(),
            context.Now,
            ct
        );
        bool May(UserId person, SignOffRole slot, Delegation? by) =>
            promotion.RefusesSigner(
                model,
                new Signer(person, "", PromotionRefusals.RoleFor(slot))
                {
                    Separation = apart,
                    For = by,
                    IsRegistrant = registrant == $"user:{person}",
                },
                slot
            )
                is null;

        return
        [
            .. slots.Select(slot =>
            {
                var own = held[slot].Where(p => May(p, slot, null)).ToList();
                var lent = delegations
                    .Where(d => d.Slot == slot && held[slot].Contains(d.From) && May(d.To, slot, d))
                    .Select(d => d.To)
                    .ToList();
                return slot is SignOffRole.Owner && own.Contains(model.Owner)
                    ? (slot, (IReadOnlyList<UserId>)[model.Owner, .. lent], (IReadOnlyList<UserId>)[.. own.Where(p => p != model.Owner)])
                    : (slot, [.. own, .. lent], []);
            }),
        ];
    }

    private static string SlotOf(string? role) => WireName.TryParse<SignOffRole>(role, out var slot) ? SlotOf(slot) : "a signer";

    private static async Task<IReadOnlyList<NotificationEvent>> WaitingAsync(
        NotificationContext context,
        Promotion promotion,
        Model model,
        long? again,
        CancellationToken ct
    )
    {
        if (promotion.State is not PromotionState.Open || promotion.ExpiresAt <= context.Now)
        {
            return [];
        }

        if (!promotion.GatePasses)
        {
            return
            [
                Of(
                    NotificationKind.GateBlocked,
                    promotion,
                    model,
                    $"gate-blocked/{promotion.Id}{(again is { } index ? $"/{index}" : "")}",
                    promotion.Requesters
                ) with
                {
                    Urgency = Urgency.High,
                },
            ];
        }

        return
        [
            .. (await SignersAsync(context, promotion, model, ct)).Select(s =>
                Of(
                    NotificationKind.SignOffAsked,
                    promotion,
                    model,
                    $"sign-off-asked/{promotion.Id}/{WireName.Of(s.Slot)}",
                    s.People,
                    ("slot", SlotOf(s.Slot)),
                    (NotificationTexts.Due, NotificationTexts.Instant(promotion.DueAt))
                )
            ),
        ];
    }

    private static IEnumerable<NotificationEvent> Voided(FollowedEntry entry, Promotion promotion, Model model)
    {
        var named =
            entry.Event.Data.TryGetProperty("signOffs", out var list) && list.ValueKind is System.Text.Json.JsonValueKind.Array
                ? list.EnumerateArray().Select(s => s.ToString()).ToHashSet(StringComparer.Ordinal)
                : [];
        var signers = promotion.SignOffs.Where(s => named.Contains(s.Id.ToString())).Select(s => s.Attestation.Person).Distinct().ToList();
        return signers.Count == 0
            ? []
            :
            [
                Of(NotificationKind.SignatureVoid, promotion, model, $"signature-void/{promotion.Id}/{entry.Index}", signers) with
                {
                    Urgency = Urgency.High,
                },
            ];
    }

    private static NotificationEvent Decided(
        FollowedEntry entry,
        Promotion promotion,
        Model model,
        string what,
        IReadOnlyList<UserId> people
    ) =>
        Of(
            NotificationKind.PromotionDecided,
            promotion,
            model,
            $"promotion-decided/{promotion.Id}/{entry.Index}",
            people,
            (NotificationTexts.What, what)
        );

    private static NotificationEvent Of(
        NotificationKind kind,
        Promotion promotion,
        Model model,
        string key,
        IReadOnlyList<UserId> people,
        params ReadOnlySpan<(string, string?)> words
    ) =>
        new(kind, promotion.Id.ToString(), key)
        {
            Recipients = people,
            Link = $"/approvals/{promotion.Id}",
            Parameters = NotificationContext.Words([.. Thing(promotion, model), .. words]),
        };
}
