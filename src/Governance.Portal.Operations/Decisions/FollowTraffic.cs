using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>
/// Ends alerts about versions that decided without being allowed to, shadows among them, once no such decision was stored for
/// <see cref="AlertKinds.TrafficQuiet"/>.
/// </summary>
internal sealed class FollowTraffic(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IAlertsChanged rescore,
    TimeProvider clock
)
{
    private const int MaxEnded = 500;

    /// <summary>Ends what is over.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        List<(AlertId Id, string Model)> quiet;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var since = clock.GetUtcNow() - AlertKinds.TrafficQuiet;
            var found = await db
                .Alerts.AsNoTracking()
                .Where(a =>
                    (a.Rule == AlertRule.UnauthorisedTraffic || a.Rule == AlertRule.RetiredTraffic || a.Rule == AlertRule.ShadowDecided)
                    && a.State != AlertState.Resolved
                    && a.SeenAt <= since
                )
                .OrderBy(a => a.Id)
                .Take(MaxEnded)
                .Select(a => new { a.Id, a.Model })
                .ToListAsync(ct);
            quiet = [.. found.Select(a => (a.Id, a.Model))];
        }

        foreach (var (id, model) in quiet)
        {
            await rescore.PrepareAsync(model, ct);
            await runner.RunAsync<Done>(
                RaiseTraffic.Job,
                new Attempt("alert.resolved", id.ToString(), null),
                (context, token) => EndAsync(context, id, token),
                ct
            );
        }
    }

    private async Task<Result<Done>> EndAsync(ActionContext context, AlertId id, CancellationToken ct)
    {
        var since = context.Now - AlertKinds.TrafficQuiet;
        // A batch may have come since it was looked up.
        if (
            await context.Db.Alerts.SingleOrDefaultAsync(a => a.Id == id && a.State != AlertState.Resolved, ct) is not { } alert
            || alert.SeenAt > since
        )
        {
            return Done.Instance;
        }

        alert.Recover(context.Now);
        context.Append(
            new AuditEvent("alert.resolved", id.ToString(), new JsonObject { ["model"] = alert.Model, ["by"] = "decisions" })
            {
                Covers = [alert.Model],
            }
        );
        await rescore.ChangedAsync(context, alert.Model, ct);
        return Done.Instance;
    }
}

/// <summary>Looks every few minutes for alerts about traffic that is over.</summary>
internal sealed partial class TrafficJob(FollowTraffic follow, TimeProvider clock, ILogger<TrafficJob> logger)
    : PeriodicJob(TimeSpan.FromMinutes(5), clock)
{
    public override Task RunAsync(CancellationToken ct) => follow.RunAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(2811, LogLevel.Error, "Ending alerts about decisions without approval failed; the next attempt follows soon")]
    private partial void LogFailed(Exception e);
}
