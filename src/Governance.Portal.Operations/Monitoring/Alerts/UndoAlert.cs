using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>
/// Someone takes back what they have just said about an alert. An action of its own with an entry of its own: nothing is erased.
/// </summary>
public sealed class UndoAlert(ActionRunner runner, IAlertsChanged rescore)
{
    /// <summary>Runs it.</summary>
    /// <param name="actor">Who: the one who did it.</param>
    /// <param name="id">Which alert.</param>
    /// <param name="step">What is taken back.</param>
    /// <param name="revision">The revision that was left by it: whatever came since stands in the way.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<AlertId>> RunAsync(Actor actor, AlertId id, AlertUndo step, int revision, CancellationToken ct)
    {
        var action = step switch
        {
            AlertUndo.Acknowledgement => "alert.unacknowledged",
            AlertUndo.Silence => "alert.unsilenced",
            AlertUndo.Resolution => "alert.reopened",
            AlertUndo.Unassignment => "alert.assigned",
        };
        return runner.RunAsync<AlertId>(
            actor,
            new Attempt(action, id.ToString(), Permission.HandleAlerts),
            async (context, token) =>
            {
                if (await context.Db.Alerts.SingleOrDefaultAsync(a => a.Id == id, token) is not { } alert)
                {
                    return MonitoringRefusals.AlertNotFound;
                }

                // Another one may have been raised for the same thing meanwhile: then the old one stays over.
                if (
                    alert.Revision != revision
                    || (
                        step is AlertUndo.Resolution
                        && await context.Db.Alerts.AnyAsync(
                            a =>
                                a.Id != id
                                && a.Model == alert.Model
                                && a.Rule == alert.Rule
                                && a.Field == alert.Field
                                && a.Version == alert.Version
                                && a.State != AlertState.Resolved,
                            token
                        )
                    )
                )
                {
                    return MonitoringRefusals.NothingToUndo;
                }

                if (alert.Undo(context.Access.Person, step) is { } refusal)
                {
                    return refusal;
                }

                var data = new JsonObject { ["model"] = alert.Model, ["undoes"] = Undone(step) };
                if (step is AlertUndo.Unassignment)
                {
                    data["owner"] = alert.Owner.ToString();
                }

                context.Append(new AuditEvent(action, id.ToString(), data) { Covers = [alert.Model] });
                if (step is AlertUndo.Resolution)
                {
                    await rescore.ChangedAsync(context, alert.Model, token);
                }

                return id;
            },
            ct
        );
    }

    private static string Undone(AlertUndo step) =>
        step switch
        {
            AlertUndo.Acknowledgement => "alert.acknowledged",
            AlertUndo.Silence => "alert.silenced",
            AlertUndo.Resolution => "alert.resolved",
            AlertUndo.Unassignment => "alert.unassigned",
        };
}
