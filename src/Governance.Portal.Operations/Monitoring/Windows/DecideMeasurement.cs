using System.Text.Json.Nodes;
using Governance.Analytics.Io;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Artifacts;
using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Windows;

/// <summary>
/// A second person of the second line decides what was asked about a measurement: that a new reference counts, or that a window, a file of
/// labels or a figure counts no more. What followed from what was withdrawn is taken back: readings, alerts it ended, the measurements that
/// gates read.
/// </summary>
public sealed class DecideMeasurement(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ContentStore store,
    WindowAnalysis analysis,
    LabelledWindows labelled,
    WorkProgress<WindowId> evaluations,
    IFactsChanged factsChanged,
    IAlertsChanged rescore
)
{
    private static readonly Actor s_job = Actor.OfJob("monitoring");

    /// <summary>What is decided.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="Measurement">What it is about.</param>
    /// <param name="Confirm">True to let it happen.</param>
    /// <param name="Reason">Why; asked for when they say no.</param>
    public sealed record Command(string Model, string Version, MeasurementRef Measurement, bool Confirm, string? Reason);

    /// <summary>Runs it.</summary>
    public async Task<Result<MeasurementRef>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        LabelledWindows.Measured? measured = null;
        if (command.Confirm && command.Measurement.Kind is MeasurementKind.Labels)
        {
            var read = await MeasureAsync(command, ct);
            if (read.Refusal is { } unreadable)
            {
                return unreadable;
            }

            measured = read.Value.Measured;
        }

        if (ModelName.IsModel(command.Model))
        {
            await factsChanged.PrepareAsync(command.Model, null, ct);
            await rescore.PrepareAsync(command.Model, ct);
        }

        var outcome = await runner.RunAsync<MeasurementRef>(
            actor,
            new Attempt(AttemptOf(command.Measurement.Kind, command.Confirm), command.Measurement.ToString(), Permission.ValidateModels)
            {
                LogEveryRefusal = true,
                Decides = command.Confirm,
            },
            (context, token) => ActAsync(context, command, measured, token),
            ct
        );
        evaluations.Wake();
        return outcome;
    }

    // The windows that its labels are about, measured without them, before the transaction. None where nothing is to be withdrawn: then the
    // act refuses it.
    private async Task<Result<WithoutLabels>> MeasureAsync(Command command, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            await StoredMeasurements.FindAsync(db, command.Model, command.Version, command.Measurement, ct)
            is not LabelBatch { AwaitsDecision: true } batch
        )
        {
            return new WithoutLabels(null);
        }

        var granted = await analysis.UploadTurnAsync(command.Model, ct);
        if (granted.Refusal is { } crowded)
        {
            return crowded;
        }

        using var turn = granted.Value;
        await using var data = await store.OpenFileAsync(batch.DataSha256, ct);
        var labels = await analysis.ReadAsync(data, ColumnRoles.Default, null, ct);
        if (labels.Refusal is { } unreadable)
        {
            return unreadable;
        }

        var measured = await labelled.MeasureAsync(command.Model, command.Version, labels.Value, batch.DataSha256, ct);
        return measured.Refusal is { } refusal ? refusal : new WithoutLabels(measured.Value);
    }

    private async Task<Result<MeasurementRef>> ActAsync(
        ActionContext context,
        Command command,
        LabelledWindows.Measured? measured,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var id = command.Measurement;
        if (
            await db.LockModelAsync(command.Model, ct) is not { } model
            || await StoredMeasurements.FindAsync(db, command.Model, command.Version, id, ct) is not { } found
        )
        {
            return StoredMeasurements.NotFound(id);
        }

        // Who sent it and who asked says who may decide.
        if (await RecordIntegrity.VerifyAsync(db, [StoredMeasurements.RowOf(id)], ct) is { } altered)
        {
            return altered;
        }

        var asksForReference = found.Status is WindowStatus.Requested;
        if (asksForReference && command.Confirm && await OvertakenAsync(db, (MonitoringWindow)found, ct) is { } overtaken)
        {
            return MonitoringRefusals.ReferenceOvertaken(overtaken);
        }

        var me = context.Access.Person!.Value; // the right is never a key's
        IReadOnlyList<UserId> involved =
        [
            .. await AccessReader.PeopleBehindAsync(db, found.SentBy, ct),
            .. found.AskedBy is { } asked ? await AccessReader.PeopleBehindAsync(db, asked, ct) : [],
        ];
        var person = new Signer(me, context.Access.PrintedName, context.Access.Role)
        {
            Separation = await SeparationReader.LoadAsync(db, [], [me, .. involved], context.Now, ct),
        };
        if (found.Decide(command.Confirm, model, person, involved, command.Reason, context.Now) is { } refusal)
        {
            return refusal;
        }

        if (found.Status is WindowStatus.Withdrawn)
        {
            if (found is LabelBatch && measured is null)
            {
                return ActionRunner.Busy; // asked for while it was decided
            }

            if (measured is not null && await measured.IsOvertakenAsync(db, command.Model, command.Version, ct))
            {
                return ActionRunner.Busy; // an upload came between measuring and recording
            }

            await TakeBackAsync(context, found, measured, ct);
        }

        context.Append(
            new AuditEvent(ActionOf(id.Kind, asksForReference, command.Confirm), id.ToString(), FactsOf(found, command))
            {
                Covers =
                [
                    ModelName.Of(command.Model, command.Version),
                    command.Model,
                    .. measured is null ? [] : measured.Changed.Keys.Select(w => w.ToString()),
                ],
            }
        );
        if (command.Confirm)
        {
            LoosenedGates.Note(context, command.Model, id.ToString());
            await rescore.ChangedAsync(context, command.Model, ct);
            await factsChanged.ChangedAsync(context, command.Model, command.Version, ct);
        }

        return id;
    }

    private static async Task<WindowId?> OvertakenAsync(GovernanceDbContext db, MonitoringWindow window, CancellationToken ct)
    {
        var number = window.Id.Number;
        return await db
            .Windows.Where(w =>
                w.Model == window.Model && w.Version == window.Version && w.Role == WindowRole.Reference && (int)(object)w.Id > number
            )
            .Select(w => (WindowId?)w.Id)
            .FirstOrDefaultAsync(ct);
    }

    private static string AttemptOf(MeasurementKind kind, bool confirm) =>
        (kind, confirm) switch
        {
            (MeasurementKind.Window, true) => "window.confirmed",
            (MeasurementKind.Window, false) => "window.rejected",
            (MeasurementKind.Labels, true) => "labels.confirmed",
            (MeasurementKind.Labels, false) => "labels.rejected",
            (MeasurementKind.Figure, true) => "figure.confirmed",
            (MeasurementKind.Figure, false) => "figure.rejected",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A measurement of no kind that can be withdrawn."),
        };

    private static string ActionOf(MeasurementKind kind, bool asksForReference, bool confirm) =>
        (asksForReference, confirm) switch
        {
            (true, true) => "window.reference-confirmed",
            (true, false) => "window.reference-rejected",
            (false, true) => $"{StoredMeasurements.NounOf(kind)}.withdrawn",
            (false, false) => $"{StoredMeasurements.NounOf(kind)}.withdrawal-rejected",
        };

    private static JsonObject FactsOf(Measurement found, Command command)
    {
        var facts = new JsonObject
        {
            ["model"] = command.Model,
            ["version"] = ModelName.Of(command.Model, command.Version),
            ["askedBy"] = found.AskedBy,
            ["uploadedBy"] = found.SentBy,
            ["decisionSha256"] = found.Decision?.Sha256,
        };
        switch (found)
        {
            case MonitoringWindow window:
                (facts["role"], facts["sha256"]) = (WireName.Of(window.Role), window.DataSha256);
                break;
            case LabelBatch batch:
                facts["sha256"] = batch.DataSha256;
                break;
            case BusinessFigure figure:
                (facts["start"], facts["end"]) = (CanonicalJson.Time(figure.Start), CanonicalJson.Time(figure.End));
                break;
        }

        return facts;
    }

    private static async Task TakeBackAsync(
        ActionContext context,
        Measurement withdrawn,
        LabelledWindows.Measured? measured,
        CancellationToken ct
    )
    {
        var db = context.Db;
        switch (withdrawn)
        {
            case MonitoringWindow { Role: WindowRole.Reference } reference:
                await ForgetReferenceAsync(db, reference, context.Now, ct);
                break;
            case MonitoringWindow window:
                await db.WindowEvaluations.Where(e => e.Window == window.Id).ExecuteDeleteAsync(ct);
                await ForgetAsync(
                    context,
                    new(window.Ref, window.Model, window.Version, window.End, window.Id),
                    db.MonitorReadings.IgnoreQueryFilters().Where(r => r.Window == window.Id),
                    ct
                );
                await AskNewestAsync(db, window, context.Now, ct);
                break;
            case LabelBatch batch:
                // What the monitors said of these windows by their labels goes, and opens again what it ended; they look again without
                // them.
                foreach (var touched in await LabelledWindows.RecordAsync(context, measured!, came: null, ct))
                {
                    await ForgetAsync(
                        context,
                        new(batch.Ref, batch.Model, batch.Version, touched.End, touched.Id) { IsMeasuredAgain = true },
                        db.MonitorReadings.IgnoreQueryFilters()
                            .Where(r =>
                                r.Window == touched.Id
                                && db.Monitors.Any(m =>
                                    m.Id == r.Monitor && (m.Kind == MonitorKind.Performance || m.Kind == MonitorKind.Fairness)
                                )
                            ),
                        ct
                    );
                }

                break;
            case BusinessFigure figure:
                await ForgetAsync(
                    context,
                    new(figure.Ref, figure.Model, figure.Version, figure.End, null),
                    db.MonitorReadings.IgnoreQueryFilters()
                        .Where(r =>
                            r.Version == figure.Version
                            && r.Start == figure.Start
                            && r.End == figure.End
                            && db.Monitors.Any(m =>
                                m.Id == r.Monitor
                                && m.Model == figure.Model
                                && m.Target == figure.Name
                                && (m.Kind == MonitorKind.Business || m.Kind == MonitorKind.Evaluation)
                            )
                        ),
                    ct
                );
                break;
        }
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

    private static async Task ForgetAsync(ActionContext context, TakenBack taken, IQueryable<MonitorReading> readings, CancellationToken ct)
    {
        var db = context.Db;
        var gone = await readings.ToListAsync(ct);
        var monitors = gone.Select(r => r.Monitor).Distinct().ToList();
        var ids = gone.Select(r => r.Id).ToList();
        db.MonitorReadings.RemoveRange(gone);
        var left = (
            await db
                .MonitorReadings.Where(r => monitors.Contains(r.Monitor) && r.Version == taken.Version && !ids.Contains(r.Id))
                .ToListAsync(ct)
        ).ToLookup(r => r.Monitor);
        var alerts = (
            await db
                .Alerts.Where(a =>
                    a.Model == taken.Model && a.Version == taken.Version && a.Monitor != null && monitors.Contains(a.Monitor!.Value)
                )
                .ToListAsync(ct)
        ).ToLookup(a => a.Monitor!.Value);
        foreach (var monitor in monitors)
        {
            // Only the newest: what an earlier one rested on was over before.
            if (alerts[monitor].MaxBy(a => a.Id.Number) is not { } alert || alert.SeenThrough < taken.End)
            {
                continue;
            }

            List<MonitorReading> rest = [.. left[monitor].Where(r => r.Start >= alert.BeganAt)];
            var through = rest.Select(r => r.End).Where(end => end <= alert.SeenThrough).Append(alert.BeganAt).Max();
            if (alert is { State: AlertState.Resolved, ResolvedBy: null } && rest.Exists(r => r.Outcome is MonitorOutcome.Breach))
            {
                alert.Reopen(through);
                Append(context, "alert.reopened", alert, taken);
            }
            else if (taken.IsMeasuredAgain)
            {
                continue; // the new reading says whether it goes on
            }
            else if (alert.State is not AlertState.Resolved && !rest.Exists(r => r.Outcome is MonitorOutcome.Breach))
            {
                alert.Recover(context.Now);
                Append(context, "alert.resolved", alert, taken);
            }
            else if (through != alert.SeenThrough)
            {
                alert.SeeOnlyThrough(through);
                Append(context, "alert.rejudged", alert, taken);
            }
        }
    }

    // The monitors look again at what is the newest now.
    private static async Task AskNewestAsync(GovernanceDbContext db, MonitoringWindow window, DateTimeOffset now, CancellationToken ct)
    {
        var newest = await db
            .Windows.Where(w => w.Model == window.Model && w.Version == window.Version && w.Role == WindowRole.Current && w.Id != window.Id)
            .OrderByDescending(w => w.End)
            .ThenByDescending(w => w.Id)
            .Select(w => (WindowId?)w.Id)
            .FirstOrDefaultAsync(ct);
        if (newest is { } next && await db.WindowEvaluations.SingleOrDefaultAsync(e => e.Window == next, ct) is { } evaluation)
        {
            evaluation.Ask(now);
        }
    }

    private static void Append(ActionContext context, string action, Alert alert, TakenBack taken) =>
        context.AppendAs(
            s_job,
            new AuditEvent(
                action,
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = alert.Model,
                    ["by"] = "withdrawal",
                    ["measurement"] = taken.Id.ToString(),
                    ["window"] = taken.Window?.ToString(),
                }
            )
            {
                Covers = [alert.Model],
            }
        );

    private sealed record WithoutLabels(LabelledWindows.Measured? Measured);

    /// <summary>What was withdrawn, as far as alerts are concerned.</summary>
    private sealed record TakenBack(MeasurementRef Id, string Model, string Version, DateTimeOffset End, WindowId? Window)
    {
        /// <summary>True where the monitors look again at the same window.</summary>
        public bool IsMeasuredAgain { get; init; }
    }
}
