using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>
/// What is due of a person, by the same clocks as the calendar: what was given to them from the beginning, what comes round from the day
/// on which they are reminded of it.
/// </summary>
internal sealed class QueuedDuties(IEnumerable<IClockSource> clocks, ReminderTimes times) : IQueueSource
{
    private const int Most = 100;

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (access.Person is not { } person)
        {
            return [];
        }

        var (question, until) = (new ClockQuestion(Most) { Of = person }, times.Horizon(now));
        var items = new List<QueueItem>();
        foreach (var source in clocks.Where(c => c.AsksPeople))
        {
            items.AddRange(
                from clock in await source.RunningAsync(db, access, question, now, ct)
                where clock.Task is { } task && (!task.IsAskedInTime || clock.At <= until)
                select new QueueItem(
                    clock.Task!.Id,
                    clock.Href,
                    clock.Kind,
                    clock.Icon,
                    clock.Task.Title,
                    clock.Task.About,
                    clock.Task.Asked
                )
                {
                    Severity = clock.Task.Severity,
                    Since = clock.Task.Since,
                    DueAt = clock.LateAt(now),
                }
            );
        }

        return items;
    }
}
