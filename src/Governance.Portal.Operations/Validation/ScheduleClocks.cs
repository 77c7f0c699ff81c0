using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Validation;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>By when a validation has to have succeeded.</summary>
internal sealed class ScheduleClocks : IClockSource
{
    /// <inheritdoc/>
    public bool AsksPeople => true;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(question.Of is null ? Permission.ReadRegistry : Permission.ScheduleValidation))
        {
            return [];
        }

        var active = db.ValidationSchedules.AsNoTracking().Where(s => s.State == ScheduleState.Active);
        if (question.Of is { } of)
        {
            // What runs as it should asks nothing of anyone.
            var late = now - ValidationSchedule.Grace;
            active = active.Where(s => s.Owner == of && (s.FailingSince != null || s.DueAt <= late));
        }

        var schedules = await active.OrderBy(s => s.DueAt).ThenBy(s => s.Id).Take(question.Most).ToListAsync(ct);
        return
        [
            .. schedules.Select(s => new RunningClock(
                "schedule",
                $"{s.Id} validation",
                $"{s.Model}, {s.Environment ?? s.Version}",
                s.OverdueAt,
                ScheduleAddresses.Schedule(s.Model, s.Id),
                IsDuty: true
            )
            {
                Kind = "Scheduled validation",
                Person = s.Owner,
                Model = s.Model,
                Task =
                    s.FailingSince is null && !s.IsOverdue(now)
                        ? null
                        : new ClockTask(
                            s.Id.ToString(),
                            Wording.Verbatim($"{s.Model} {s.Environment ?? s.Version}"),
                            Wording.Sentence(s.FailingSince is null ? "No run succeeded in time" : "Runs are failing"),
                            Wording.Text($"Fix the validation"),
                            s.FailingSince ?? s.DueAt
                        ),
            }),
        ];
    }
}
