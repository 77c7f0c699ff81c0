using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>Stops a run. The node that works on it notices before its next request; nothing is filed.</summary>
public sealed class CancelRun(ActionRunner runner, DatabaseClock time)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<ValidationRunId>> RunAsync(Actor actor, string id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var known = DisplayId.TryParse<ValidationRunId>(id, out var run);
        return runner.RunAsync<ValidationRunId>(
            actor,
            new Attempt("validation-run.cancelled", known ? run.ToString() : "validation-run", Permission.ScheduleValidation),
            async (context, token) =>
            {
                if (!known || await context.Db.ValidationRuns.SingleOrDefaultAsync(r => r.Id == run, token) is not { } found)
                {
                    return ValidationRefusals.RunNotFound;
                }

                if (found.Cancel(await time.NowAsync(context.Db, token)) is { } refusal)
                {
                    return refusal;
                }

                var schedule = await context.Db.ValidationSchedules.SingleAsync(s => s.Id == found.Schedule, token);
                schedule.Ended(found, context.Now);
                context.Append(ValidationEvents.Of("validation-run.cancelled", schedule, ("run", run.ToString())));
                return run;
            },
            ct
        );
    }
}
