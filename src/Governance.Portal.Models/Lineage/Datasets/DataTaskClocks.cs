using Governance.Data;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>What people have to do because data may not be used any more, until its day.</summary>
internal sealed class DataTaskClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

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
        if (question.Of is null ? !access.Has(Permission.ReadRegistry) : access.Role != Roles.ModelOwner)
        {
            return [];
        }

        var tasks = await db
            .DataTasks.AsNoTracking()
            .Where(t => t.Outcome == null && (question.Of == null || t.Owner == question.Of))
            .OrderBy(t => t.DueOn)
            .ThenBy(t => t.Id)
            .Take(question.Most)
            .ToListAsync(ct);
        return [.. tasks.Select(Of)];
    }

    private static RunningClock Of(DataTask task)
    {
        var title = task.Model.Length == 0 ? (FormattableString)$"Delete {task.Name}" : $"{task.Model} is made from {task.Name}";
        return new RunningClock(
            "database",
            title,
            task.Id.ToString(),
            new DateTimeOffset(task.DueOn.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            DatasetAddresses.Of(task.Name),
            IsDuty: true
        )
        {
            Kind = "Dataset",
            Person = task.Owner,
            Model = task.Model.Length == 0 ? null : task.Model,
            Task = new ClockTask(
                task.Id.ToString(),
                Wording.Verbatim(task.Model.Length == 0 ? task.Name : task.Model),
                Wording.Sentence(task.Cause is DataEnd.ConsentWithdrawn ? "The consent was withdrawn" : "The retention period has ended"),
                Wording.Sentence(
                    task.Model.Length == 0
                        ? "Delete the data, or state why it is kept"
                        : "Retire or retrain the affected versions, or state why they stay in use"
                ),
                task.RaisedAt
            ),
            IsAllDay = true,
        };
    }
}
