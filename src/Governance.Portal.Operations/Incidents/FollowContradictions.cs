using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>
/// Writes into the timeline of an incident that a version which it holds still decides: the decision log contradicts the containment. The
/// first time at once, then at most once an hour while it goes on, and once more when it is over.
/// </summary>
internal sealed class FollowContradictions(
    IncidentActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock
)
{
    /// <summary>What the log calls it.</summary>
    public const string Action = "incident.contradicted";

    private static readonly TimeSpan s_between = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_lookBack = TimeSpan.FromDays(2);
    private static readonly string s_held = $"({TrafficAuthority.Words(TrafficReason.Held)})";

    /// <summary>Who says so.</summary>
    public static Actor Job { get; } = Actor.OfJob("incident-witness");

    /// <summary>Writes what is new.</summary>
    /// <returns>How many entries.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var written = 0;
        foreach (var (incident, alert) in await FindAsync(ct))
        {
            var subject = ModelName.Of(alert.Model, alert.Version);
            var outcome = await runner.RunAsync(
                Job,
                Action,
                incident,
                null,
                async (known, _, context, token) =>
                {
                    if (!await IsNewAsync(context.Db, incident, alert, context.Now, token))
                    {
                        return null;
                    }

                    known.Contradict();
                    written++;
                    IncidentEvents.Changed(
                        context,
                        known,
                        new AuditEvent(
                            Action,
                            incident.ToString(),
                            new JsonObject
                            {
                                ["version"] = subject,
                                ["alert"] = alert.Id.ToString(),
                                ["count"] = alert.Count,
                                ["first"] = CanonicalJson.Time(alert.BeganAt),
                                ["last"] = CanonicalJson.Time(alert.SeenThrough),
                            }
                        ),
                        await context.Db.Agents.AnyAsync(a => a.Model == alert.Model, token)
                            ? string.Create(
                                CultureInfo.InvariantCulture,
                                $"Containment contradicted: {subject} made {alert.Count} decisions or tool calls while it was held, from "
                                    + $"{Time(alert.BeganAt)} to {Time(alert.SeenThrough)}."
                            )
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"Containment contradicted: {subject} made {alert.Count} decisions while it was held, from "
                                    + $"{Time(alert.BeganAt)} to {Time(alert.SeenThrough)}."
                            ),
                        happenedAt: alert.BeganAt
                    );
                    return null;
                },
                ct
            );
            if (outcome.Refusal is { } refusal)
            {
                throw new InvalidOperationException($"{incident}: {refusal.Message}");
            }
        }

        return written;
    }

    private async Task<List<(IncidentId Incident, Alert Alert)>> FindAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var since = now - s_lookBack;
        var alerts = (
            await db
                .Alerts.AsNoTracking()
                .Where(a => a.Rule == AlertRule.UnauthorisedTraffic && a.SeenAt > since)
                .OrderBy(a => a.Id)
                .ToListAsync(ct)
        ).FindAll(a => a.Field.EndsWith(s_held, StringComparison.Ordinal));
        if (alerts.Count == 0)
        {
            return [];
        }

        var models = alerts.Select(a => a.Model).Distinct().ToList();
        var held = await db
            .IncidentVersions.AsNoTracking()
            .Where(v => models.Contains(v.Model) && v.HeldAt != null && db.Incidents.Any(i => i.Id == v.Incident && !i.IsDrill))
            .OrderBy(v => v.Incident)
            .ToListAsync(ct);
        List<(IncidentId, Alert)> due = [];
        foreach (var alert in alerts)
        {
            foreach (
                var version in held.Where(v =>
                    v.Model == alert.Model
                    && v.Version == alert.Version
                    && v.HeldAt <= alert.SeenThrough
                    && (v.ReleasedAt is null || v.ReleasedAt > alert.BeganAt)
                )
            )
            {
                if (await IsNewAsync(db, version.Incident, alert, now, ct))
                {
                    due.Add((version.Incident, alert));
                }
            }
        }

        return due;
    }

    private static async Task<bool> IsNewAsync(
        GovernanceDbContext db,
        IncidentId incident,
        Alert alert,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var subject = ModelName.Of(alert.Model, alert.Version);
        var last = await db
            .IncidentEntries.AsNoTracking()
            .Where(e => e.Incident == incident && e.Action == Action && e.What.Contains(subject + " made "))
            .OrderByDescending(e => e.Number)
            .Select(e => (DateTimeOffset?)e.At)
            .FirstOrDefaultAsync(ct);
        return last is not { } at || (alert.SeenAt > at && (now - at >= s_between || alert.State is AlertState.Resolved));
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

/// <summary>Looks once a minute for decisions of versions that an incident holds, and whenever an alert changes.</summary>
internal sealed partial class ContradictionJob(
    FollowContradictions follow,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger<ContradictionJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(1), clock)
{
    public override Task RunAsync(CancellationToken ct) => follow.RunAsync(ct);

    // Of alerts that are raised, not of each batch that is counted.
    protected override IDisposable Listen() => feed.Subscribe([], change => WakeOn(change.Action));

    protected override void Tell(Exception problem) => LogFailed(problem);

    private void WakeOn(string action)
    {
        if (action is "alert.raised")
        {
            Wake();
        }
    }

    [LoggerMessage(2812, LogLevel.Error, "Comparing incidents with decisions failed; the next attempt follows soon")]
    private partial void LogFailed(Exception e);
}
