using Governance.Data;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>Begins runs that are due, carries them out, and says which schedules are overdue.</summary>
internal sealed partial class ValidationJob(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    RequestRun request,
    RunValidations runs,
    FollowOverdue overdue,
    WorkProgress<ValidationRunId> progress,
    TimeProvider clock,
    ILogger<ValidationJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(1), clock, atOnce: true)
{
    private const int MaxStarted = 100;

    public override async Task RunAsync(CancellationToken ct)
    {
        var now = Clock.GetUtcNow();
        List<ValidationScheduleId> due;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            due = await db
                .ValidationSchedules.Where(s => s.State == ScheduleState.Active && s.NextRunAt <= now)
                .Where(s =>
                    !db.ValidationRuns.Any(r =>
                        r.Schedule == s.Id && (r.State == ValidationRunState.Queued || r.State == ValidationRunState.Running)
                    )
                )
                .OrderBy(s => s.NextRunAt)
                .ThenBy(s => s.Id)
                .Select(s => s.Id)
                .Take(MaxStarted)
                .ToListAsync(ct);
        }

        foreach (var id in due)
        {
            await request.RunDueAsync(id, ct);
        }

        await runs.RunAsync(ct);
        await overdue.RunAsync(Clock.GetUtcNow(), ct);
    }

    protected override IDisposable Listen() => progress.Listen(Wake);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(2802, LogLevel.Error, "Scheduled validation failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
