using System.Globalization;
using System.Linq.Expressions;
using Governance.Analytics.Io;
using Governance.Data;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Jobs;
using Governance.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Validation;

/// <summary>
/// Carries runs out, one after the other. What may pass is tried again later; nothing is filed before a run is whole, and then all of it in
/// one transaction.
/// </summary>
internal sealed partial class RunValidations(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    DatabaseClock time,
    MeasureEndpoint measure,
    AskPrompts ask,
    EndRun ending,
    WorkProgress<ValidationRunId> progress,
    IOptions<ScheduledValidationOptions> options,
    TimeProvider clock,
    ILogger<RunValidations> logger
) : WorkQueue<Domain.Validation.ValidationRun>(dbFactory, time)
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(3);

    // What comes after the measuring is short; a node that died is followed by another after this.
    private TimeSpan Lease => TimeSpan.FromMinutes(options.Value.MaxMinutes + 5);

    /// <inheritdoc/>
    protected override string Name => "validation runs";

    /// <inheritdoc/>
    protected override Expression<Func<Domain.Validation.ValidationRun, DateTimeOffset>>? DueSince => r => r.NextAt;

    /// <inheritdoc/>
    protected override IQueryable<Domain.Validation.ValidationRun> Due(GovernanceDbContext db, DateTimeOffset now) =>
        db
            .ValidationRuns.Where(r => (r.State == ValidationRunState.Queued || r.State == ValidationRunState.Running) && r.NextAt <= now)
            .OrderBy(r => r.NextAt)
            .ThenBy(r => r.Id);

    /// <inheritdoc/>
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db
            .ValidationRuns.Where(r => r.State == ValidationRunState.Queued || r.State == ValidationRunState.Running)
            .OrderBy(r => r.NextAt)
            .Select(r => (DateTimeOffset?)r.NextAt)
            .FirstOrDefaultAsync(ct);
    }

    /// <inheritdoc/>
    protected override Func<Domain.Validation.ValidationRun, string> TurnOf => r => r.Model;

    /// <inheritdoc/>
    protected override void Claim(Domain.Validation.ValidationRun row, DateTimeOffset now) => row.Begin(Lease, now);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(Domain.Validation.ValidationRun row) => row.NextAt;

    /// <inheritdoc/>
    protected override void Leave(Domain.Validation.ValidationRun row) => progress.Leave(row.Id);

    /// <inheritdoc/>
    protected override Task FailAsync(Domain.Validation.ValidationRun row, Exception problem, CancellationToken ct)
    {
        LogFailed(problem, row.Id.ToString());
        return ending.MissAsync(
            row,
            new RunFailedException(ValidationFault.Portal, "The portal's own log says why.", mayPass: true, problem),
            ct
        );
    }

    /// <inheritdoc/>
    protected override async Task<bool> SetAsideAsync(Domain.Validation.ValidationRun row, WorkSetAsideException why, CancellationToken ct)
    {
        LogFailed(why, row.Id.ToString());
        await ending.MissAsync(row, new RunFailedException(ValidationFault.Portal, why.Message, mayPass: false, why), ct);
        return true;
    }

    /// <inheritdoc/>
    protected override Task ReturnAsync(Domain.Validation.ValidationRun row) => ending.ReturnAsync(row, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task WorkAsync(Domain.Validation.ValidationRun row, CancellationToken ct)
    {
        progress.Enter(row.Id, "Reading the held-out set");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(options.Value.MaxMinutes), clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            var (schedule, subject) = await SubjectAsync(row, ct);
            await ending.MeasuresAsync(row, subject.Version.Version, ct);
            var outcome = schedule.SendsPrompts
                ? await ask.RunAsync(schedule, subject, Watch(row), Report(row.Id, Answered), bound.Token)
                : await measure.RunAsync(schedule, subject, Watch(row), Report(row.Id, Scored), bound.Token);
            progress.Enter(row.Id, "Filing evidence");
            await ending.SucceedAsync(row, subject, outcome, ct);
        }
        catch (RunStoppedException)
        {
            // A person cancelled it, which is on record.
        }
        catch (RunFailedException problem)
        {
            await ending.MissAsync(row, problem, ct);
        }
        catch (ScoringException problem)
        {
            var fault = problem.Fault is ScoringFault.Usage && problem.Status is null ? ValidationFault.Settings : ValidationFault.Endpoint;
            await ending.MissAsync(
                row,
                new RunFailedException(fault, problem.Message, problem.Fault is ScoringFault.Undecided, problem),
                ct
            );
        }
        catch (TabularFormatException problem)
        {
            await ending.MissAsync(row, new RunFailedException(ValidationFault.Data, problem.Message, inner: problem), ct);
        }
        catch (OperationCanceledException problem) when (patience.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            await ending.MissAsync(
                row,
                new RunFailedException(
                    ValidationFault.Time,
                    $"The run did not end within {options.Value.MaxMinutes} minutes (ScheduledValidation__MaxMinutes). Score fewer rows.",
                    inner: problem
                ),
                ct
            );
        }
    }

    private async Task<(ValidationSchedule Schedule, RunSubject Subject)> SubjectAsync(
        Domain.Validation.ValidationRun row,
        CancellationToken ct
    )
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        var schedule = await db.ValidationSchedules.AsNoTracking().SingleAsync(s => s.Id == row.Schedule, ct);
        return (schedule, await FindSubject.RunAsync(db, schedule, ct));
    }

    // Whichever node was told to stop it: the row says so. One that stood still for its lease asks no endpoint for more.
    private Func<CancellationToken, Task> Watch(Domain.Validation.ValidationRun row)
    {
        var looked = clock.GetTimestamp();
        return async ct =>
        {
            if (clock.GetElapsedTime(Interlocked.Read(ref looked)) < s_look)
            {
                return;
            }

            Interlocked.Exchange(ref looked, clock.GetTimestamp());
            await using var db = await Databases.CreateDbContextAsync(ct);
            if (await db.ValidationRuns.AnyAsync(r => r.Id == row.Id && r.State == ValidationRunState.Cancelled, ct))
            {
                throw new RunStoppedException();
            }

            await EnsureHeldAsync(row, ct);
        };
    }

    private Action<long, long> Report(ValidationRunId id, Func<long, long, string> words) =>
        (done, total) => progress.Enter(id, words(done, Math.Max(done, total)));

    private static string Scored(long done, long total) =>
        string.Create(CultureInfo.InvariantCulture, $"{done:#,0} of {total:#,0} rows scored");

    private static string Answered(long done, long total) =>
        string.Create(CultureInfo.InvariantCulture, $"{done:#,0} of {total:#,0} prompts answered");

    [LoggerMessage(2801, LogLevel.Error, "The validation run {Id} failed; it will be retried")]
    private partial void LogFailed(Exception e, string id);

    private sealed class RunStoppedException : Exception;
}
