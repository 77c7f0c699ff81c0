using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Telling;

/// <summary>Waivers, emergency overrides and policy changes: who decides, and whose word was decided upon.</summary>
internal sealed class DecisionTeller : INewsTeller
{
    public IReadOnlyList<string> Actions { get; } =
    ["waiver.", "override.requested", "override.granted", "override.expired", "override.ended", "proposal.made"];

    public async Task<IReadOnlyList<News>> ReadAsync(TellContext telling, FollowedEntry entry, CancellationToken ct)
    {
        var news = entry.Event.Action.Split('.')[0] switch
        {
            "waiver" => await WaiverAsync(telling, entry, ct),
            "override" => await OverrideAsync(telling, entry, ct),
            _ => await ProposalAsync(telling, entry, ct),
        };
        return [.. news.Select(n => n with { DoneBy = TellContext.PersonOf(entry.Event.Actor), LogIndex = entry.Index })];
    }

    private static async Task<IReadOnlyList<News>> WaiverAsync(TellContext telling, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !HumanId.TryParse<WaiverId>(entry.Event.Subject, out var id)
            || await telling.Db.Waivers.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, ct) is not { } waiver
        )
        {
            return [];
        }

        var what = entry.Event.Action["waiver.".Length..];
        var known = new News(NotificationKind.WaiverDecided, id.ToString(), $"waiver/{id}/{entry.Index}")
        {
            Link = $"/models/{Uri.EscapeDataString(waiver.Model)}/versions/{Uri.EscapeDataString(waiver.Version)}",
            Parameters = TellContext.Words(
                (NotificationWords.Thing, $"{waiver.Model} {waiver.Version}"),
                ("rule", waiver.Rule),
                (NotificationWords.What, what),
                (NotificationWords.Due, NotificationWords.Instant(waiver.ExpiresAt))
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
                    Recipients = [.. (await telling.InRolesAsync(Permission.GrantWaiver.GrantedTo, ct)).Where(p => p != waiver.AskedBy)],
                },
            ],
            // The first of two words has not decided anything: the others are still asked.
            "granted" when waiver.State is WaiverState.Requested => [],
            "granted" or "refused" or "revoked" or "expired" => [known],
            _ => [],
        };
    }

    private static async Task<IReadOnlyList<News>> OverrideAsync(TellContext telling, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !HumanId.TryParse<OverrideId>(entry.Event.Subject, out var id)
            || await telling.Db.Overrides.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, ct) is not { } found
        )
        {
            return [];
        }

        if (entry.Event.Action is "override.expired" or "override.ended")
        {
            return found.SettleBy is { } settle && await telling.Db.Unsettled().AnyAsync(o => o.Id == id, ct)
                ? [await LeftAsync(telling, found, settle, ct)]
                : [];
        }

        var granted = entry.Event.Action == "override.granted";
        var owner = await telling
            .Db.Models.AsNoTracking()
            .Where(m => m.Name == found.Model)
            .Select(m => (UserId?)m.Owner)
            .SingleOrDefaultAsync(ct);
        var people = await telling.InRolesAsync(granted ? Permission.ReviewOverride.GrantedTo : Permission.Override.GrantedTo, ct);
        return
        [
            new News(NotificationKind.EmergencyOverride, id.ToString(), $"override/{id}/{(granted ? "granted" : "requested")}")
            {
                Urgency = granted ? Urgency.Urgent : Urgency.High,
                Link = $"/approvals/{found.Promotion}",
                Recipients = granted && owner is { } one ? [.. people, one] : people,
                Parameters = TellContext.Words(
                    (NotificationWords.Thing, $"{found.Model} {found.Version}"),
                    (NotificationWords.What, granted ? "granted" : "requested"),
                    (NotificationWords.Due, NotificationWords.Instant(found.ExpiresAt))
                ),
            },
        ];
    }

    /// <summary>What an override left in production without signatures: to be signed, or rolled back, by its time.</summary>
    internal static async Task<News> LeftAsync(TellContext telling, EmergencyOverride found, DateTimeOffset settle, CancellationToken ct)
    {
        var owner = await telling.Db.Models.AsNoTracking().Where(m => m.Name == found.Model).Select(m => m.Owner).SingleAsync(ct);
        var requesters = await telling.Db.Promotions.AsNoTracking().SingleAsync(p => p.Id == found.Promotion, ct);
        return new News(NotificationKind.EmergencyOverride, found.Id.ToString(), $"override/{found.Id}/left")
        {
            Urgency = Urgency.Urgent,
            Link = $"/approvals/{found.Promotion}",
            Recipients =
            [
                .. new[] { owner }
                    .Concat(requesters.Requesters)
                    .Concat(await telling.InRolesAsync(Permission.ReviewOverride.GrantedTo, ct))
                    .Distinct(),
            ],
            Parameters = TellContext.Words(
                (NotificationWords.Thing, $"{found.Model} {found.Version}"),
                (NotificationWords.What, "left"),
                (NotificationWords.Due, NotificationWords.Instant(settle))
            ),
        };
    }

    private static async Task<IReadOnlyList<News>> ProposalAsync(TellContext telling, FollowedEntry entry, CancellationToken ct) =>
        [
            new News(NotificationKind.ProposalAsked, entry.Event.Subject, $"proposal/{entry.Event.Subject}")
            {
                Link = $"/policies/changes/{entry.Event.Subject}",
                Recipients = await telling.InRolesAsync(Permission.ApprovePolicy.GrantedTo, ct),
                Parameters = TellContext.Words((NotificationWords.Thing, entry.Event.Text("policy") ?? entry.Event.Subject)),
            },
        ];
}
