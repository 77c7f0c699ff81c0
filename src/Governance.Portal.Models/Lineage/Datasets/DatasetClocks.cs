using Governance.Data;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>
/// When datasets may not be kept or used any more: the day after the last of their retention, and the withdrawal of a consent while a
/// version that names the dataset runs. Both ask the owner, until their <see cref="DataTask"/> does.
/// </summary>
internal sealed class DatasetClocks : IClockSource
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
        // Owners of data are model owners: others have nothing of it in their queues.
        if (question.Of is null ? !access.Has(Permission.ReadRegistry) : access.Role != Roles.ModelOwner)
        {
            return [];
        }

        var records = question.Of is { } of ? db.Datasets.Where(d => d.Owner == of) : db.Datasets;
        var due = await records
            .AsNoTracking()
            .Where(d =>
                (
                    d.RetentionUntil != null
                    && !db.DataTasks.Any(t => t.Dataset == d.Id && t.Cause == DataEnd.RetentionOver && t.EndedOn == d.RetentionUntil)
                )
                || (
                    d.ConsentWithdrawnOn != null
                    && !db.DataTasks.Any(t => t.Dataset == d.Id && t.Cause == DataEnd.ConsentWithdrawn && t.EndedOn == d.ConsentWithdrawnOn)
                    && db.RegisteredDatasets.Any(r =>
                        r.Name == d.Name && db.Deployments.Any(x => x.Model == r.Model && x.Version == r.Version && x.Until == null)
                    )
                )
            )
            .OrderBy(d => d.ConsentWithdrawnOn == null)
            .ThenBy(d => d.RetentionUntil)
            .ThenBy(d => d.Id)
            .Take(question.Most)
            .ToListAsync(ct);
        return [.. due.Select(Of)];
    }

    private static RunningClock Of(DatasetRecord record)
    {
        var withdrawn = record.ConsentWithdrawnOn is not null;
        return new RunningClock(
            "database",
            withdrawn ? (FormattableString)$"Consent for {record.Name} withdrawn" : $"Retention of {record.Name}",
            record.Id.ToString(),
            new DateTimeOffset((record.ConsentWithdrawnOn ?? record.RetentionUntil!.Value).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            DatasetAddresses.Of(record.Name),
            IsDuty: true
        )
        {
            Kind = "Dataset",
            Person = record.Owner,
            Task = new ClockTask(
                record.Id.ToString(),
                Wording.Verbatim(record.Name),
                Wording.Sentence(
                    withdrawn
                        ? "The consent was withdrawn, and versions made from the data are in use"
                        : "The dataset may be kept until this day"
                ),
                Wording.Sentence(
                    withdrawn ? "Retire or retrain the affected versions" : "Delete the data, or record why it is kept longer"
                ),
                record.RegisteredAt
            )
            {
                IsAskedInTime = !withdrawn,
            },
            IsAllDay = true,
        };
    }
}
