using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>Waivers, emergency overrides and policy changes: who decides, and whose word was decided upon.</summary>
internal sealed class DecisionNotificationSource : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } =
    ["waiver.", "override.requested", "override.granted", "override.expired", "override.ended", "proposal.made"];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        var news = entry.Event.Action.Split('.')[0] switch
        {
            "waiver" => await WaiverAsync(context, entry, ct),
            "override" => await OverrideAsync(context, entry, ct),
            _ => await ProposalAsync(context, entry, ct),
        };
        return [.. news.Select(n => n with { DoneBy = NotificationContext.PersonOf(entry.Event.Actor), LogIndex = entry.Index })];
    }

    private static async Task<IReadOnlyList<NotificationEvent>> WaiverAsync(
        NotificationContext context,
        FollowedEntry entry,
        CancellationToken ct
    )
    {
        if (
            !DisplayId.TryParse<WaiverId>(entry.Event.Subject, out var id)
            || await context.Db.Waivers.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, ct) is not { } waiver
        )
        {
            return [];
        }

        var what = entry.Event.Action["waiver.".Length..];
        var known = new NotificationEvent(NotificationKind.WaiverDecided, id.ToString(), $"waiver/{id}/{entry.Index}")
        {
            Link = $"/models/{Uri.EscapeDataString(waiver.Model)}/versions/{Uri.EscapeDataString(waiver.Version)}",
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, $"{waiver.Model} {waiver.Version}"),
                ("rule", waiver.Rule),
                (NotificationTexts.What, what),
                (NotificationTexts.Due, NotificationTexts.Instant(waiver.ExpiresAt))
            ),
            Recipients = [waiver.AskedBy],
        };
        return what switch
        {
            "requested" =>
            [
                known with
                {
                    Kind = NotificationKind.WaiverAsked,
                    Recipients = await context.AskedAsync(Permission.GrantWaiver, waiver.CanBeGrantedBy, ct),
                },
            ],
            // The first of two words has not decided anything: the others are still asked.
            "granted" when waiver.State is WaiverState.Requested => [],
            "granted" or "refused" or "revoked" or "expired" => [known],
            _ => [],
        };
    }

    private static async Task<IReadOnlyList<NotificationEvent>> OverrideAsync(
        NotificationContext context,
        FollowedEntry entry,
        CancellationToken ct
    )
    {
        if (
            !DisplayId.TryParse<OverrideId>(entry.Event.Subject, out var id)
            || await context.Db.Overrides.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, ct) is not { } found
        )
        {
            return [];
        }

        if (entry.Event.Action is "override.expired" or "override.ended")
        {
            return found.SettleBy is { } settle && await context.Db.Unsettled().AnyAsync(o => o.Id == id, ct)
                ? [await LeftAsync(context, found, settle, ct)]
                : [];
        }

        var granted = entry.Event.Action == "override.granted";
        var owner = await context
            .Db.Models.AsNoTracking()
            .Where(m => m.Name == found.Model)
            .Select(m => (UserId?)m.Owner)
            .SingleOrDefaultAsync(ct);
        var people = granted ? await context.InRolesAsync(Permission.ReviewOverride.GrantedTo, ct) : await SecondsAsync(context, found, ct);
        return
        [
            new NotificationEvent(NotificationKind.EmergencyOverride, id.ToString(), $"override/{id}/{(granted ? "granted" : "requested")}")
            {
                Urgency = granted ? Urgency.Urgent : Urgency.High,
                Link = $"/approvals/{found.Promotion}",
                Recipients = granted && owner is { } one ? [.. people, one] : people,
                Parameters = NotificationContext.Words(
                    (NotificationTexts.Thing, $"{found.Model} {found.Version}"),
                    (NotificationTexts.What, granted ? "granted" : "requested"),
                    (NotificationTexts.Due, NotificationTexts.Instant(found.ExpiresAt))
                ),
            },
        ];
    }

    private static async Task<IReadOnlyList<UserId>> SecondsAsync(
        NotificationContext context,
        EmergencyOverride found,
        CancellationToken ct
    )
    {
        var promotion = await context.Db.Promotions.AsNoTracking().SingleAsync(p => p.Id == found.Promotion, ct);
        return await context.AskedAsync(Permission.Override, signer => found.IsAskedOf(promotion, signer), ct);
    }

    /// <summary>What an override left in production without signatures: to be signed, or rolled back, by its time.</summary>
    internal static async Task<NotificationEvent> LeftAsync(
        NotificationContext context,
        EmergencyOverride found,
        DateTimeOffset settle,
        CancellationToken ct
    )
    {
        var owner = await context.Db.Models.AsNoTracking().Where(m => m.Name == found.Model).Select(m => m.Owner).SingleAsync(ct);
        var requesters = await context.Db.Promotions.AsNoTracking().SingleAsync(p => p.Id == found.Promotion, ct);
        return new NotificationEvent(NotificationKind.EmergencyOverride, found.Id.ToString(), $"override/{found.Id}/left")
        {
            Urgency = Urgency.Urgent,
            Link = $"/approvals/{found.Promotion}",
            Recipients =
            [
                .. new[] { owner }
                    .Concat(requesters.Requesters)
                    .Concat(await context.InRolesAsync(Permission.ReviewOverride.GrantedTo, ct))
                    .Distinct(),
            ],
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, $"{found.Model} {found.Version}"),
                (NotificationTexts.What, "left"),
                (NotificationTexts.Due, NotificationTexts.Instant(settle))
            ),
        };
    }

    private static async Task<IReadOnlyList<NotificationEvent>> ProposalAsync(
        NotificationContext context,
        FollowedEntry entry,
        CancellationToken ct
    ) =>
        !DisplayId.TryParse<PolicyProposalId>(entry.Event.Subject, out var id)
        || await context.Db.PolicyProposals.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } proposal
            ? []
            :
            [
                new NotificationEvent(NotificationKind.ProposalAsked, entry.Event.Subject, $"proposal/{entry.Event.Subject}")
                {
                    Link = $"/policies/changes/{entry.Event.Subject}",
                    Recipients = await context.AskedAsync(Permission.ApprovePolicy, proposal.IsAskedOf, ct),
                    Parameters = NotificationContext.Words((NotificationTexts.Thing, entry.Event.Text("policy") ?? entry.Event.Subject)),
                },
            ];
}
