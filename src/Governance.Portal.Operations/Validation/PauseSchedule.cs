using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Operations.Validation;

/// <summary>Pauses a schedule, and lets it run again. An alert that it is overdue stays until a validation succeeds.</summary>
public sealed class PauseSchedule(ActionRunner runner, WorkProgress<ValidationRunId> progress)
{
    /// <summary>Pauses it.</summary>
    public Task<Result<ValidationScheduleId>> RunAsync(Actor actor, string model, string id, CancellationToken ct) =>
        ActAsync(actor, model, id, "validation-schedule.paused", (schedule, _) => schedule.Pause(), ct);

    /// <summary>Lets it run again.</summary>
    public async Task<Result<ValidationScheduleId>> ResumeAsync(Actor actor, string model, string id, CancellationToken ct)
    {
        var resumed = await ActAsync(actor, model, id, "validation-schedule.resumed", (schedule, now) => schedule.Resume(now), ct);
        progress.Wake();
        return resumed;
    }

    private Task<Result<ValidationScheduleId>> ActAsync(
        Actor actor,
        string model,
        string id,
        string action,
        Func<ValidationSchedule, DateTimeOffset, Refusal?> change,
        CancellationToken ct
    ) =>
        ScheduleAction.RunAsync<ValidationScheduleId>(
            runner,
            actor,
            action,
            (model, id),
            (context, schedule, _) =>
            {
                if (change(schedule, context.Now) is { } refusal)
                {
                    return Task.FromResult<Result<ValidationScheduleId>>(refusal);
                }

                context.Append(ValidationEvents.Of(action, schedule));
                return Task.FromResult<Result<ValidationScheduleId>>(schedule.Id);
            },
            ct
        );
}
