using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>Sets up a schedule by which a live model is validated. Its first run is due at once.</summary>
public sealed class SetUpSchedule(ActionRunner runner, ReadScheduleBody read, WorkProgress<ValidationRunId> progress)
{
    /// <summary>Runs the action.</summary>
    public async Task<Result<ValidationScheduleId>> RunAsync(Actor actor, string model, ScheduleBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(body);
        var made = await runner.RunAsync<ValidationScheduleId>(
            actor,
            new Attempt("validation-schedule.created", ModelName.IsModel(model) ? model : "model", Permission.ScheduleValidation),
            (context, token) => ActAsync(context, model, body, token),
            ct
        );
        progress.Wake();
        return made;
    }

    private async Task<Result<ValidationScheduleId>> ActAsync(ActionContext context, string name, ScheduleBody body, CancellationToken ct)
    {
        if (!ModelName.IsModel(name) || await context.Db.LockModelAsync(name, ct) is not { } model)
        {
            return ModelRefusals.NotFound(name);
        }

        var asked = await read.RunAsync(context, model, body, ct);
        if (asked.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await context.Db.ValidationSchedules.CountAsync(s => s.Model == name, ct) >= ValidationSchedule.MostOfModel)
        {
            return ValidationRefusals.TooMany;
        }

        var made = ValidationSchedule.Create(
            await context.Db.NextIdAsync<ValidationScheduleId>(ct),
            model.Name,
            asked.Value.Settings,
            asked.Value.Owner,
            context.Access.Actor.Id,
            context.Now
        );
        if (!made.IsDone)
        {
            return made.Refusal;
        }

        context.Db.ValidationSchedules.Add(made.Value);
        context.Append(
            ValidationEvents.Of(
                "validation-schedule.created",
                made.Value,
                ("owner", made.Value.Owner.ToString()),
                ("everyDays", made.Value.EveryDays),
                ("settingsSha256", ValidationEvents.SettingsSha256(made.Value))
            )
        );
        return made.Value.Id;
    }
}
