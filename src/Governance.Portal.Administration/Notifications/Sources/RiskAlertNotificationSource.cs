using System.Globalization;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>Alerts that were raised or settled, and what they and people did to the scores of risks.</summary>
internal sealed class RiskAlertNotificationSource(IOptions<RisksOptions> risks) : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } = ["alert.raised", "alert.resolved", "alert.assigned", "risk."];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        var news = entry.Event.Action.StartsWith("alert.", StringComparison.Ordinal)
            ? await AlertAsync(context, entry, ct)
            : await RiskAsync(context, entry, ct);
        return news is null ? [] : [news with { DoneBy = NotificationContext.PersonOf(entry.Event.Actor), LogIndex = entry.Index }];
    }

    /// <summary>An alert as it is told.</summary>
    public static NotificationEvent Of(Alert alert, string displayName) =>
        new(NotificationKind.AlertRaised, alert.Id.ToString(), $"alert/{alert.Id}")
        {
            Urgency =
                alert.Level is DriftLevel.Alert || alert.Rule is AlertRule.SecretInOutput or AlertRule.PersonalDataInOutput
                    ? Urgency.High
                    : Urgency.Normal,
            // Alerts of one model and one window have one address, and so become one line.
            Link = $"/monitoring/{Uri.EscapeDataString(alert.Model)}?tab=alerts&began={Began(alert)}",
            // The next alert of the same rule is the same matter: what was opened outside is closed by its end.
            Matter = $"{alert.Model}/{WireName.Of(alert.Rule)}/{alert.Field}",
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, $"{displayName} {alert.Version}"),
                (NotificationTexts.Found, WireName.Of(alert.Rule)),
                ("field", AlertFields.Name(alert.Rule, alert.Field).English),
                ("segment", alert.Monitor is null ? null : AlertFields.Segment(alert.Field)),
                ("level", alert.Level is DriftLevel.Alert ? "Alert" : "Warning"),
                ("value", AlertFields.Value(alert.Rule, alert.Field, alert.Value)),
                (NotificationTexts.Window, alert.Monitor is null ? null : NotificationTexts.Instant(alert.BeganAt))
            ),
        };

    // Live checks have no windows: what they found on one day belongs together.
    private static string Began(Alert alert) =>
        alert.BeganAt.ToUniversalTime().ToString(alert.Monitor is null ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HHmm", CultureInfo.InvariantCulture);

    private static async Task<NotificationEvent?> AlertAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<AlertId>(entry.Event.Subject, out var id)
            || await context.Db.Alerts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } alert
            || await context.Db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == alert.Model, ct) is not { } model
        )
        {
            return null;
        }

        var known = Of(alert, model.DisplayName);
        if (entry.Event.Action == "alert.resolved")
        {
            return known with { Key = $"alert/{id}/over", Stage = NotificationStage.Over };
        }

        // Who takes it over knows it; who was asked to look by someone else does not.
        if (entry.Event.Action == "alert.assigned")
        {
            return known with
            {
                Key = $"alert/{id}/asked/{entry.Index}",
                Parameters = new Dictionary<string, string>(known.Parameters, StringComparer.Ordinal) { ["asked"] = "true" },
                Recipients = alert.Owner is { } asked ? [asked] : [],
            };
        }

        var officers = known.Urgency is Urgency.High ? await context.InRoleAsync(Roles.RiskOfficer, ct) : [];
        return known with { Recipients = [alert.Owner ?? model.Owner, .. officers] };
    }

    private async Task<NotificationEvent?> RiskAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            entry.Event.Action is not ("risk.raised" or "risk.changed" or "risk.rescored" or "risk.reopened" or "risk.acceptance-expired")
            || !DisplayId.TryParse<RiskId>(entry.Event.Subject, out var id)
            || await context
                .Db.Risks.AsNoTracking()
                .Where(r => r.Id == id)
                .Judged(context.Db, risks.Value.Appetite)
                .SingleOrDefaultAsync(ct)
                is not { Risk: var risk, Appetite: var appetite }
        )
        {
            return null;
        }

        var known = new NotificationEvent(NotificationKind.RiskRescored, id.ToString(), $"risk/{id}/{entry.Index}")
        {
            Link = $"/risks/{id}",
            Recipients = risk.ControlOwner is { } controls ? [risk.Owner, controls] : [risk.Owner],
        };
        if (entry.Event.Action == "risk.acceptance-expired")
        {
            return known with
            {
                Kind = NotificationKind.AcceptanceEnding,
                Stage = NotificationStage.Late,
                Urgency = Urgency.High,
                Parameters = NotificationContext.Words((NotificationTexts.Thing, risk.Title)),
            };
        }

        var (after, before) = (Score(entry.Event.Text("residual")), Score(await context.BeforeAsync(entry, "risk.", "residual", ct)));
        var words = NotificationContext.Words(
            (NotificationTexts.Thing, risk.Title),
            ("score", Word(after)),
            ("before", Word(before)),
            ("appetite", Word(appetite))
        );
        return after > appetite && !(before > appetite)
                ? known with
                {
                    Kind = NotificationKind.RiskAboveAppetite,
                    Urgency = Urgency.High,
                    Parameters = words,
                    Recipients = [.. known.Recipients, .. await context.InRoleAsync(Roles.RiskOfficer, ct)],
                }
            : entry.Event.Action == "risk.rescored" && after != before ? known with { Parameters = words }
            : null;
    }

    private static int? Score(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var score) ? score : null;

    private static string? Word(int? score) => score?.ToString(CultureInfo.InvariantCulture);
}
