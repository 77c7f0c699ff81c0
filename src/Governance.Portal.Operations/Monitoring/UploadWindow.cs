using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Operations.Monitoring.Monitors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// Takes in a window of predictions: stores the bytes, computes drift and performance, records both. A bad row refuses the whole window
/// with its line, and nothing of it is kept.
/// </summary>
/// <remarks>
/// Everything slow happens before the transaction, which only moves two files and writes rows: on SQLite it holds the one writer's lock.
/// The files are moved before the commit, so that no committed window ever lacks its bytes. Should the commit itself fail, they stay in the
/// store under their digests with nothing that names them: harmless, and reused when the same window is sent again. They are not deleted,
/// for another record may come to name the same bytes at that very moment.
/// </remarks>
public sealed partial class UploadWindow(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ContentStore store,
    WindowAnalysis analysis,
    WorkProgress<WindowId> evaluations,
    IFactsChanged factsChanged,
    IOptions<LimitsOptions> limits,
    TimeProvider clock
)
{
    /// <summary>What is uploaded.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="Role">Reference or current.</param>
    /// <param name="Start">First instant covered; from the rows' timestamps when null.</param>
    /// <param name="End">End of what is covered, exclusive; from the rows' timestamps when null.</param>
    /// <param name="Columns">What the columns are.</param>
    public sealed record Command(
        string Model,
        string Version,
        WindowRole Role,
        DateTimeOffset? Start,
        DateTimeOffset? End,
        WindowColumns Columns
    )
    {
        /// <summary>Values of business series for the same stretch of time.</summary>
        public IReadOnlyDictionary<string, double> Series { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

        /// <summary>
        /// Whether the times of the rows are compared with the period. Not where the rows were chosen by another time than their column
        /// <c>timestamp</c>.
        /// </summary>
        internal bool ComparesRows { get; init; } = true;

        /// <summary>What is written in the same transaction as the window: a pulled window and how far pulling is are one fact.</summary>
        internal Func<ActionContext, WindowId, CancellationToken, Task>? Along { get; init; }
    }

    /// <summary>What was recorded.</summary>
    /// <param name="Window">The window.</param>
    /// <param name="Rows">Rows.</param>
    /// <param name="Labelled">Rows with a label.</param>
    /// <param name="Features">Its columns, and how they drift.</param>
    public sealed record Answer(WindowId Window, long Rows, long Labelled, IReadOnlyList<FeatureRow> Features)
    {
        /// <summary><c>in-force</c>, or <c>requested</c> for a reference that a second person has to confirm first.</summary>
        public WindowStatus Status { get; init; }

        /// <summary>The earlier window with the same bytes for another period; this one then does not count as new data.</summary>
        public WindowId? Repeats { get; init; }

        /// <summary>What the sender should know.</summary>
        public IReadOnlyList<string> Warnings { get; init; } = [];
    }

    /// <summary>Runs it.</summary>
    public async Task<Result<Answer>> RunAsync(Actor actor, Command command, Stream body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(body);
        var attempt = new Attempt("window.stored", ModelName.Of(command.Model, command.Version), Permission.WriteMonitoring);
        var ready = await PrepareAsync(actor, attempt, command, ct);
        if (ready.Refusal is { } early)
        {
            return early;
        }

        var received = await store.ReceiveAsync(body, limits.Value.TableBytes, "Limits__TableBytes", actor, ct);
        if (received.Refusal is { } tooLarge)
        {
            return tooLarge;
        }

        await using var incoming = received.Value;
        var measured = await MeasureAsync(actor, command, ready.Value, incoming, ct);
        if (measured.Refusal is { } bad)
        {
            return bad;
        }

        await using var profile = measured.Value.Profile;
        return await StoreAsync(actor, attempt, command, measured.Value, incoming, ct);
    }

    private async Task<Result<Answer>> StoreAsync(
        Actor actor,
        Attempt attempt,
        Command command,
        Measured measured,
        ContentStore.Incoming incoming,
        CancellationToken ct
    )
    {
        if ((await incoming.StageAsync(ct) ?? (measured.Profile is null ? null : await measured.Profile.StageAsync(ct))) is { } away)
        {
            return away;
        }

        await factsChanged.PrepareAsync(command.Model, command.Version, ct);
        var outcome = await runner.RunAsync<Answer>(
            actor,
            attempt,
            (context, token) => RecordAsync(context, command, measured, incoming, token),
            ct
        );
        evaluations.Wake();
        return outcome;
    }

    // Asked before a byte is read, so that no one uploads gigabytes to be refused at the end; asked again in the transaction.
    private async Task<Result<Baseline>> PrepareAsync(Actor actor, Attempt attempt, Command command, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        if (access.Refusal is { } unknown)
        {
            return unknown;
        }

        if (access.Value.Refuses(attempt.Permission!) is { } forbidden)
        {
            await runner.RefusedAsync(actor, attempt, forbidden, ct);
            return forbidden;
        }

        if (!await db.Versions.AnyAsync(v => v.Model == command.Model && v.Version == command.Version, ct))
        {
            return ModelRefusals.VersionNotFound(command.Model, command.Version);
        }

        if (command is { Start: { } start, End: { } end } && end <= start)
        {
            return MonitoringRefusals.PeriodNotValid;
        }

        if (command.End is { } last && last.IsAhead(clock.GetUtcNow()))
        {
            return MonitoringRefusals.PeriodAhead(last, clock.GetUtcNow());
        }

        if (command.Role is WindowRole.Reference)
        {
            return new Baseline(null, null, null);
        }

        var reference = await db
            .Windows.AsNoTracking()
            .Where(w => w.Model == command.Model && w.Version == command.Version && w.Role == WindowRole.Reference)
            .OrderByDescending(w => w.Id)
            .Select(w => new
            {
                w.Id,
                w.ProfileSha256,
                w.PerformanceJson,
            })
            .FirstOrDefaultAsync(ct);
        if (reference is null)
        {
            return MonitoringRefusals.NoReference(ModelName.Of(command.Model, command.Version));
        }

        await using var stored = await store.OpenFileAsync(reference.ProfileSha256!, ct);
        return new Baseline(reference.Id, ReferenceProfile.Load(stored), StoredPerformance.FromJson(reference.PerformanceJson));
    }

    private async Task<Result<Measured>> MeasureAsync(
        Actor actor,
        Command command,
        Baseline baseline,
        ContentStore.Incoming incoming,
        CancellationToken ct
    )
    {
        var roles = command.Columns.ToRoles();
        var granted =
            actor.Kind is ActorKind.System
                ? Result<IDisposable>.Done(await analysis.TurnAsync(command.Model, ct))
                : await analysis.UploadTurnAsync(actor.Person, ct);
        if (granted.Refusal is { } crowded)
        {
            return crowded;
        }

        using var turn = granted.Value;
        Result<Table> read;
        await using (var data = incoming.OpenRead())
        {
            read = await analysis.ReadAsync(data, roles, baseline.Profile?.Schema, ct);
        }

        if (read.Refusal is { } bad)
        {
            return bad;
        }

        var table = read.Value;
        var period = PeriodOf(command, table);
        if (period.Refusal is { } unknown)
        {
            return unknown;
        }

        if (period.Value.End.IsAhead(clock.GetUtcNow()))
        {
            return MonitoringRefusals.PeriodAhead(period.Value.End, clock.GetUtcNow());
        }

        if (command.ComparesRows && RowTimes.RefusesOutside(table, period.Value.Start, period.Value.End) is { } outside)
        {
            return outside;
        }

        var performance = WindowAnalysis.Measure(table, roles, baseline.Performance);
        if (performance.Refusal is { } unusable)
        {
            return unusable;
        }

        ContentStore.Incoming? profile = null;
        IReadOnlyList<string> frozenColumns = [];
        IReadOnlyList<(MonitorKind, string, MonitorTerms)> defaults = [];
        StoredDrift? drift = null;
        if (baseline.Profile is null)
        {
            using var buffer = new MemoryStream();
            var frozen = ReferenceProfile.FromTable(table, roles, ct);
            frozen.Save(buffer);
            frozenColumns = [.. frozen.Columns.Select(c => c.Name)];
            defaults = MonitorDefaults.Of(frozen, performance.Value);
            buffer.Position = 0;
            profile = await store.ReceiveOwnAsync(buffer, ct);
        }
        else
        {
            drift = WindowAnalysis.Compare(baseline.Profile, table, roles, ct);
        }

        return new Measured(
            table.RowCount,
            period.Value.Start,
            period.Value.End,
            baseline.Reference,
            profile,
            frozenColumns,
            defaults,
            drift,
            performance.Value
        )
        {
            Notes = table.Notes,
        };
    }

    private async Task<Result<Answer>> RecordAsync(
        ActionContext context,
        Command command,
        Measured measured,
        ContentStore.Incoming incoming,
        CancellationToken ct
    )
    {
        var db = context.Db;
        if (measured.End.IsAhead(context.Now))
        {
            return MonitoringRefusals.PeriodAhead(measured.End, context.Now);
        }

        // Two that would become the reference, or repeat one another, wait for each other.
        _ = await db.LockModelAsync(command.Model, ct);
        var held = db
            .AllWindows.AsNoTracking()
            .Where(w =>
                w.Model == command.Model
                && w.Version == command.Version
                && (w.Status == WindowStatus.InForce || w.Status == WindowStatus.Requested)
            );
        var twin = await held.SingleOrDefaultAsync(w => w.Role == command.Role && w.Start == measured.Start && w.End == measured.End, ct);
        if (twin is not null)
        {
            return MonitoringRefusals.WindowTaken(twin.Id);
        }

        var takesTwo = command.Role is WindowRole.Reference && await ReferenceHold.TakesTwoAsync(db, command.Model, command.Version, ct);
        if (
            takesTwo
            && await held.Where(w => w.Status == WindowStatus.Requested).Select(w => (WindowId?)w.Id).FirstOrDefaultAsync(ct) is { } waiting
        )
        {
            return MonitoringRefusals.ReferenceAsked(waiting);
        }

        var sha256 = incoming.Content.Sha256;
        var repeats =
            command.Role is WindowRole.Reference
                ? null
                : await held.Where(w => w.DataSha256 == sha256).OrderBy(w => w.Id).Select(w => (WindowId?)w.Id).FirstOrDefaultAsync(ct);

        var content = await incoming.KeepAsync(ct);
        var profile = measured.Profile is { } made ? await made.KeepAsync(ct) : null;
        if (command.Series.Count > 0)
        {
            var names = command.Series.Keys.ToList();
            if (
                await db
                    .BusinessFigures.Where(f =>
                        f.Model == command.Model
                        && f.Version == command.Version
                        && names.Contains(f.Name)
                        && f.Start == measured.Start
                        && f.End == measured.End
                    )
                    .Select(f => f.Name)
                    .FirstOrDefaultAsync(ct) is
                { } taken
            )
            {
                return MonitoringRefusals.FigureTaken(taken);
            }

            StoreFigures.Add(context, command.Model, command.Version, measured.Start, measured.End, command.Series);
        }

        var id = await db.NextIdAsync<WindowId>(ct);
        var window = new MonitoringWindow
        {
            Id = id,
            Model = command.Model,
            Version = command.Version,
            Role = command.Role,
            Start = measured.Start,
            End = measured.End,
            Rows = measured.Rows,
            DataSha256 = content.Sha256,
            DataSizeBytes = content.SizeBytes,
            OptionsJson = JsonSerializer.Serialize(command.Columns, JsonSerializerOptions.Web),
            ProfileSha256 = profile?.Sha256,
            UploadedAt = context.Now,
            UploadedBy = context.Access.Actor.Id,
            Repeats = repeats,
        };
        window.Compare(measured.Reference, measured.Drift?.Json);
        if (takesTwo)
        {
            window.AskAsReference(context.Access, context.Now);
        }

        window.Measure(measured.Performance.Record.Labelled ?? 0, measured.Performance.ToJson());
        db.Windows.Add(window);
        var features = measured.Drift is null
            ? []
            : measured.Drift.Result.Features.Select((f, i) => RowOf(id, i, f, measured.Rows)).ToList();
        db.FeatureDrifts.AddRange(features);
        var facts = new JsonObject
        {
            ["version"] = ModelName.Of(command.Model, command.Version),
            ["role"] = WireName.Of(command.Role),
            ["sha256"] = content.Sha256,
            ["rows"] = measured.Rows,
            ["reference"] = measured.Reference?.ToString(),
            ["severity"] = measured.Drift?.Result.Severity.ToWireName(),
            ["drifted"] = measured.Drift?.Result.Drifted.Count,
            ["series"] = command.Series.Count == 0 ? null : command.Series.Count,
        };
        if (takesTwo)
        {
            facts["status"] = WireName.Of(WindowStatus.Requested);
        }

        if (repeats is { } first)
        {
            facts["repeats"] = first.ToString();
        }

        context.Append(new AuditEvent("window.stored", id.ToString(), facts) { Covers = [ModelName.Of(command.Model, command.Version)] });
        if (command.Role is WindowRole.Current)
        {
            var evaluation = new WindowEvaluation { Window = id };
            evaluation.Ask(context.Now);
            db.WindowEvaluations.Add(evaluation);
            await factsChanged.ChangedAsync(context, command.Model, command.Version, ct);
        }
        else if (!takesTwo)
        {
            await WatchAsync(context, command.Model, measured.Defaults, id, ct);
            // Signatures cover the reference.
            await factsChanged.ChangedAsync(context, command.Model, command.Version, ct);
        }

        if (command.Along is { } along)
        {
            await along(context, id, ct);
        }

        return new Answer(
            id,
            measured.Rows,
            window.Labelled,
            measured.Drift is null ? [.. measured.ProfileColumns.Select(FeatureRow.OfReference)] : [.. features.Select(FeatureRow.Of)]
        )
        {
            Status = window.Status,
            Repeats = repeats,
            Warnings =
            [
                .. takesTwo ? [WindowWarnings.Requested(id)] : Array.Empty<string>(),
                .. repeats is { } twice ? [WindowWarnings.Repeats(id, twice)] : Array.Empty<string>(),
                .. measured.Notes,
            ],
        };
    }
}
