using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>Changes what a schedule validates. Who does so counts among those who file what it finds.</summary>
public sealed class ChangeSchedule(ActionRunner runner, ReadScheduleBody read)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<ValidationScheduleId>> RunAsync(Actor actor, string model, string id, ScheduleBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return ScheduleAction.RunAsync<ValidationScheduleId>(
            runner,
            actor,
            "validation-schedule.changed",
            (model, id),
            async (context, schedule, token) =>
            {
                var named = await context.Db.Models.SingleAsync(m => m.Name == schedule.Model, token);
                var asked = await read.RunAsync(context, named, body, token);
                if (asked.Refusal is { } refusal)
                {
                    return refusal;
                }

                if (schedule.Change(asked.Value.Settings, asked.Value.Owner, context.Access.Actor.Id) is { } wrong)
                {
                    return wrong;
                }

                context.Append(
                    ValidationEvents.Of(
                        "validation-schedule.changed",
                        schedule,
                        ("owner", schedule.Owner.ToString()),
                        ("everyDays", schedule.EveryDays),
                        ("settingsSha256", ValidationEvents.SettingsSha256(schedule))
                    )
                );
                return schedule.Id;
            },
            ct
        );
    }
}
