using System.Globalization;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications;

/// <summary>Notifies those responsible that the log is damaged, without a log entry: a damaged log takes no more.</summary>
internal sealed partial class LogDamageJob(
    LogHealth health,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    NotifyPeople notify,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger<LogDamageJob> logger
) : PeriodicJob(Timeout.InfiniteTimeSpan, clock)
{
    private static readonly string[] s_told = [Roles.Administrator, Roles.RiskOfficer, Roles.Auditor];

    /// <summary>Tells what is wrong now, once a day as long as it stays so.</summary>
    public override async Task RunAsync(CancellationToken ct)
    {
        if ((health.Sentence ?? health.Records) is not { } sentence)
        {
            return;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = Clock.GetLocalNow();
        var news = new NotificationEvent(
            NotificationKind.LogDamaged,
            "log",
            $"log-damaged/{now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"
        )
        {
            Urgency = Urgency.Urgent,
            Link = "/audit/state",
            Recipients = await new NotificationContext(db, now).InRolesAsync(s_told, ct),
            Parameters = NotificationContext.Words((NotificationTexts.Thing, sentence)),
        };
        var told = await notify.RunAsync(db, [(news, now)], ct);
        try
        {
            await db.SaveChangesAsync(ct);
            Inbox.Changed(feed, told);
        }
        catch (DbUpdateException)
        {
            // Another node has told them.
        }
    }

    protected override IDisposable Listen()
    {
        void Hear(object? sender, EventArgs change) => Wake();
        health.Changed += Hear;
        return new OnDispose(() => health.Changed -= Hear);
    }

    // A notification that fails now is sent with the next verification.
    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(2103, LogLevel.Error, "Damage to the log could not be reported to those responsible for it")]
    private partial void LogFailed(Exception e);
}
