using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Overview.Subscriptions;

/// <summary>
/// Asks for the mails whose hour has come. The delivery and the next hour are written together, and a delivery is known by the hour it was
/// due at: of several nodes one asks, once.
/// </summary>
internal sealed class DueDashboards(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    MailSwitch mail,
    DatabaseClock time
)
{
    private const int AtOnce = 100;
    private static readonly Actor s_job = Actor.OfJob("dashboards");

    /// <summary>Runs it.</summary>
    /// <returns>How many mails were asked for.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (!mail.IsOn)
        {
            return 0;
        }

        List<SubscriptionId> due;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var now = await time.NowAsync(db, ct);
            due = await db
                .DashboardSubscriptions.AsNoTracking()
                .Where(s => s.State == SubscriptionState.Active && s.NextAt <= now)
                .OrderBy(s => s.NextAt)
                .ThenBy(s => s.Id)
                .Select(s => s.Id)
                .Take(AtOnce)
                .ToListAsync(ct);
        }

        var asked = 0;
        foreach (var id in due)
        {
            asked += (await TakeAsync(id, ct)) is { IsDone: true, Value: true } ? 1 : 0;
        }

        return asked;
    }

    private Task<Result<bool>> TakeAsync(SubscriptionId id, CancellationToken ct) =>
        runner.RunAsync<bool>(
            s_job,
            new Attempt("subscription.ended", id.ToString(), null),
            async (context, token) =>
            {
                var now = await time.NowAsync(context.Db, token);
                var one = await context.Db.DashboardSubscriptions.SingleOrDefaultAsync(
                    s => s.Id == id && s.State == SubscriptionState.Active && s.NextAt <= now,
                    token
                );
                if (one is null)
                {
                    return false; // another node was quicker, or it was paused
                }

                if (!await context.Db.Users.AnyAsync(u => u.Id == one.Person.Number && u.DisabledAt == null, token))
                {
                    one.End();
                    context.Append(new AuditEvent("subscription.ended", id.ToString(), new JsonObject()));
                    return false;
                }

                var at = one.Take(now);
                context.Append(new AuditEvent("subscription.due", id.ToString(), new JsonObject { ["left-out"] = at is null }));
                if (at is not { } known)
                {
                    return false;
                }

                var key = DashboardLetters.KeyOf(id) + known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
                context.Db.Dispatches.Add(Dispatch.To(one.Person.ToString(), key, null, now, now));
                return true;
            },
            ct
        );
}

/// <summary>Looks for mails whose hour has come, as often as for reminders.</summary>
internal sealed partial class DashboardMailJob(
    DueDashboards due,
    IOptions<NotificationsOptions> options,
    TimeProvider clock,
    ILogger<DashboardMailJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(options.Value.CheckSeconds), clock, atOnce: true)
{
    public override Task RunAsync(CancellationToken ct) => due.RunAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(2152, LogLevel.Error, "Looking for dashboards to e-mail failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
