using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>Acknowledges an alert: a person says that they are looking at it, and it leaves their queue.</summary>
public sealed class AcknowledgeAlert(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    public Task<Result<AlertId>> RunAsync(Actor actor, AlertId id, string? ifMatch, CancellationToken ct) =>
        HandleAlert.RunAsync(
            runner,
            actor,
            new Attempt("alert.acknowledged", id.ToString(), Permission.HandleAlerts),
            id,
            ifMatch,
            (alert, context) => alert.Acknowledge(context.Access.Person, context.Now),
            (alert, context) =>
                context.Append(
                    new AuditEvent("alert.acknowledged", id.ToString(), new JsonObject { ["model"] = alert.Model })
                    {
                        Covers = [alert.Model],
                    }
                ),
            ct
        );
}

/// <summary>Assigns an alert to the person who acts; it moves to their queue.</summary>
public sealed class AssignAlert(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    public Task<Result<AlertId>> RunAsync(Actor actor, AlertId id, string? ifMatch, CancellationToken ct)
    {
        UserId? before = null;
        return HandleAlert.RunAsync(
            runner,
            actor,
            new Attempt("alert.assigned", id.ToString(), Permission.HandleAlerts),
            id,
            ifMatch,
            (alert, context) =>
            {
                before = alert.Owner;
                return alert.Assign(context.Access.Person);
            },
            (alert, context) =>
                context.Append(
                    new AuditEvent(
                        "alert.assigned",
                        id.ToString(),
                        new JsonObject
                        {
                            ["model"] = alert.Model,
                            ["owner"] = alert.Owner.ToString(),
                            ["before"] = before?.ToString(),
                        }
                    )
                    {
                        Covers = [alert.Model],
                    }
                ),
            ct
        );
    }
}

/// <summary>
/// Asks the owner of the model to look at an alert: it moves to their queue, and they are notified. Only those who handle alerts ask, and
/// nobody is asked twice.
/// </summary>
public sealed class AskOwner(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    public Task<Result<AlertId>> RunAsync(Actor actor, AlertId id, string? ifMatch, CancellationToken ct) =>
        runner.RunAsync<AlertId>(
            actor,
            new Attempt("alert.assigned", id.ToString(), Permission.HandleAlerts),
            async (context, token) =>
            {
                if (await context.Db.Alerts.SingleOrDefaultAsync(a => a.Id == id, token) is not { } alert)
                {
                    return MonitoringRefusals.AlertNotFound;
                }

                if (ETags.Refuses(ifMatch, alert.Revision) is { } stale)
                {
                    return stale;
                }

                var before = alert.Owner;
                var owner = (await context.Db.Models.SingleAsync(m => m.Name == alert.Model, token)).Owner;
                if (alert.Assign(owner) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "alert.assigned",
                        id.ToString(),
                        new JsonObject
                        {
                            ["model"] = alert.Model,
                            ["owner"] = owner.ToString(),
                            ["before"] = before?.ToString(),
                        }
                    )
                    {
                        Covers = [alert.Model],
                    }
                );
                return id;
            },
            ct
        );
}

/// <summary>Gives an alert back: from then on the model's owner is asked to look.</summary>
public sealed class UnassignAlert(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    public Task<Result<AlertId>> RunAsync(Actor actor, AlertId id, string? ifMatch, CancellationToken ct) =>
        HandleAlert.RunAsync(
            runner,
            actor,
            new Attempt("alert.unassigned", id.ToString(), Permission.HandleAlerts),
            id,
            ifMatch,
            (alert, context) => alert.Unassign(context.Access.Person),
            (alert, context) =>
                context.Append(
                    new AuditEvent(
                        "alert.unassigned",
                        id.ToString(),
                        new JsonObject { ["model"] = alert.Model, ["before"] = context.Access.Person?.ToString() }
                    )
                    {
                        Covers = [alert.Model],
                    }
                ),
            ct
        );
}

