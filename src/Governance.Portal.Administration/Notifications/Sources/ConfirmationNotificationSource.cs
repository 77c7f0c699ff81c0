using Governance.Data.Audit;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.ModelRisk;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>
/// Asks a second person to confirm what takes effect only then: privileged access, lower risk classes, delegations, playbooks, later days
/// for findings, references and withdrawals of monitoring windows.
/// </summary>
internal sealed class ConfirmationNotificationSource : INotificationSource
{
    private static readonly string[] s_access = ["role.granted", "user.created", "user.link-sent"];

    public IReadOnlyList<string> Actions { get; } =
    [
        .. s_access,
        "model.class-asked",
        "delegation.granted",
        "playbook.proposed",
        "finding.extension-asked",
        "window.stored",
        "window.withdrawal-asked",
        "labels.withdrawal-asked",
        "figure.withdrawal-asked",
    ];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        var news = entry.Event.Action switch
        {
            "model.class-asked" => await ClassAsync(context, entry, ct),
            "delegation.granted" => await DelegationAsync(context, entry, ct),
            "playbook.proposed" => await PlaybookAsync(context, entry, ct),
            "finding.extension-asked" => await ExtensionAsync(context, entry, ct),
            "window.stored" or "window.withdrawal-asked" or "labels.withdrawal-asked" or "figure.withdrawal-asked" =>
                await MeasurementAsync(context, entry, ct),
            _ => await AccessAsync(context, entry, ct),
        };
        return news is null ? [] : [news with { DoneBy = NotificationContext.PersonOf(entry.Event.Actor), LogIndex = entry.Index }];
    }

    private static async Task<NotificationEvent?> AccessAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<UserId>(entry.Event.Subject, out var person)
            || await AccessGivers.WaitingAsync(context.Db, person, context.Now, ct) is not { Count: > 0 } waiting
        )
        {
            return null;
        }

        var confirmers = await context.InRolesAsync(Permission.ConfirmAccess.GrantedTo, ct);
        var name = await context
            .Db.Users.AsNoTracking()
            .Where(u => u.Id == person.Number)
            .Select(u => u.PrintedName)
            .SingleOrDefaultAsync(ct);
        return Of(
            entry,
            "access",
            "/confirm-access",
            name ?? person.ToString(),
            [.. confirmers.Where(c => c != person && waiting.Any(w => w.By != c))]
        );
    }

    private static async Task<NotificationEvent?> ClassAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        var model = await context.Db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == entry.Event.Subject, ct);
        var asker = await context.BehindAsync(entry.Event.Actor, ct);
        return model is null
            ? null
            : Of(
                entry,
                "class",
                $"/models/{Uri.EscapeDataString(model.Name)}",
                model.DisplayName,
                [.. (await context.InRolesAsync(Permission.ConfirmRiskClass.GrantedTo, ct)).Where(p => p != asker)]
            );
    }

    private static async Task<NotificationEvent?> DelegationAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<DelegationId>(entry.Event.Subject, out var id)
            || await context.Db.Delegations.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct) is not { AcceptedAt: null } offered
        )
        {
            return null;
        }

        var name = await context
            .Db.Users.AsNoTracking()
            .Where(u => u.Id == offered.From.Number)
            .Select(u => u.PrintedName)
            .SingleOrDefaultAsync(ct);
        return Of(entry, "delegation", "/account", name ?? offered.From.ToString(), [offered.To]);
    }

    private static async Task<NotificationEvent?> PlaybookAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<PlaybookVersionId>(entry.Event.Subject, out var id)
            || await context.Db.PlaybookVersions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct)
                is not { State: PlaybookState.Proposed } proposed
        )
        {
            return null;
        }

        return Of(
            entry,
            "playbook",
            $"/playbooks/{proposed.Name}",
            $"{proposed.Name} {proposed.Version}",
            await context.AskedAsync(Permission.ApprovePlaybook, signer => proposed.IsAskedOf(signer.Id), ct)
        );
    }

    private static async Task<NotificationEvent?> ExtensionAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<FindingId>(entry.Event.Subject, out var id)
            || await context.Db.ValidationFindings.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct)
                is not { Waiting: not null } finding
        )
        {
            return null;
        }

        return Of(
            entry,
            "extension",
            $"/models/{finding.Model}/risk",
            $"{finding.Id}, {finding.Model}",
            await context.AskedAsync(Permission.ValidateModels, finding.IsExtensionAskedOf, ct)
        );
    }

    private static async Task<NotificationEvent?> MeasurementAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !MeasurementRef.TryParse(entry.Event.Subject, out var id)
            || await StoredMeasurements.FindAsync(context.Db, id, ct) is not { AwaitsDecision: true } measured
            || await context.Db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == measured.Model, ct) is not { } model
        )
        {
            return null;
        }

        var (asker, sender) = (await context.BehindAsync(entry.Event.Actor, ct), await context.BehindAsync(measured.SentBy, ct));
        return Of(
            entry,
            measured.Status is WindowStatus.Requested ? "reference" : "withdrawal",
            $"/monitoring/{Uri.EscapeDataString(measured.Model)}?version={Uri.EscapeDataString(measured.Version)}",
            $"{model.DisplayName} {measured.Version}",
            [
                .. (await context.InRolesAsync(Permission.ValidateModels.GrantedTo, ct)).Where(p =>
                    p != asker && p != sender && !model.IsAnsweredForBy(p)
                ),
            ]
        );
    }

    private static NotificationEvent Of(FollowedEntry entry, string what, string link, string thing, IReadOnlyList<UserId> people) =>
        new(NotificationKind.ConfirmationAsked, entry.Event.Subject, $"confirmation/{what}/{entry.Index}")
        {
            Link = link,
            Recipients = people,
            Parameters = NotificationContext.Words((NotificationTexts.Thing, thing), (NotificationTexts.What, what)),
        };
}
