using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Monitoring.Alerts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>Makes a monitor: what the page calls a new alert.</summary>
public sealed class CreateMonitor(ActionRunner runner, AlertJudges judges)
{
    /// <summary>What is to be watched.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Kind">See <see cref="MonitorKind"/>.</param>
    /// <param name="Target">Column, metric, protected attribute or business figure.</param>
    /// <param name="Segment">Column and value; null for all rows.</param>
    /// <param name="Terms">Bounds.</param>
    public sealed record Command(string Model, string? Kind, string? Target, (string Column, string Value)? Segment, MonitorSettings Terms);

    /// <summary>Runs it.</summary>
    public Task<Result<MonitorId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("monitor.created", command.Model, Permission.ManageMonitors),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private async Task<Result<MonitorId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        if (await db.LockModelAsync(command.Model, ct) is null)
        {
            return ModelRefusals.NotFound(command.Model);
        }

        if (!WireName.TryParse<MonitorKind>(command.Kind, out var kind))
        {
            return MonitoringRefusals.KindUnknown;
        }

        var terms = await command.Terms.ResolveAsync(db, context.Now, ct);
        if (terms.Refusal is { } wrong)
        {
            return wrong;
        }

        if (await db.Monitors.CountAsync(m => m.Model == command.Model, ct) >= ModelMonitor.MaxPerModel)
        {
            return MonitoringRefusals.TooManyMonitors;
        }

        var made = ModelMonitor.Create(
            await db.NextIdAsync<MonitorId>(ct),
            command.Model,
            kind,
            command.Target,
            command.Segment,
            terms.Value,
            context.Now
        );
        if (made.Refusal is { } refusal)
        {
            return refusal;
        }

        var monitor = made.Value;
        if (
            await db
                .Monitors.AsNoTracking()
                .FirstOrDefaultAsync(
                    m =>
                        m.Model == monitor.Model
                        && m.Kind == kind
                        && m.Target == monitor.Target
                        && m.SegmentColumn == monitor.SegmentColumn
                        && m.SegmentValue == monitor.SegmentValue,
                    ct
                ) is
            { } twin
        )
        {
            return MonitoringRefusals.MonitorTaken(twin.Id);
        }

        // A rhythm that is declared takes the place of the learnt one, and so ends a silence that is an alert.
        if (monitor.ExpectedEveryHours is not null && await judges.RefusesAsync(context, monitor, ct) is { } held)
        {
            return held;
        }

        db.Monitors.Add(monitor);
        context.Append(new AuditEvent("monitor.created", monitor.Id.ToString(), MonitorFacts.Of(monitor)) { Covers = [monitor.Model] });
        return monitor.Id;
    }
}

/// <summary>Changes a monitor, or stops and starts it.</summary>
public sealed class ChangeMonitor(ActionRunner runner, AlertJudges judges)
{
    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="change">From what it is to what it is to be.</param>
    /// <param name="ifMatch">The revision the caller insists on, as an entity tag; null when they do not.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<MonitorId>> RunAsync(
        Actor actor,
        MonitorId id,
        Func<ModelMonitor, MonitorSettings> change,
        string? ifMatch,
        CancellationToken ct
    ) =>
        runner.RunAsync<MonitorId>(
            actor,
            new Attempt("monitor.changed", id.ToString(), Permission.ManageMonitors),
            async (context, token) =>
            {
                if (await context.Db.Monitors.SingleOrDefaultAsync(m => m.Id == id, token) is not { } monitor)
                {
                    return MonitoringRefusals.MonitorNotFound;
                }

                if (ETags.Refuses(ifMatch, monitor.Revision) is { } stale)
                {
                    return stale;
                }

                var settings = change(monitor);
                var terms = await settings.ResolveAsync(context.Db, context.Now, token);
                if (terms.Refusal is { } wrong)
                {
                    return wrong;
                }

                // Whoever could not end the alert does not end it by another limit either.
                if (
                    (
                        (monitor.Lower, monitor.Upper, monitor.MinimumRows, monitor.Consecutive, monitor.ExpectedEveryHours)
                            != (
                                terms.Value.Lower,
                                terms.Value.Upper,
                                terms.Value.MinimumRows,
                                terms.Value.Consecutive,
                                terms.Value.ExpectedEveryHours
                            )
                        || (settings.IsEnabled ?? monitor.IsEnabled) != monitor.IsEnabled
                    ) && await judges.RefusesAsync(context, monitor, token) is { } held
                )
                {
                    return held;
                }

                if (
                    monitor.IsLoosenedBy(terms.Value, settings.IsEnabled ?? monitor.IsEnabled)
                    && await judges.RefusesLessAsync(context, monitor, token) is { } theirs
                )
                {
                    return theirs;
                }

                if (monitor.Change(terms.Value, settings.IsEnabled ?? monitor.IsEnabled) is { } refusal)
                {
                    return refusal;
                }

                context.Append(new AuditEvent("monitor.changed", id.ToString(), MonitorFacts.Of(monitor)) { Covers = [monitor.Model] });
                return id;
            },
            ct
        );
}