/// <summary>Silences an alert for a time, with a reason: it is in no one's queue until then.</summary>
public sealed class SilenceAlert(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    public Task<Result<AlertId>> RunAsync(
        Actor actor,
        AlertId id,
        DateTimeOffset? until,
        string? reason,
        string? ifMatch,
        CancellationToken ct
    ) =>
        HandleAlert.RunAsync(
            runner,
            actor,
            new Attempt("alert.silenced", id.ToString(), Permission.HandleAlerts),
            id,
            ifMatch,
            (alert, context) => alert.Silence(context.Access.Person, until, reason, context.Now),
            (alert, context) =>
                context.Append(
                    new AuditEvent(
                        "alert.silenced",
                        id.ToString(),
                        new JsonObject
                        {
                            ["model"] = alert.Model,
                            ["until"] = CanonicalJson.Time(alert.SilencedUntil!.Value),
                            ["reasonSha256"] = alert.SilenceReason!.Sha256,
                        }
                    )
                    {
                        Covers = [alert.Model],
                    }
                ),
            ct
        );
}

/// <summary>
/// Resolves an alert: a person says that it is over. One that a rule in force reads is not in the hands of those whom it judges
/// (<see cref="AlertJudges"/>).
/// </summary>
public sealed class ResolveAlert(ActionRunner runner, IAlertsChanged rescore, AlertJudges judges)
{
    private static readonly string?[] s_secondLine = [Roles.RiskOfficer, Roles.SecurityReviewer];

    /// <summary>Runs it.</summary>
    public Task<Result<AlertId>> RunAsync(Actor actor, AlertId id, string? reason, string? ifMatch, CancellationToken ct) =>
        HandleAlert.RunAsync(
            runner,
            actor,
            new Attempt("alert.resolved", id.ToString(), Permission.HandleAlerts),
            id,
            ifMatch,
            // What decisions bear witness of is over when they stop, or when someone who answers for no model says so.
            (alert, context) =>
                AlertKinds.IsTraffic(alert.Rule) && !s_secondLine.Contains(context.Access.Role)
                    ? MonitoringRefusals.NotSecondLine
                    : alert.Resolve(context.Access.Person, reason, context.Now),
            (alert, context) =>
                context.Append(
                    new AuditEvent(
                        "alert.resolved",
                        id.ToString(),
                        new JsonObject
                        {
                            ["model"] = alert.Model,
                            ["by"] = "person",
                            ["role"] = context.Access.Role,
                            ["reasonSha256"] = alert.Resolution!.Sha256,
                        }
                    )
                    {
                        Covers = [alert.Model],
                    }
                ),
            ct,
            rescore,
            judges
        );
}

/// <summary>What the actions on an alert share: load it, compare the caller's revision, ask the aggregate, append the fact.</summary>
internal static class HandleAlert
{
    public static Task<Result<AlertId>> RunAsync(
        ActionRunner runner,
        Actor actor,
        Attempt attempt,
        AlertId id,
        string? ifMatch,
        Func<Alert, ActionContext, Refusal?> ask,
        Action<Alert, ActionContext> log,
        CancellationToken ct,
        IAlertsChanged? rescore = null,
        AlertJudges? judges = null
    ) =>
        runner.RunAsync<AlertId>(
            actor,
            attempt,
            async (context, token) =>
            {
                if (await context.Db.Alerts.SingleOrDefaultAsync(a => a.Id == id, token) is not { } alert)
                {
                    return MonitoringRefusals.AlertNotFound;
                }

                if (ETags.Refuses(ifMatch, alert.Revision) is { } stale)
                {
                    return stale;
                }

                if (
                    judges is not null
                    && alert.State is not AlertState.Resolved
                    && await judges.RefusesAsync(context, alert, token) is { } held
                )
                {
                    return held;
                }

                var decides =
                    judges is not null && alert.State is not AlertState.Resolved && await judges.IsReadAsync(context.Db, alert, token);
                if (ask(alert, context) is { } refusal)
                {
                    return refusal;
                }

                log(alert, context);
                if (decides)
                {
                    LoosenedGates.Note(context, alert.Model, id.ToString());
                }

                if (rescore is not null)
                {
                    await rescore.ChangedAsync(context, alert.Model, token);
                }

                return id;
            },
            ct
        );
}
