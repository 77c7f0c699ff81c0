using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries;

/// <summary>Carries imports and dry runs out, one model after the other. What fails is tried again later, from where it stood.</summary>
public sealed partial class RunImports(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    RegistryConnections connections,
    ImportModel models,
    CompareModel compare,
    ImportRuns runs,
    FindDrift drift,
    ChangeFeed feed,
    DatabaseClock time,
    ILogger<RunImports> logger
) : WorkQueue<RegistryImport>(dbFactory, time)
{
    internal static readonly Actor Job = Actor.OfJob("registries");

    // Before there were other registries, imports acted under the name of MLflow.
    private static readonly string[] s_ours = [Job.Id, Actor.OfJob("mlflow").Id];

    /// <summary>True for what an import set, by the actor as the log writes it.</summary>
    internal static bool IsOurs(string actor) => s_ours.Contains(actor, StringComparer.Ordinal);

    /// <summary>
    /// Asks for a full reading of registries not read for long: few of them notify of deletions and stages, and a call may be lost.
    /// </summary>
    public async Task ReconcileAsync(CancellationToken ct)
    {
        foreach (var from in connections.All.Where(c => !c.Discover && c.ReconcileMinutes > 0))
        {
            await runner.RunAsync<Done>(
                Job,
                new Attempt("registry.import-requested", "registries", null),
                async (context, token) =>
                {
                    var since = (await Time.NowAsync(context.Db, token)).AddMinutes(-from.ReconcileMinutes);
                    if (
                        !await context.Db.RegistryImports.AnyAsync(
                            i =>
                                i.Connection == from.Name
                                && i.Only == null
                                && !i.IsDryRun
                                && (
                                    i.State == RegistryImportState.Queued || i.State == RegistryImportState.Running || i.RequestedAt > since
                                ),
                            token
                        )
                    )
                    {
                        await RequestImport.AddAsync(context, Time, from.Name, only: null, isDryRun: false, token);
                    }

                    return Done.Instance;
                },
                ct
            );
        }
    }

    /// <inheritdoc/>
    protected override string Name => "registry imports";

    /// <inheritdoc/>
    protected override Expression<Func<RegistryImport, DateTimeOffset>>? DueSince => i => i.NextAt;

    /// <inheritdoc/>
    protected override IQueryable<RegistryImport> Due(GovernanceDbContext db, DateTimeOffset now) =>
        db
            .RegistryImports.Where(i =>
                (i.State == RegistryImportState.Queued || i.State == RegistryImportState.Running) && i.NextAt <= now
            )
            .OrderBy(i => i.NextAt)
            .ThenBy(i => i.Id);

    /// <inheritdoc/>
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db
            .RegistryImports.Where(i => i.State == RegistryImportState.Queued || i.State == RegistryImportState.Running)
            .OrderBy(i => i.NextAt)
            .Select(i => (DateTimeOffset?)i.NextAt)
            .FirstOrDefaultAsync(ct);
    }

    /// <inheritdoc/>
    protected override Func<RegistryImport, string> TurnOf => i => i.RequestedBy;

    /// <inheritdoc/>
    protected override void Claim(RegistryImport row, DateTimeOffset now) => row.Begin(now);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(RegistryImport row) => row.NextAt;

    /// <inheritdoc/>
    protected override async Task WorkAsync(RegistryImport row, CancellationToken ct)
    {
        var id = row.Id;
        var (import, lines) = (row, new ImportLines());
        try
        {
            var from =
                connections.Find(row.Connection)
                ?? throw new RegistryException(MlFlowRefusals.ServerUnknown(row.Connection).Message) { IsFinal = true };
            var seen = new HashSet<string>(StringComparer.Ordinal);
            // What a dry run finds gone it knows only when it reads all in one go: it leaves no marks.
            var dry = row is { IsDryRun: true, PageToken: null, PageDone: 0 } ? new HashSet<string>(StringComparer.Ordinal) : null;
            while (!import.IsOver)
            {
                var page = await PageAsync(from, import, seen, ct);
                dry?.UnionWith(page.Items.Select(m => m.Id));
                foreach (var model in await ToReadAsync(import, page, ct))
                {
                    lines = new ImportLines();
                    await EnsureHeldAsync(import, ct);
                    await (import.IsDryRun ? compare.RunAsync(from, model, lines, ct) : models.RunAsync(from, import.Id, model, lines, ct));
                    var read = lines;
                    lines = new ImportLines();
                    import = await ChangeAsync(import, read, (i, now) => i.Read(read.Tally, now), ct) ?? import;
                    if (import.IsOver)
                    {
                        return;
                    }
                }

                if (page.Next is null && import.Only is null && !import.IsCancelling)
                {
                    await EnsureHeldAsync(import, ct);
                    await EndAsync(from, import, (page.Skipped == 0, dry), lines, ct);
                }

                lines.Count(new ImportTally(Models: page.Skipped, Skipped: page.Skipped));
                var turned = lines;
                lines = new ImportLines();
                import =
                    await ChangeAsync(import, turned, (i, now) => i.TurnPage(page.Next, turned.Tally, now), ct)
                    ?? throw new RegistryException("The import was changed by someone else.");
            }
        }
        catch (RegistryException e)
        {
            LogMissed(id.ToString(), e.Message);
            await ChangeAsync(import, null, (i, now) => i.Miss(lines.Tally, e.Message, e.RetryAfter, e.IsFinal, now), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Another node goes on where this one stops.
            await ChangeAsync(import, null, (i, now) => i.Return(now), CancellationToken.None);
            throw;
        }
#pragma warning disable CA1031 // What one import stumbles over must not stop the others; it is tried again and told on its page.
        catch (Exception e) when (e is not LeaseLostException && !ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(e, id.ToString());
            await ChangeAsync(
                import,
                null,
                (i, now) =>
                    i.Miss(
                        lines.Tally,
                        "The import failed because of an error in the portal. An administrator can find the reason in the server's log.",
                        null,
                        false,
                        now
                    ),
                ct
            );
        }
    }

    /// <inheritdoc/>
    protected override async Task<bool> SetAsideAsync(RegistryImport row, WorkSetAsideException why, CancellationToken ct)
    {
        LogFailed(why, row.Id.ToString());
        await ChangeAsync(row, null, (i, now) => i.Miss(new ImportTally(), why.Message, null, isFinal: true, now), ct);
        return true;
    }

    private async Task<RegistryPage<FoundModel>> PageAsync(
        RegistryConnection from,
        RegistryImport import,
        HashSet<string> seen,
        CancellationToken ct
    )
    {
        var reader = connections.ReaderOf(from);
        if (import.Only is { } only)
        {
            // Null: it went away since; what was imported stays.
            return new RegistryPage<FoundModel>(await reader.ModelAsync(from, only, ct) is { } model ? [model] : [], null);
        }

        var page = await reader.ModelsAsync(from, import.PageToken, ct);
        return page.Next is null || seen.Add(page.Next)
            ? page
            : throw new RegistryException("The server returns the same page of models again and again.");
    }

    // What this import has read of the page already is not read again; a dry run leaves no marks, so it goes by its count.
    private async Task<IReadOnlyList<FoundModel>> ToReadAsync(RegistryImport import, RegistryPage<FoundModel> page, CancellationToken ct)
    {
        var models = page.Items.DistinctBy(m => m.Id, StringComparer.Ordinal).OrderBy(m => m.Id, StringComparer.Ordinal).ToList();
        if (import.IsDryRun)
        {
            return [.. models.Skip(import.PageDone)];
        }

        var ids = models.ConvertAll(m => m.Id);
        await using var db = await Databases.CreateDbContextAsync(ct);
        var read = await db
            .ImportedModels.Where(m => m.Connection == import.Connection && m.LastImport == import.Id.Number && ids.Contains(m.SourceId))
            .Select(m => m.SourceId)
            .ToListAsync(ct);
        return [.. models.ExceptBy(read, m => m.Id, StringComparer.Ordinal)];
    }

    // Everything was read: what was not seen is gone, and what the registry serves is compared with what is approved here.
    private async Task EndAsync(
        RegistryConnection from,
        RegistryImport import,
        (bool IsComplete, HashSet<string>? Dry) read,
        ImportLines lines,
        CancellationToken ct
    )
    {
        if (import.IsDryRun)
        {
            await WouldBeGoneAsync(from, read.IsComplete ? read.Dry : null, lines, ct);
            return;
        }

        // What may fail comes before what is marked.
        var endpoints = await drift.EndpointsAsync(from, ct);
        await runs.OfTablesAsync(from, lines, ct);
        if (read.IsComplete)
        {
            await runner.RunAsync<Done>(
                Job,
                new Attempt("registry.import-ended", import.Id.ToString(), null),
                async (context, token) =>
                {
                    var gone = await context
                        .Db.ImportedModels.Where(m => m.Connection == from.Name && m.LastImport < import.Id.Number && m.GoneAt == null)
                        .OrderBy(m => m.SourceId)
                        .ToListAsync(token);
                    foreach (var model in gone)
                    {
                        model.Vanish(context.Now);
                        lines.Count(new ImportTally(Gone: 1));
                        lines.Add(RegistryDifferenceKind.Gone, model.SourceName, knownAs: model.Model);
                    }

                    return Done.Instance;
                },
                ct
            );
        }

        await drift.RunAsync(from, endpoints, ct);
    }

    private async Task WouldBeGoneAsync(RegistryConnection from, HashSet<string>? read, ImportLines lines, CancellationToken ct)
    {
        if (read is null)
        {
            return;
        }

        await using var db = await Databases.CreateDbContextAsync(ct);
        var known = db
            .ImportedModels.AsNoTracking()
            .Where(m => m.Connection == from.Name && m.GoneAt == null)
            .OrderBy(m => m.SourceId)
            .Select(m => new
            {
                m.SourceId,
                m.SourceName,
                m.Model,
            });
        await foreach (var model in known.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (!read.Contains(model.SourceId))
            {
                lines.Count(new ImportTally(Gone: 1));
                lines.Add(RegistryDifferenceKind.Gone, model.SourceName, knownAs: model.Model);
            }
        }
    }

    // Null when it could not be written; an import that is over stays as it is.
    private async Task<RegistryImport?> ChangeAsync(
        RegistryImport row,
        ImportLines? lines,
        Action<RegistryImport, DateTimeOffset> change,
        CancellationToken ct
    )
    {
        var id = row.Id;
        var changed = await runner.RunAsync<RegistryImport>(
            Job,
            new Attempt("registry.import-ended", id.ToString(), null),
            async (context, token) =>
            {
                var import = await HeldAsync(context.Db, row, token);
                if (!import.IsOver)
                {
                    change(import, await Time.NowAsync(context.Db, token));
                    await KeepAsync(context, id, lines, token);
                    if (import.IsOver)
                    {
                        context.Append(
                            new AuditEvent(
                                "registry.import-ended",
                                id.ToString(),
                                new JsonObject
                                {
                                    ["connection"] = import.Connection,
                                    ["isDryRun"] = import.IsDryRun,
                                    ["state"] = WireName.Of(import.State),
                                    ["newModels"] = import.NewModels,
                                    ["newVersions"] = import.NewVersions,
                                    ["artifacts"] = import.Artifacts,
                                    ["skipped"] = import.Skipped,
                                    ["changed"] = import.Changed,
                                    ["gone"] = import.Gone,
                                }
                            )
                        );
                    }
                }

                return import;
            },
            ct
        );
        feed.Announce([new Change("registry.import", RegistriesPage.List)]); // open pages show how far it is
        return changed.IsDone ? changed.Value : null;
    }

    private static async Task KeepAsync(ActionContext context, RegistryImportId id, ImportLines? lines, CancellationToken ct)
    {
        if (lines is not { Lines.Count: > 0 })
        {
            return;
        }

        var number = await context.Db.RegistryDifferences.CountAsync(d => d.Import == id, ct);
        foreach (var line in lines.Lines.Take(RegistryDifference.Most - number))
        {
            context.Db.RegistryDifferences.Add(line.At(id, ++number));
        }
    }

    [LoggerMessage(1432, LogLevel.Warning, "An attempt to run the import {Id} failed: {Problem}")]
    private partial void LogMissed(string id, string problem);

    [LoggerMessage(1433, LogLevel.Error, "Import {Id} failed; it will be retried")]
    private partial void LogFailed(Exception e, string id);
}

/// <summary>Looks for imports in the background. The database is the queue.</summary>
internal sealed partial class RegistryImportJob(
    RunImports imports,
    DiscoverModels discover,
    RegistryConnections connections,
    LogTip tip,
    TimeProvider clock,
    ILogger<RegistryImportJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(10), clock)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        await imports.ReconcileAsync(ct);
        await imports.RunAsync(ct);
        await discover.RunAsync(ct);
    }

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => imports.UntilDueAsync(ct);

    // Registries are read again after minutes, which stand in no queue.
    protected override TimeSpan LooksAtLeastEvery =>
        connections.All.Any(c => c.ReconcileMinutes > 0) ? TimeSpan.FromMinutes(1) : Timeout.InfiniteTimeSpan;

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1434, LogLevel.Error, "Looking for imports from registries failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
