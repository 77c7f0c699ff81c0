using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Monitoring;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>Keeps one alert for each schedule by which no validation succeeded in time: its owner is asked to look.</summary>
internal sealed class FollowOverdue(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory, IAlertsChanged rescore)
{
    /// <summary>Raises what is missing.</summary>
    public async Task RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        List<(ValidationScheduleId Id, string Model)> late;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var due = now - ValidationSchedule.Grace;
            var found = await db
                .ValidationSchedules.AsNoTracking()
                .Where(s => s.State == ScheduleState.Active && s.DueAt <= due)
                .OrderBy(s => s.Id)
                .Select(s => new { s.Id, s.Model })
                .ToListAsync(ct);
            var names = found.Select(f => f.Id.ToString()).ToList();
            var open = await db
                .Alerts.Where(a => a.Rule == AlertRule.OverdueValidation && a.State != AlertState.Resolved && names.Contains(a.Field))
                .Select(a => a.Field)
                .ToListAsync(ct);
            late = [.. found.Where(f => !open.Contains(f.Id.ToString(), StringComparer.Ordinal)).Select(f => (f.Id, f.Model))];
        }

        foreach (var (id, model) in late)
        {
            await rescore.PrepareAsync(model, ct);
            await runner.RunAsync<Done>(
                ValidationEvents.Job,
                new Attempt("alert.raised", id.ToString(), null),
                (context, token) => RaiseAsync(context, id, token),
                ct
            );
        }
    }

    /// <summary>A validation succeeded: what was raised is over.</summary>
    public async Task EndAsync(ActionContext context, ValidationSchedule schedule, CancellationToken ct)
    {
        if (await OpenAsync(context.Db, schedule, ct) is not { } alert)
        {
            return;
        }

        alert.Recover(context.Now);
        context.AppendAs(
            ValidationEvents.Job,
            new AuditEvent("alert.resolved", alert.Id.ToString(), new JsonObject { ["model"] = alert.Model, ["by"] = "validation" })
            {
                Covers = [alert.Model],
            }
        );
        await rescore.ChangedAsync(context, schedule.Model, ct);
    }

    private async Task<Result<Done>> RaiseAsync(ActionContext context, ValidationScheduleId id, CancellationToken ct)
    {
        // Rows that other alerts of the model wait for, too.
        if (
            await context.Db.ValidationSchedules.SingleOrDefaultAsync(s => s.Id == id, ct) is not { } schedule
            || !schedule.IsOverdue(context.Now)
            || await context.Db.LockModelAsync(schedule.Model, ct) is null
            || await OpenAsync(context.Db, schedule, ct) is not null
        )
        {
            return Done.Instance;
        }

        var version = await FindSubject.VersionAsync(context.Db, schedule, ct) ?? "";
        var alert = new Alert
        {
            Id = await context.Db.NextIdAsync<AlertId>(ct),
            Model = schedule.Model,
            Rule = AlertRule.OverdueValidation,
            Field = schedule.Id.ToString(),
            Owner = schedule.Owner,
            BeganAt = schedule.DueAt,
            RaisedAt = context.Now,
        };
        alert.See(version, 1, context.Now);
        context.Db.Alerts.Add(alert);
        context.Append(
            new AuditEvent(
                "alert.raised",
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = alert.Model,
                    ["version"] = version,
                    ["rule"] = WireName.Of(alert.Rule),
                    ["field"] = alert.Field,
                    ["count"] = 1,
                    ["owner"] = alert.Owner?.ToString(),
                }
            )
            {
                Covers = [alert.Model, schedule.Id.ToString()],
            }
        );
        await rescore.ChangedAsync(context, schedule.Model, ct);
        return Done.Instance;
    }

    private static Task<Alert?> OpenAsync(GovernanceDbContext db, ValidationSchedule schedule, CancellationToken ct)
    {
        var field = schedule.Id.ToString();
        return db.Alerts.FirstOrDefaultAsync(
            a => a.Model == schedule.Model && a.Rule == AlertRule.OverdueValidation && a.Field == field && a.State != AlertState.Resolved,
            ct
        );
    }
}
