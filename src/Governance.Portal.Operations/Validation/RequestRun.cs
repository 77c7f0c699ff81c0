using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>Puts a run of a schedule into the queue: when a person asks for it, and when it is due.</summary>
public sealed class RequestRun(ActionRunner runner, WorkProgress<ValidationRunId> progress, DatabaseClock time)
{
    private const string Action = "validation-run.requested";

    /// <summary>A person asks for one now. Where one is under way, it is that one.</summary>
    public async Task<Result<ValidationRunId>> RunAsync(Actor actor, string model, string id, CancellationToken ct)
    {
        var asked = await ScheduleAction.RunAsync<ValidationRunId>(
            runner,
            actor,
            Action,
            (model, id),
            (context, schedule, token) => AskAsync(context, schedule, token),
            ct
        );
        progress.Wake();
        return asked;
    }

    /// <summary>The job asks for one that is due.</summary>
    internal Task<Result<ValidationRunId>> RunDueAsync(ValidationScheduleId id, CancellationToken ct) =>
        runner.RunAsync<ValidationRunId>(
            ValidationEvents.Job,
            new Attempt(Action, id.ToString(), null),
            async (context, token) =>
                // Another node may have been quicker, or a person may have changed it.
                await context.Db.ValidationSchedules.SingleOrDefaultAsync(s => s.Id == id, token) is { } schedule
                && schedule.IsDue(context.Now)
                    ? await AskAsync(context, schedule, token)
                    : ValidationRefusals.NotFound,
            ct
        );

    private async Task<Result<ValidationRunId>> AskAsync(ActionContext context, ValidationSchedule schedule, CancellationToken ct)
    {
        if (
            await context
                .Db.ValidationRuns.Where(r =>
                    r.Schedule == schedule.Id && (r.State == ValidationRunState.Queued || r.State == ValidationRunState.Running)
                )
                .FirstOrDefaultAsync(ct) is
            { } running
        )
        {
            return running.Id; // one at a time: what was asked for happens
        }

        var asked = ValidationRun.Ask(
            await context.Db.NextIdAsync<ValidationRunId>(ct),
            schedule,
            context.Access.Actor.Id,
            await time.NowAsync(context.Db, ct)
        );
        if (!asked.IsDone)
        {
            return asked.Refusal;
        }

        context.Db.ValidationRuns.Add(asked.Value);
        context.Append(ValidationEvents.Of(Action, schedule, ("run", asked.Value.Id.ToString())));
        return asked.Value.Id;
    }
}
