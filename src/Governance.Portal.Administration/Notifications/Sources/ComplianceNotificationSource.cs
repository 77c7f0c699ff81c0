using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Domain.Reports;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>Classifications to be signed, obligations given to someone, and reports that were asked for.</summary>
internal sealed class ComplianceNotificationSource : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } =
    ["assessment.submitted", "assessment.reopened", "obligation.assigned", "report.made", "report.failed"];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        var news = entry.Event.Action.Split('.')[0] switch
        {
            "assessment" => await AssessmentAsync(context, entry, ct),
            "obligation" => await DutyAsync(context, entry, ct),
            _ => await ReportAsync(context, entry, ct),
        };
        return news is null ? [] : [news with { DoneBy = NotificationContext.PersonOf(entry.Event.Actor), LogIndex = entry.Index }];
    }

    /// <summary>Name of a system; its id where it is gone.</summary>
    public static async Task<string> NameAsync(NotificationContext context, SystemId system, CancellationToken ct) =>
        await context.Db.AiSystems.AsNoTracking().Where(s => s.Id == system).Select(s => s.Name).SingleOrDefaultAsync(ct)
        ?? system.ToString();

    /// <summary>The end of the last day on which an obligation is in time.</summary>
    public static DateTimeOffset DueAt(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static async Task<NotificationEvent?> AssessmentAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<AssessmentId>(entry.Event.Subject, out var id)
            || await context.Db.Assessments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } assessment
        )
        {
            return null;
        }

        var reopened = entry.Event.Action == "assessment.reopened";
        return new NotificationEvent(NotificationKind.ClassificationAsked, id.ToString(), $"assessment/{id}/{entry.Index}")
        {
            Link = $"/compliance/systems/{assessment.System}",
            Recipients = reopened
                ? await context.InRoleAsync(Roles.ComplianceOfficer, ct)
                : await context.AskedAsync(Permission.SignClassification, signer => assessment.IsAskedOf(signer.Id), ct),
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, await NameAsync(context, assessment.System, ct)),
                (NotificationTexts.What, reopened ? "reopened" : null)
            ),
        };
    }

    private static async Task<NotificationEvent?> DutyAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        var parts = entry.Event.Subject.Split('/');
        if (parts.Length != 2 || !DisplayId.TryParse<SystemId>(parts[0], out var system))
        {
            return null;
        }

        var obligation = parts[1];
        if (
            await context.Db.Duties.AsNoTracking().SingleOrDefaultAsync(d => d.System == system && d.Obligation == obligation, ct)
            is not { Owner: { } owner } duty
        )
        {
            return null;
        }

        return new NotificationEvent(NotificationKind.ObligationDue, duty.AuditSubject, $"obligation/{duty.AuditSubject}/{owner}")
        {
            Link = $"/compliance/obligations?system={system}",
            Recipients = [owner],
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, await NameAsync(context, system, ct)),
                ("obligation", obligation),
                (NotificationTexts.Due, duty.DueOn is { } due ? NotificationTexts.Instant(DueAt(due)) : null)
            ),
        };
    }

    private static async Task<NotificationEvent?> ReportAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<ReportId>(entry.Event.Subject, out var id)
            || await context.Db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } report
            || await context.BehindAsync(report.RequestedBy, ct) is not { } asker
        )
        {
            return null;
        }

        var failed = entry.Event.Action == "report.failed";
        return new NotificationEvent(NotificationKind.ReportFinished, id.ToString(), $"report/{id}")
        {
            Link = $"/reports/{id}",
            Urgency = failed ? Urgency.High : Urgency.Low,
            Recipients = [asker],
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, report.Subject),
                ("report", ReportKinds.Words(report.Kind)),
                (NotificationTexts.What, failed ? "failed" : "ready")
            ),
        };
    }
}
