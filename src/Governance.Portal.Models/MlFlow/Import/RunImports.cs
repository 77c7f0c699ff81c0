using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Models.MlFlow;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Models.MlFlow.Actions;
using Governance.Portal.Models.Registries;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.MlFlow.Import;

/// <summary>Carries imports out, one model after the other. What fails is tried again later, from where it stood.</summary>
public sealed partial class RunImports(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ServerReader server,
    ImportModel models,
    ChangeFeed feed,
    IOptions<MlFlowOptions> options,
    DatabaseClock time,
    ILogger<RunImports> logger
) : WorkQueue<MlFlowImport>(dbFactory, time)
{
    /// <summary>
    /// Asks for a full reading of servers not read for long: MLflow says nothing of deletions and stages, and a call may be lost.
    /// </summary>
    public async Task ReconcileAsync(CancellationToken ct)
    {
        if (options.Value.ReconcileMinutes == 0)
        {
            return;
        }

        foreach (var from in options.Value.Servers.Where(s => !s.Discover))
        {
            await runner.RunAsync<Done>(
                HandleMlFlowWebhook.Job,
                new Attempt("mlflow.import-requested", "mlflow", null),
                async (context, token) =>
                {
                    var since = (await Time.NowAsync(context.Db, token)).AddMinutes(-options.Value.ReconcileMinutes);
                    if (
                        !await context.Db.MlFlowImports.AnyAsync(
                            i =>
                                i.Server == from.Name
                                && i.Only == null
                                && (i.State == MlFlowImportState.Queued || i.State == MlFlowImportState.Running || i.RequestedAt > since),
                            token
                        )
                    )
                    {
                        await RequestImport.AddAsync(context, Time, from.Name, only: null, token);
                    }

                    return Done.Instance;
                },
                ct
            );
        }
    }

    /// <inheritdoc/>
    protected override string Name => "mlflow imports";

    /// <inheritdoc/>
    protected override Expression<Func<MlFlowImport, DateTimeOffset>>? DueSince => i => i.NextAt;

    /// <inheritdoc/>
    protected override IQueryable<MlFlowImport> Due(GovernanceDbContext db, DateTimeOffset now) =>
        db
            .MlFlowImports.Where(i => (i.State == MlFlowImportState.Queued || i.State == MlFlowImportState.Running) && i.NextAt <= now)
            .OrderBy(i => i.NextAt)
            .ThenBy(i => i.Id);

    /// <inheritdoc/>
    protected override void Claim(MlFlowImport row, DateTimeOffset now) => row.Begin(now);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(MlFlowImport row) => row.NextAt;

    /// <inheritdoc/>
    protected override async Task WorkAsync(MlFlowImport row, CancellationToken ct)
    {
        var id = row.Id;
        var (import, tally) = (row, default(ImportTally));
        try
        {
            var from =
                options.Value.Server(row.Server)
                ?? throw new ServerException(MlFlowRefusals.ServerUnknown(row.Server).Message) { IsFinal = true };
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (!import.IsOver)
            {
                var (page, next) = await PageAsync(from, import, seen, ct);
                foreach (var model in page.Skip(import.PageDone))
                {
                    tally = default;
                    await EnsureHeldAsync(import, ct);
                    await models.RunAsync(from, model, more => tally = tally.Plus(more), ct);
                    var read = tally;
                    tally = default;
                    import = await ChangeAsync(import, (i, now) => i.Read(read, now), ct) ?? import;
                    if (import.IsOver)
                    {
                        return;
                    }
                }

                import =
                    await ChangeAsync(import, (i, now) => i.TurnPage(next, now), ct)
                    ?? throw new ServerException("The import was changed by someone else.");
            }
        }
        catch (ServerException e)
        {
            LogMissed(id.ToString(), e.Message);
            await ChangeAsync(import, (i, now) => i.Miss(tally, e.Message, e.RetryAfter, e.IsFinal, now), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Another node goes on where this one stops.
            await ChangeAsync(import, (i, now) => i.Return(now), CancellationToken.None);
            throw;
        }
#pragma warning disable CA1031 // What one import stumbles over must not stop the others; it is tried again and told on its page.
        catch (Exception e) when (e is not LeaseLostException && !ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(e, id.ToString());
            await ChangeAsync(
                import,
                (i, now) =>
                    i.Miss(
                        tally,
                        "The import failed because of an error in the portal. An administrator finds the reason in the server's log.",
                        null,
                        false,
                        now
                    ),
                ct
            );
        }
    }

    private async Task<(IReadOnlyList<System.Text.Json.JsonElement> Models, string? Next)> PageAsync(
        MlFlowServer from,
        MlFlowImport import,
        HashSet<string> seen,
        CancellationToken ct
    )
    {
        if (import.Only is { } only)
        {
            try
            {
                var found = await server.GetAsync(from, "registered-models/get", [("name", only)], ct);
                return (found.TryGetProperty("registered_model", out var model) ? [model] : [], null);
            }
            catch (ServerException e) when (e.IsMissing)
            {
                return ([], null); // it went away since; what was imported stays
            }
        }

        var size = options.Value.PageSize.ToString(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            var page = await server.GetAsync(
                from,
                "registered-models/search",
                [("max_results", size), ("page_token", import.PageToken)],
                ct
            );
            var next = page.NextPage();
            return next is null || seen.Add(next)
                ? (page.List("registered_models"), next)
                : throw new ServerException("The server gives out the same page of models again and again.");
        }
        catch (ServerException e) when (e.IsMissing)
        {
            throw new ServerException("There is no MLflow registry at this address (404).", e) { IsFinal = true };
        }
    }

    // Null when it could not be written; an import that is over stays as it is.
    private async Task<MlFlowImport?> ChangeAsync(MlFlowImport row, Action<MlFlowImport, DateTimeOffset> change, CancellationToken ct)
    {
        var id = row.Id;
        var changed = await runner.RunAsync<MlFlowImport>(
            HandleMlFlowWebhook.Job,
            new Attempt("mlflow.import-ended", id.ToString(), null),
            async (context, token) =>
            {
                var import = await HeldAsync(context.Db, row, token);
                if (!import.IsOver)
                {
                    change(import, await Time.NowAsync(context.Db, token));
                    if (import.IsOver)
                    {
                        context.Append(
                            new AuditEvent(
                                "mlflow.import-ended",
                                id.ToString(),
                                new JsonObject
                                {
                                    ["server"] = import.Server,
                                    ["state"] = WireName.Of(import.State),
                                    ["newModels"] = import.NewModels,
                                    ["newVersions"] = import.NewVersions,
                                    ["artifacts"] = import.Artifacts,
                                    ["skipped"] = import.Skipped,
                                }
                            )
                        );
                    }
                }

                return import;
            },
            ct
        );
        feed.Announce([new Change("mlflow.import", id.ToString())]); // open pages show how far it is
        return changed.IsDone ? changed.Value : null;
    }

    [LoggerMessage(1432, LogLevel.Warning, "Import {Id} missed a try: {Problem}")]
    private partial void LogMissed(string id, string problem);

    [LoggerMessage(1433, LogLevel.Error, "Import {Id} failed; it is tried again")]
    private partial void LogFailed(Exception e, string id);
}

/// <summary>Looks for imports in the background. The database is the queue.</summary>
internal sealed partial class ImportJob(RunImports imports, DiscoverModels discover, TimeProvider clock, ILogger<ImportJob> logger)
    : PeriodicJob(TimeSpan.FromSeconds(10), clock)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        await imports.ReconcileAsync(ct);
        await imports.RunAsync(ct);
        await discover.RunAsync(ct);
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1434, LogLevel.Error, "Looking for MLflow imports failed; the next look is due as usual")]
    private partial void LogFailed(Exception e);
}
