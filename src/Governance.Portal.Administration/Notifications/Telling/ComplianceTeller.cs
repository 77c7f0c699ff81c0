using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Domain.Reports;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Telling;

/// <summary>Classifications to be signed, obligations given to somebody, and reports that were asked for.</summary>
internal sealed class ComplianceTeller : INewsTeller
{
    public IReadOnlyList<string> Actions { get; } =
    ["assessment.submitted", "assessment.reopened", "obligation.assigned", "report.made", "report.failed"];

    public async Task<IReadOnlyList<News>> ReadAsync(TellContext telling, FollowedEntry entry, CancellationToken ct)
    {
        var news = entry.Event.Action.Split('.')[0] switch
        {
            "assessment" => await AssessmentAsync(telling, entry, ct),
            "obligation" => await DutyAsync(telling, entry, ct),
            _ => await ReportAsync(telling, entry, ct),
        };
        return news is null ? [] : [news with { DoneBy = TellContext.PersonOf(entry.Event.Actor), LogIndex = entry.Index }];
    }

    /// <summary>Name of a system; its id where it is gone.</summary>
    public static async Task<string> NameAsync(TellContext telling, SystemId system, CancellationToken ct) =>
        await telling.Db.AiSystems.AsNoTracking().Where(s => s.Id == system).Select(s => s.Name).SingleOrDefaultAsync(ct)
        ?? system.ToString();

    /// <summary>The end of the last day on which an obligation is in time.</summary>
    public static DateTimeOffset DueAt(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static async Task<News?> AssessmentAsync(TellContext telling, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !HumanId.TryParse<AssessmentId>(entry.Event.Subject, out var id)
            || await telling.Db.Assessments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } assessment
        )
        {
            return null;
        }

        // Whoever answered it cannot sign it.
        var signers = (await telling.InRolesAsync(Permission.SignClassification.GrantedTo, ct)).Where(p =>
            !assessment.Authors.Contains(p.Number)
        );
        var reopened = entry.Event.Action == "assessment.reopened";
        return new News(NotificationKind.ClassificationAsked, id.ToString(), $"assessment/{id}/{entry.Index}")
        {
            Link = $"/compliance/systems/{assessment.System}",
            Recipients = reopened ? await telling.InRoleAsync(Roles.ComplianceOfficer, ct) : [.. signers],
            Parameters = TellContext.Words(
                (NotificationWords.Thing, await NameAsync(telling, assessment.System, ct)),
                (NotificationWords.What, reopened ? "reopened" : null)
            ),
        };
    }

    private static async Task<News?> DutyAsync(TellContext telling, FollowedEntry entry, CancellationToken ct)
    {
        var parts = entry.Event.Subject.Split('/');
        if (parts.Length != 2 || !HumanId.TryParse<SystemId>(parts[0], out var system))
        {
            return null;
        }

        var obligation = parts[1];
        if (
            await telling.Db.Duties.AsNoTracking().SingleOrDefaultAsync(d => d.System == system && d.Obligation == obligation, ct)
            is not { Owner: { } owner } duty
        )
        {
            return null;
        }

        return new News(NotificationKind.ObligationDue, duty.AuditSubject, $"obligation/{duty.AuditSubject}/{owner}")
        {
            Link = $"/compliance/obligations?system={system}",
            Recipients = [owner],
            Parameters = TellContext.Words(
                (NotificationWords.Thing, await NameAsync(telling, system, ct)),
                ("obligation", obligation),
                (NotificationWords.Due, duty.DueOn is { } due ? NotificationWords.Instant(DueAt(due)) : null)
            ),
        };
    }

    private static async Task<News?> ReportAsync(TellContext telling, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !HumanId.TryParse<ReportId>(entry.Event.Subject, out var id)
            || await telling.Db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } report
            || await telling.BehindAsync(report.RequestedBy, ct) is not { } asker
        )
        {
            return null;
        }

        var failed = entry.Event.Action == "report.failed";
        return new News(NotificationKind.ReportFinished, id.ToString(), $"report/{id}")
        {
            Link = $"/reports/{id}",
            Urgency = failed ? Urgency.High : Urgency.Low,
            Recipients = [asker],
            Parameters = TellContext.Words(
                (NotificationWords.Thing, report.Subject),
                ("report", report.Kind.Replace('-', ' ')),
                (NotificationWords.What, failed ? "failed" : "ready")
            ),
        };
    }
}
