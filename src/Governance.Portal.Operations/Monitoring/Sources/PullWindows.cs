using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Analytics.Drift;
using Governance.Analytics.Drift.Counted;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Operations.Monitoring.Sources.Objects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>
/// Pulls windows from their sources, in their order, each once: the window and how far pulling is are written in one transaction, by the
/// node that still has the row in hand. A window is stored as one that was uploaded; one without rows is recorded as such.
/// </summary>
public sealed partial class PullWindows(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    UploadWindow upload,
    SourceConnections connections,
    ReadObjects objects,
    ContentStore store,
    ChangeFeed feed,
    IOptions<SourcesOptions> options,
    IOptions<LimitsOptions> limits,
    IOptions<MonitoringOptions> monitoring,
    TimeProvider clock,
    DatabaseClock time,
    ILogger<PullWindows> logger
) : WorkQueue<WindowPull>(dbFactory, time)
{
    private static readonly Actor s_job = Actor.OfJob("monitoring");

    // A stream says every quarter of a minute how far it is.
    private static readonly TimeSpan s_untilWhole = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    protected override string Name => "pulled windows";

    /// <inheritdoc/>
    protected override Expression<Func<WindowPull, DateTimeOffset>>? DueSince => p => p.NextAt!.Value;

    /// <inheritdoc/>
    protected override IQueryable<WindowPull> Due(GovernanceDbContext db, DateTimeOffset now) =>
        db
            .WindowPulls.Where(p => p.NextAt != null && p.NextAt <= now && (p.HeldUntil == null || p.HeldUntil <= now))
            .OrderBy(p => p.NextAt)
            .ThenBy(p => p.Model)
            .ThenBy(p => p.Version);

    /// <inheritdoc/>
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.WindowPulls.Where(p => p.NextAt != null).OrderBy(p => p.NextAt).Select(p => p.NextAt).FirstOrDefaultAsync(ct);
    }

    /// <inheritdoc/>
    protected override void Claim(WindowPull row, DateTimeOffset now) => row.Claim(now);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(WindowPull row) => row.HeldUntil;

    /// <inheritdoc/>
    protected override async Task WorkAsync(WindowPull row, CancellationToken ct)
    {
        var turn = new Turn(row);
        try
        {
            await TurnAsync(turn, ct);
        }
        catch (SourceException e)
        {
            LogMissed(turn.Subject, e.Message);
            await ChangeAsync(turn, (p, now) => p.Miss(e.Message, e.RetryAfter, e.IsFinal, now), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Another node goes on where this one stops.
            await ChangeAsync(turn, (p, now) => p.Release(now), CancellationToken.None);
            throw;
        }
#pragma warning disable CA1031 // What one source stumbles over must not stop the others; it is tried again and shown on its page.
        catch (Exception e) when (e is not LeaseLostException && !ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(e, turn.Subject);
            await ChangeAsync(
                turn,
                (p, now) =>
                    p.Miss(
                        "The window could not be pulled because of an error in the portal. "
                            + "An administrator can find the reason in the server's log.",
                        null,
                        false,
                        now
                    ),
                ct
            );
        }
    }

    /// <summary>The page says why; a person who has it looked at again starts it again.</summary>
    protected override async Task<bool> SetAsideAsync(WindowPull row, WorkSetAsideException why, CancellationToken ct)
    {
        var turn = new Turn(row);
        LogFailed(why, turn.Subject);
        await ChangeAsync(turn, (p, now) => p.Miss(why.Message, null, isFinal: true, now), ct);
        return false;
    }

    /// <inheritdoc/>
    protected override bool IsAskedAgain(WindowPull row) => row.Problem is null;

    private async Task TurnAsync(Turn turn, CancellationToken ct)
    {
        WindowSource source;
        await using (var db = await Databases.CreateDbContextAsync(ct))
        {
            source = await db
                .WindowSources.AsNoTracking()
                .SingleAsync(s => s.Model == turn.Pull.Model && s.Version == turn.Pull.Version, ct);
        }

        var files = connections.HasFiles(source.Connection) ? connections.OpenFiles(source.Connection) : null;
        var place = files is null ? connections.Open(source.Connection) : null;
        for (var i = 0; i < options.Value.WindowsPerTurn && !PeriodicJob.IsLastRound; i++)
        {
            var start = turn.Pull.Watermark;
            var end = source.Periods.EndAfter(start);
            var due = end.AddMinutes(source.LatenessMinutes);
            if (due > await NowAsync(ct))
            {
                await ChangeAsync(turn, (p, _) => p.Release(due), ct);
                return;
            }

            // Rows of the window may still wait at the broker of a stream: what was sent until now has to be here.
            if (files?.TimeColumn is not null && !(await files.WholeUntilAsync(ct) >= due))
            {
                await ChangeAsync(turn, (p, now) => p.Release(now + s_untilWhole), ct);
                return;
            }

            await (files is null ? PullAsync(turn, source, place!, start, end, ct) : PullFilesAsync(turn, source, files, start, end, ct));
        }

        await ChangeAsync(turn, (p, now) => p.Release(now), ct);
    }

    private async Task PullAsync(
        Turn turn,
        WindowSource source,
        ISqlSource place,
        DateTimeOffset start,
        DateTimeOffset end,
        CancellationToken ct
    )
    {
        var began = clock.GetTimestamp();
        var table = await SourceTable.ReadAsync(place, connections.Find(source.Connection)!, source, ct);
        var columns = JsonSerializer.Deserialize<WindowColumns>(source.ColumnsJson, JsonSerializerOptions.Web)!;
        var (rows, bytes) = (0L, 0L);
        var command = new UploadWindow.Command(source.Model, source.Version, WindowRole.Current, start, end, columns)
        {
            ComparesRows = source.TimeColumn == "timestamp",
            Along = async (context, window, token) =>
                await FinishAsync(turn, context, new(window, start, end, rows, bytes, clock.GetElapsedTime(began)), token),
        };
        var outcome = source.ByCounts ? await upload.RunCountedAsync(s_job, command, CountAsync, ct) : await CopyAsync();
        await ConcludeAsync(turn, outcome, () => new(null, start, end, rows, bytes, clock.GetElapsedTime(began)), ct);

        async Task<UploadWindow.CountedWindow?> CountAsync(ReferenceProfile reference, CancellationToken token)
        {
            var nulls = monitoring.Value.TrimmedNullValues();
            var (statement, counted) = CountStatement.Of(place.Dialect, table, CountedDrift.PlanFor(reference), nulls, start, end);
            var answer = await place.AskAsync(statement, options.Value.MaxCountedValues, token);
            (rows, var values) = CountStatement.Read(answer, counted);
            bytes = answer.BytesReceived;
            if (rows > int.MaxValue)
            {
                throw new SourceException("The window has more than 2,147,483,647 rows. Choose shorter windows.") { IsFinal = true };
            }

            var seen = table.Columns.Select(c => c.Name).Where(n => !columns.Ignore.Contains(n, StringComparer.Ordinal)).ToList();
            var counts = new WindowCounts((int)rows, values, seen, bytes);
            return rows == 0 ? null : new(counts, counts.ToJson(source, start, end));
        }

        async Task<Result<UploadWindow.Answer?>> CopyAsync()
        {
            await using var copy = store.OpenTemporary();
            var bounded = new BoundedStream(copy, limits.Value.TableBytes, limits.Value.WindowRows);
            var copied = await place.CopyCsvAsync(table.Rows(place.Dialect, columns.Ignore, start, end), bounded, ct);
            (rows, bytes) = (copied.Rows, copied.BytesReceived);
            if (rows == 0)
            {
                return Result<UploadWindow.Answer?>.Done(null);
            }

            copy.Position = 0;
            var stored = await upload.RunAsync(s_job, command, copy, ct);
            return stored.Match(Result<UploadWindow.Answer?>.Done, Result<UploadWindow.Answer?>.Refused);
        }
    }

    private async Task ConcludeAsync(Turn turn, Result<UploadWindow.Answer?> outcome, Func<PulledWindow> passed, CancellationToken ct)
    {
        if (outcome.Refusal is { } refusal && refusal.Code != "monitoring.window-taken")
        {
            throw new SourceException(refusal.Message) { IsFinal = true };
        }

        if (outcome.Refusal is not null || outcome.Value is null)
        {
            // Nothing to store: there was no row, or a person was quicker and uploaded the same stretch.
            await PassAsync(turn, passed(), ct);
        }
        else
        {
            turn.Commit();
        }

        feed.Announce([new Change("source.pulled", turn.Subject)]);
    }

    private async Task PassAsync(Turn turn, PulledWindow window, CancellationToken ct)
    {
        var outcome = await runner.RunAsync<Done>(
            s_job,
            new Attempt("source.window-empty", turn.Subject, Permission.WriteMonitoring),
            async (context, token) =>
            {
                await FinishAsync(turn, context, window, token);
                context.Append(
                    new AuditEvent(
                        "source.window-empty",
                        turn.Subject,
                        new JsonObject
                        {
                            ["start"] = Iso(window.Start),
                            ["end"] = Iso(window.End),
                            ["rows"] = window.Rows,
                        }
                    )
                );
                return Done.Instance;
            },
            ct
        );
        if (outcome.Refusal is { } refusal)
        {
            throw new SourceException(refusal.Message);
        }

        turn.Commit();
    }

    private async Task FinishAsync(Turn turn, ActionContext context, PulledWindow window, CancellationToken ct)
    {
        var pull = await HeldAsync(context.Db, turn.Pull, ct);
        var now = await Time.NowAsync(context.Db, ct);
        pull.Finish(window, now);
        turn.Written = pull;
        if (turn.Besides is { } besides)
        {
            await besides(context.Db, now, ct);
        }
    }

    private async Task ChangeAsync(Turn turn, Action<WindowPull, DateTimeOffset> change, CancellationToken ct)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        change(await HeldAsync(db, turn.Pull, ct), await Time.NowAsync(db, ct));
        await SavedAsync(db, ct);
        feed.Announce([new Change("source.pulled", turn.Subject)]);
    }

    private async Task<DateTimeOffset> NowAsync(CancellationToken ct)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        return await Time.NowAsync(db, ct);
    }

    private static string Iso(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    [LoggerMessage(1651, LogLevel.Warning, "{Version}: a window could not be pulled: {Problem}")]
    private partial void LogMissed(string version, string problem);

    [LoggerMessage(1652, LogLevel.Error, "{Version}: a window could not be pulled; it will be retried")]
    private partial void LogFailed(Exception e, string version);

    // A turn of this node: the row as it last wrote it. What a transaction writes counts once it is committed; until then it may be tried
    // again, against the row as it was.
    private sealed class Turn(WindowPull pull)
    {
        public string Subject { get; } = ModelName.Of(pull.Model, pull.Version);

        public WindowPull Pull { get; private set; } = pull;

        public WindowPull? Written { get; set; }

        // What is written with the end of the window besides.
        public Func<GovernanceDbContext, DateTimeOffset, CancellationToken, Task>? Besides { get; set; }

        public void Commit() => (Pull, Written, Besides) = (Written ?? Pull, null, null);
    }
}

/// <summary>Looks for windows to pull. The database is the queue.</summary>
internal sealed partial class PullJob(
    PullWindows pulls,
    SourceConnections connections,
    LogTip tip,
    TimeProvider clock,
    ILogger<PullJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(20), clock)
{
    protected override bool IsNeeded => connections.All.Count > 0;

    public override async Task RunAsync(CancellationToken ct) => await pulls.RunAsync(ct);

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => pulls.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1653, LogLevel.Error, "Looking for windows to pull failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
