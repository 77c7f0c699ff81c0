using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Windows;

/// <summary>
/// A second person of the second line decides what was asked about a window: that a new reference counts, or that a window counts no more.
/// What followed from a withdrawn window is taken back: readings, alerts it ended, the measurements that gates read.
/// </summary>
public sealed class DecideWindow(
    ActionRunner runner,
    WorkProgress<WindowId> evaluations,
    IFactsChanged factsChanged,
    IAlertsChanged rescore
)
{
    private static readonly Actor s_job = Actor.OfJob("monitoring");

    /// <summary>What is decided.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="Window">The window.</param>
    /// <param name="Confirm">True to let it happen.</param>
    /// <param name="Reason">Why; asked for when they say no.</param>
    public sealed record Command(string Model, string Version, WindowId Window, bool Confirm, string? Reason);

    /// <summary>Runs it.</summary>
    public async Task<Result<WindowId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (ModelName.IsModel(command.Model))
        {
            await factsChanged.PrepareAsync(command.Model, null, ct);
            await rescore.PrepareAsync(command.Model, ct);
        }

        var outcome = await runner.RunAsync<WindowId>(
            actor,
            new Attempt(command.Confirm ? "window.confirmed" : "window.rejected", command.Window.ToString(), Permission.ValidateModels)
            {
                LogEveryRefusal = true,
                Decides = command.Confirm,
            },
            (context, token) => ActAsync(context, command, token),
            ct
        );
        evaluations.Wake();
        return outcome;
    }

    private async Task<Result<WindowId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        if (
            await db.LockModelAsync(command.Model, ct) is not { } model
            || await db.AllWindows.SingleOrDefaultAsync(
                w => w.Id == command.Window && w.Model == command.Model && w.Version == command.Version,
                ct
            )
                is not { } window
        )
        {
            return MonitoringRefusals.WindowNotFound;
        }

        var asksForReference = window.Status is WindowStatus.Requested;
        var number = window.Id.Number;
        var newer = await db
            .Windows.Where(w =>
                w.Model == window.Model && w.Version == window.Version && w.Role == WindowRole.Reference && (int)(object)w.Id > number
            )
            .Select(w => (WindowId?)w.Id)
            .FirstOrDefaultAsync(ct);
        if (asksForReference && command.Confirm && newer is { } overtaken)
        {
            return MonitoringRefusals.ReferenceOvertaken(overtaken);
        }

        var me = context.Access.Person!.Value; // the right is never a key's
        IReadOnlyList<UserId> involved =
        [
            .. await AccessReader.PeopleBehindAsync(db, window.UploadedBy, ct),
            .. window.AskedBy is { } asked ? await AccessReader.PeopleBehindAsync(db, asked, ct) : [],
        ];
        var person = new Signer(me, context.Access.PrintedName, context.Access.Role)
        {
            Separation = await SeparationReader.LoadAsync(db, [], [me, .. involved], context.Now, ct),
        };
        if (window.Decide(command.Confirm, model, person, involved, command.Reason, context.Now) is { } refusal)
        {
            return refusal;
        }

        if (window.Status is WindowStatus.Withdrawn)
        {
            await (
                window.Role is WindowRole.Reference ? ForgetReferenceAsync(db, window, context.Now, ct) : ForgetAsync(context, window, ct)
            );
        }

        context.Append(
            new AuditEvent(
                (asksForReference, command.Confirm) switch
                {
                    (true, true) => "window.reference-confirmed",
                    (true, false) => "window.reference-rejected",
                    (false, true) => "window.withdrawn",
                    (false, false) => "window.withdrawal-rejected",
                },
                window.Id.ToString(),
                new JsonObject
                {
                    ["version"] = ModelName.Of(window.Model, window.Version),
                    ["role"] = WireName.Of(window.Role),
                    ["sha256"] = window.DataSha256,
                    ["askedBy"] = window.AskedBy,
                    ["uploadedBy"] = window.UploadedBy,
                    ["decisionSha256"] = window.Decision?.Sha256,
                }
            )
            {
                Covers = [ModelName.Of(window.Model, window.Version), window.Model],
            }
        );
        if (command.Confirm)
        {
            await rescore.ChangedAsync(context, window.Model, ct);
            await factsChanged.ChangedAsync(context, window.Model, window.Version, ct);
        }

        return window.Id;
    }

    // Compared with it, windows say nothing any more; they are compared with the reference that counts.
    private static async Task ForgetReferenceAsync(
        GovernanceDbContext db,
        MonitoringWindow window,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var compared = db.Windows.Where(w => w.ReferenceId == window.Id).Select(w => w.Id);
        foreach (var evaluation in await db.WindowEvaluations.Where(e => compared.Contains(e.Window)).ToListAsync(ct))
        {
            evaluation.Ask(now);
        }
    }

    private static async Task ForgetAsync(ActionContext context, MonitoringWindow window, CancellationToken ct)
    {
        var db = context.Db;
        var readings = db.MonitorReadings.IgnoreQueryFilters().Where(r => r.Window == window.Id);
        var monitors = await readings.Select(r => r.Monitor).Distinct().ToListAsync(ct);
        await readings.ExecuteDeleteAsync(ct);
        await db.WindowEvaluations.Where(e => e.Window == window.Id).ExecuteDeleteAsync(ct);
        var left = (
            await db.MonitorReadings.Where(r => monitors.Contains(r.Monitor) && r.Version == window.Version).ToListAsync(ct)
        ).ToLookup(r => r.Monitor);
        var alerts = (
            await db
                .Alerts.Where(a =>
                    a.Model == window.Model && a.Version == window.Version && a.Monitor != null && monitors.Contains(a.Monitor!.Value)
                )
                .ToListAsync(ct)
        ).ToLookup(a => a.Monitor!.Value);
        foreach (var monitor in monitors)
        {
            // Only the newest: what an earlier one rested on was over before.
            if (alerts[monitor].MaxBy(a => a.Id.Number) is not { } alert || alert.SeenThrough < window.End)
            {
                continue;
            }

            List<MonitorReading> rest = [.. left[monitor].Where(r => r.Start >= alert.BeganAt)];
            var through = rest.Select(r => r.End).Where(end => end <= alert.SeenThrough).Append(alert.BeganAt).Max();
            if (alert is { State: AlertState.Resolved, ResolvedBy: null } && rest.Exists(r => r.Outcome is MonitorOutcome.Breach))
            {
                alert.Reopen(through);
                Append(context, "alert.reopened", alert, window);
            }
            else if (alert.State is not AlertState.Resolved && !rest.Exists(r => r.Outcome is MonitorOutcome.Breach))
            {
                alert.Recover(context.Now);
                Append(context, "alert.resolved", alert, window);
            }
            else if (through != alert.SeenThrough)
            {
                alert.SeeOnlyThrough(through);
                Append(context, "alert.rejudged", alert, window);
            }
        }

        // The monitors look again at what is the newest now.
        var newest = await db
            .Windows.Where(w => w.Model == window.Model && w.Version == window.Version && w.Role == WindowRole.Current && w.Id != window.Id)
            .OrderByDescending(w => w.End)
            .ThenByDescending(w => w.Id)
            .Select(w => (WindowId?)w.Id)
            .FirstOrDefaultAsync(ct);
        if (newest is { } next && await db.WindowEvaluations.SingleOrDefaultAsync(e => e.Window == next, ct) is { } evaluation)
        {
            evaluation.Ask(context.Now);
        }
    }

    private static void Append(ActionContext context, string action, Alert alert, MonitoringWindow window) =>
        context.AppendAs(
            s_job,
            new AuditEvent(
                action,
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = alert.Model,
                    ["by"] = "withdrawal",
                    ["window"] = window.Id.ToString(),
                }
            )
            {
                Covers = [alert.Model],
            }
        );
}
