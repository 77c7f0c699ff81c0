using System.Linq.Expressions;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Decisions.Reviews;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>
/// Works on what came in: rules go through batches, labels are read. A task is done in pieces; each is one transaction with the task's new
/// place, so that a decision is sent to a person once, whatever ends in between and however many nodes there are.
/// </summary>
public sealed class WorkReviewTasks : WorkQueue<ReviewTask>
{
    // Longer than a piece takes: then the node that took it is gone.
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);

    private readonly RouteDecisions _route;
    private readonly ReadLabels _labels;

    internal WorkReviewTasks(IDbContextFactory<GovernanceDbContext> dbFactory, DatabaseClock time, RouteDecisions route, ReadLabels labels)
        : base(dbFactory, time) => (_route, _labels) = (route, labels);

    /// <inheritdoc/>
    protected override string Name => "review tasks";

    /// <inheritdoc/>
    protected override Expression<Func<ReviewTask, DateTimeOffset>>? DueSince => t => t.DueAt;

    /// <inheritdoc/>
    protected override IQueryable<ReviewTask> Due(GovernanceDbContext db, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.ReviewTasks.Where(t => t.DueAt <= now).OrderBy(t => t.Id);
    }

    /// <inheritdoc/>
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.ReviewTasks.OrderBy(t => t.DueAt).Select(t => (DateTimeOffset?)t.DueAt).FirstOrDefaultAsync(ct);
    }

    /// <summary>A piece of each in turn: a large batch keeps no other from its reviewers.</summary>
    protected override Func<ReviewTask, string> TurnOf => t => t.Batch?.ToString() ?? $"{t.Version}/{t.Labels}";

    /// <inheritdoc/>
    protected override void Claim(ReviewTask row, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(row);
        row.Claim(now + s_lease);
    }

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(ReviewTask row) => row?.DueAt;

    /// <summary>Another node goes on with the next piece.</summary>
    protected override async Task ReturnAsync(ReviewTask row)
    {
        await using var db = await Databases.CreateDbContextAsync(CancellationToken.None);
        (await HeldAsync(db, row, CancellationToken.None)).Claim(await Time.NowAsync(db, CancellationToken.None));
        await SavedAsync(db, CancellationToken.None);
    }

    /// <inheritdoc/>
    protected override Task WorkAsync(ReviewTask row, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Batch is not null ? _route.RunAsync(row, ct) : _labels.RunAsync(row, ct);
    }
}

/// <summary>Looks every few seconds for what came in.</summary>
internal sealed partial class ReviewJob(
    FollowReviews follow,
    WorkReviewTasks work,
    LogTip tip,
    TimeProvider clock,
    ILogger<ReviewJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(10), clock)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        await follow.RunAsync(ct);
        await work.RunAsync(ct);
    }

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => work.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1592, LogLevel.Error, "Sending decisions to their reviewers failed; the next attempt is in a few minutes")]
    private partial void LogFailed(Exception e);
}
