using Governance.Data;
using Governance.Domain;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>The day after the last of a retention: raises what its owner and the owners of models made from the data have to do.</summary>
public sealed class FollowRetention(
    ActionRunner runner,
    IFactsChanged factsChanged,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock
)
{
    private const int MaxAtOnce = 100;
    private static readonly Actor s_job = Actor.OfJob("data-retention");

    /// <summary>Looks at every dataset, each in a transaction of its own.</summary>
    /// <returns>How many retentions ended.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var today = clock.Today();
        List<(DatasetId Id, string Name)> over;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            over =
            [
                .. (await Over(db, today).OrderBy(d => d.Id).Take(MaxAtOnce).Select(d => new { d.Id, d.Name }).ToListAsync(ct)).Select(d =>
                    (d.Id, d.Name)
                ),
            ];
        }

        var ended = 0;
        foreach (var (id, name) in over)
        {
            await ChangeDataset.PrepareAsync(dbFactory, factsChanged, name, ct);
            var outcome = await runner.RunAsync<bool>(
                s_job,
                new Attempt("dataset.task-raised", id.ToString(), null),
                async (context, token) =>
                {
                    if (
                        await Over(context.Db, today).SingleOrDefaultAsync(d => d.Id == id, token)
                        is not { RetentionUntil: { } last } record
                    )
                    {
                        return false;
                    }

                    await RaiseDataTasks.RunAsync(context, record, (DataEnd.RetentionOver, last, null), why: null, token);
                    foreach (var model in await AffectedByDataset.ModelsAsync(context.Db, name, token))
                    {
                        await factsChanged.ChangedAsync(context, model, version: null, token);
                    }

                    return true;
                },
                ct
            );
            ended += outcome is { IsDone: true, Value: true } ? 1 : 0;
        }

        return ended;
    }

    // A retention that was made longer and ended again is another end.
    private static IQueryable<DatasetRecord> Over(GovernanceDbContext db, DateOnly today) =>
        db.Datasets.Where(d =>
            d.RetentionUntil < today
            && !db.DataTasks.Any(t => t.Dataset == d.Id && t.Cause == DataEnd.RetentionOver && t.EndedOn == d.RetentionUntil)
        );
}

/// <summary>Looks once an hour.</summary>
internal sealed partial class RetentionJob(FollowRetention follow, TimeProvider clock, ILogger<RetentionJob> logger)
    : PeriodicJob(TimeSpan.FromHours(1), clock, atOnce: true)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        if (await follow.RunAsync(ct) is > 0 and var count)
        {
            LogEnded(count);
        }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1447, LogLevel.Information, "Datasets whose retention has ended: {Count}")]
    private partial void LogEnded(int count);

    [LoggerMessage(1448, LogLevel.Error, "Looking for datasets whose retention has ended failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