/// <summary>What a person sets, as they say it: the owner by e-mail address, what is left out by the defaults.</summary>
public sealed record MonitorSettings(
    double? Lower = null,
    double? Upper = null,
    long? MinimumRows = null,
    int? Consecutive = null,
    string? Owner = null,
    bool? AsksForRetraining = null,
    bool? IsEnabled = null
)
{
    /// <summary>Hours from one arrival of data to the next; null where that is learnt.</summary>
    public double? ExpectedEveryHours { get; init; }

    /// <summary>The owner there is, while no address says another.</summary>
    public UserId? KnownOwner { get; init; }

    /// <summary>As a monitor has them.</summary>
    public static MonitorSettings Of(ModelMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        return new(
            monitor.Lower,
            monitor.Upper,
            monitor.MinimumRows,
            monitor.Consecutive,
            null,
            monitor.AsksForRetraining,
            monitor.IsEnabled
        )
        {
            KnownOwner = monitor.Owner,
            ExpectedEveryHours = monitor.ExpectedEveryHours,
        };
    }

    internal async Task<Result<MonitorTerms>> ResolveAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var owner = KnownOwner;
        if (!string.IsNullOrWhiteSpace(Owner))
        {
            if (
                Owner.Length > 254
                || await People.ByEmailAsync(db, Owner, ct) is not { } person
                || !person.IsActive(now)
                || !(await AccessReader.RolesOf(db, person.Id).ToListAsync(ct)).Exists(r =>
                    Permission.HandleAlerts.GrantedTo.Contains(r, StringComparer.Ordinal)
                )
            )
            {
                return MonitoringRefusals.OwnerUnknown;
            }

            owner = person.UserId;
        }

        return new MonitorTerms(
            Lower,
            Upper,
            MinimumRows ?? MonitorDefaults.MinimumRows,
            Consecutive ?? MonitorDefaults.Consecutive,
            owner,
            AsksForRetraining ?? false
        )
        {
            ExpectedEveryHours = ExpectedEveryHours,
        };
    }
}

/// <summary>A monitor as the log holds it.</summary>
internal static class MonitorFacts
{
    public static JsonObject Of(ModelMonitor monitor)
    {
        var facts = new JsonObject
        {
            ["model"] = monitor.Model,
            ["kind"] = WireName.Of(monitor.Kind),
            ["target"] = monitor.Target,
            ["segment"] = monitor.HasSegment ? monitor.SegmentColumn : null,
            ["lower"] = Written(monitor.Lower),
            ["upper"] = Written(monitor.Upper),
            ["minimumRows"] = monitor.MinimumRows,
            ["consecutive"] = monitor.Consecutive,
            ["owner"] = monitor.Owner?.ToString(),
            ["retrains"] = monitor.AsksForRetraining,
            ["enabled"] = monitor.IsEnabled,
        };
        if (monitor.ExpectedEveryHours is { } hours)
        {
            facts["expectedEveryHours"] = Written(hours);
        }

        return facts;
    }

    /// <summary>A measured number as the log writes it: the shortest text that reads back as the same number.</summary>
    public static string? Written(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
