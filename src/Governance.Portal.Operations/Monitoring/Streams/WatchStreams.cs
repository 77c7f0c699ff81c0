using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>
/// Raises an alert when data that came in a rhythm stays away, and ends it when it comes again or no one waits for it any more. Looks at
/// models by pages; writes only where something changed.
/// </summary>
public sealed class WatchStreams(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ListStreams list,
    IAlertsChanged rescore,
    TimeProvider clock
)
{
    // What is read of a page stands in memory at once.
    private const int PageSize = 100;

    private static readonly Actor s_job = Actor.OfJob("monitoring");

    /// <summary>Looks once at every model that someone waits for data of.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        string? after = null;
        while (await PageAsync(after, ct) is { Count: > 0 } models)
        {
            after = models[^1];
            foreach (var model in await ChangedAsync(models, ct))
            {
                await rescore.PrepareAsync(model, ct);
                var outcome = await runner.RunAsync<string>(
                    s_job,
                    new Attempt("alert.raised", model, Permission.WriteMonitoring),
                    (context, token) => ActAsync(context, model, token),
                    ct
                );
                if (outcome.Refusal is { } refusal)
                {
                    throw new InvalidOperationException($"Late data of {model}: {refusal.Message}");
                }
            }
        }
    }

    private async Task<List<string>> PageAsync(string? after, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Models.AsNoTracking()
            .Where(m =>
                (after == null || string.Compare(m.Name, after) > 0)
                && (
                    db.Deployments.Any(d => d.Model == m.Name && d.Stage == Stage.Production && d.Until == null)
                    || db.Monitors.Any(o => o.Model == m.Name && o.IsEnabled && o.ExpectedEveryHours != null)
                    || db.Alerts.Any(a => a.Model == m.Name && a.Rule == AlertRule.LateData && a.State != AlertState.Resolved)
                )
            )
            .OrderBy(m => m.Name)
            .Take(PageSize)
            .Select(m => m.Name)
            .ToListAsync(ct);
    }

    private async Task<IReadOnlyList<string>> ChangedAsync(List<string> models, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var expected = (await list.OfAsync(db, models, ct)).ToLookup(e => e.Model, StringComparer.Ordinal);
        var alerts = (await AlertsAsync(db.Alerts.AsNoTracking(), models, ct)).ToLookup(a => a.Model, StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        return [.. models.Where(m => StepsOf([.. expected[m]], [.. alerts[m]], now) is not ({ Count: 0 }, { Count: 0 }))];
    }

    // What is open, and what a person said is over about the newest silence: it is not raised again before something came.
    private static Task<List<Alert>> AlertsAsync(IQueryable<Alert> alerts, IReadOnlyCollection<string> models, CancellationToken ct)
    {
        var late = alerts.Where(a => models.Contains(a.Model) && a.Rule == AlertRule.LateData);
        return late.Where(a =>
                a.State != AlertState.Resolved
                || (a.ResolvedBy != null && !late.Any(o => o.Model == a.Model && o.Field == a.Field && o.SeenThrough > a.SeenThrough))
            )
            .ToListAsync(ct);
    }

    private static (IReadOnlyList<ExpectedStream> Late, IReadOnlyList<(Alert Alert, ExpectedStream? Stream)> Over) StepsOf(
        IReadOnlyList<ExpectedStream> expected,
        IReadOnlyList<Alert> alerts,
        DateTimeOffset now
    )
    {
        var byName = expected.ToDictionary(e => e.Stream, StringComparer.Ordinal);
        return (
            [
                .. expected.Where(e =>
                    e.IsLate(now)
                    && !alerts.Any(a => a.Field == e.Stream && (a.State is not AlertState.Resolved || a.SeenThrough >= e.CountsFrom))
                ),
            ],
            [
                .. alerts
                    .Where(a => a.State is not AlertState.Resolved)
                    .Select(a => (a, byName.GetValueOrDefault(a.Field)))
                    .Where(p => IsOver(p.a, p.Item2, now)),
            ]
        );
    }

    // Without a rhythm the silence goes on: a long one leaves nothing to learn from.
    private static bool IsOver(Alert alert, ExpectedStream? stream, DateTimeOffset now) =>
        stream is not { IsWaitedFor: true } || (stream.Rhythm is null ? stream.CountsFrom > alert.SeenThrough : !stream.IsLate(now));

    private async Task<Result<string>> ActAsync(ActionContext context, string model, CancellationToken ct)
    {
        // Two nodes that look at once raise one alert: the second sees what the first wrote.
        var known = await context.Db.LockModelAsync(model, ct) ?? throw new InvalidOperationException($"There is no model {model}.");
        var alerts = await AlertsAsync(context.Db.Alerts, [model], ct);
        var (late, over) = StepsOf(await list.OfAsync(context.Db, [model], ct), alerts, context.Now);
        foreach (var (alert, stream) in over)
        {
            End(context, alert, stream);
        }

        foreach (var stream in late)
        {
            await RaiseAsync(context, known, stream, ct);
        }

        if (late.Count + over.Count > 0)
        {
            await rescore.ChangedAsync(context, model, ct);
        }

        return model;
    }

    private static void End(ActionContext context, Alert alert, ExpectedStream? stream)
    {
        if (stream is not null)
        {
            alert.Pass(stream.CountsFrom);
        }

        alert.Recover(context.Now);
        context.AppendAs(
            s_job,
            new AuditEvent(
                "alert.resolved",
                alert.Id.ToString(),
                new JsonObject { ["model"] = alert.Model, ["by"] = stream is { IsWaitedFor: true } ? "data" : "no-one-waits" }
            )
            {
                Covers = [alert.Model],
            }
        );
    }

    private static async Task RaiseAsync(ActionContext context, Model model, ExpectedStream stream, CancellationToken ct)
    {
        var alert = new Alert
        {
            Id = await context.Db.NextIdAsync<AlertId>(ct),
            Model = stream.Model,
            Rule = AlertRule.LateData,
            Field = stream.Stream,
            Owner = model.Owner,
            BeganAt = stream.LateFrom!.Value,
            RaisedAt = context.Now,
        };
        alert.SeeWindow(stream.Version, null, DriftLevel.Warning, stream.CountsFrom, context.Now);
        context.Db.Alerts.Add(alert);
        context.AppendAs(
            s_job,
            new AuditEvent(
                "alert.raised",
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = stream.Model,
                    ["version"] = stream.Version,
                    ["rule"] = WireName.Of(AlertRule.LateData),
                    ["field"] = stream.Stream,
                    ["began"] = CanonicalJson.Time(alert.BeganAt),
                    ["lastSeen"] = stream.LastSeen is { } seen ? CanonicalJson.Time(seen) : null,
                    ["declared"] = stream.Rhythm!.Value.IsDeclared,
                    ["count"] = 1,
                    ["owner"] = alert.Owner?.ToString(),
                }
            )
            {
                Covers = [stream.Model],
            }
        );
    }
}

/// <summary>Looks for late data every few minutes.</summary>
internal sealed partial class StreamJob(WatchStreams watch, TimeProvider clock, ILogger<StreamJob> logger)
    : PeriodicJob(TimeSpan.FromMinutes(5), clock)
{
    public override Task RunAsync(CancellationToken ct) => watch.RunAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1633, LogLevel.Error, "Looking for late data failed; the next run is in a few minutes")]
    private partial void LogFailed(Exception e);
}
