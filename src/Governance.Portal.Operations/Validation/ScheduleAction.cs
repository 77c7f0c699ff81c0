using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>What all actions on a schedule begin with: who may, and which it is.</summary>
internal static class ScheduleAction
{
    public static Task<Result<T>> RunAsync<T>(
        ActionRunner runner,
        Actor actor,
        string action,
        (string Model, string Id) named,
        Func<ActionContext, ValidationSchedule, CancellationToken, Task<Result<T>>> act,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        var known = DisplayId.TryParse<ValidationScheduleId>(named.Id, out var id);
        return runner.RunAsync<T>(
            actor,
            new Attempt(action, known ? id.ToString() : "validation-schedule", Permission.ScheduleValidation),
            async (context, token) =>
                known
                && await context.Db.ValidationSchedules.SingleOrDefaultAsync(s => s.Id == id && s.Model == named.Model, token)
                    is { } schedule
                    ? await act(context, schedule, token)
                    : ValidationRefusals.NotFound,
            ct
        );
    }
}
