using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring.Alerts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>The owner's look at alerts, once a week: new ones are acknowledged, and those looked at two weeks ago are resolved.</summary>
internal sealed class DemoAlerts(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    AcknowledgeAlert acknowledge,
    ResolveAlert resolve,
    TimeProvider clock
)
{
    private const string Why =
        "Traced to its source with the team that delivers the data; the thresholds were checked on the newest labels.";
    private static readonly TimeSpan s_worked = TimeSpan.FromDays(12);

    /// <summary>Plays it. The first refusal ends it.</summary>
    public async Task<Refusal?> RunAsync(Actor owner, CancellationToken ct)
    {
        HashSet<MonitorId> heard;
        List<(AlertId Id, AlertState State, DateTimeOffset? AcknowledgedAt)> alerts;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            // What a risk listens to stays open until its cause is gone: it holds the score up.
            heard =
            [
                .. (await db.Risks.AsNoTracking().OrderBy(r => r.Id).ToListAsync(ct)).Select(r => r.Signal?.Monitor).OfType<MonitorId>(),
            ];
            var live = await db
                .Alerts.AsNoTracking()
                .Where(a => a.State != AlertState.Resolved)
                .OrderBy(a => a.Id)
                .Select(a => new
                {
                    a.Id,
                    a.State,
                    a.AcknowledgedAt,
                    a.Monitor,
                })
                .ToListAsync(ct);
            alerts =
            [
                .. live.Where(a => a.State is AlertState.Open || a.Monitor is not { } monitor || !heard.Contains(monitor))
                    .Select(a => (a.Id, a.State, a.AcknowledgedAt)),
            ];
        }

        foreach (var (id, state, seen) in alerts)
        {
            var refusal =
                state is AlertState.Open ? (await acknowledge.RunAsync(owner, id, null, ct)).Refusal
                : clock.GetUtcNow() - seen > s_worked ? (await resolve.RunAsync(owner, id, Why, null, ct)).Refusal
                : null;
            // What a rule in force reads the owner leaves to the data, or to the second line.
            if (refusal is not null and not { Code: "monitoring.alert-decides-gate" })
            {
                return refusal;
            }
        }

        return null;
    }
}
