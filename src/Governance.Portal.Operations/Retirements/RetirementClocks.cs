using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Retirements;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Tasks of decommissioning that are open, and retentions that end.</summary>
internal sealed class RetirementClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadRegistry))
        {
            return [];
        }

        var running = await db
            .Retirements.AsNoTracking()
            .Where(r => r.State == RetirementState.UnderWay || (r.RetentionUntil != null && r.RetentionUntil > now))
            .OrderBy(r => r.State == RetirementState.Closed)
            .ThenBy(r => r.RetentionUntil)
            .ThenBy(r => r.Id)
            .Take(question.Most)
            .ToListAsync(ct);
        return
        [
            .. running
                .Where(r => r.State is RetirementState.UnderWay)
                .SelectMany(r => r.Tasks.Where(t => t.DoneAt is null).Select(t => Of(r, $"{r.Id} task {t.Number}", t.DueAt, t.Owner)))
                .Concat(
                    running
                        .Where(r => r.State is not RetirementState.UnderWay)
                        .Select(r => Of(r, $"{r.Id} retention ends", r.RetentionUntil!.Value, null))
                )
                .OrderBy(c => c.At)
                .Take(question.Most),
        ];
    }

    private static RunningClock Of(Retirement retirement, FormattableString title, DateTimeOffset at, UserId? person)
    {
        var isSystem = DisplayId.TryParse<SystemId>(retirement.Subject, out var system);
        return new RunningClock("inventory_2", title, retirement.Title, at, $"/retirements/{retirement.Id}", IsDuty: person is not null)
        {
            Kind = "Retirement",
            Person = person,
            System = isSystem ? system : null,
            Model = isSystem ? null : retirement.Subject.Split('@')[0],
        };
    }
}
