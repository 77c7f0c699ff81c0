using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Intake;

/// <summary>By when proposed use cases should be decided.</summary>
internal sealed class UseCaseClocks : IClockSource
{
    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadUseCases))
        {
            return [];
        }

        var waiting = await db
            .UseCases.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(u => u.DueAt != null)
            .OrderBy(u => u.DueAt)
            .Take(question.Most)
            .Select(u => new
            {
                u.Id,
                u.Title,
                u.DueAt,
            })
            .ToListAsync(ct);
        return
        [
            .. waiting.Select(u => new RunningClock(
                "inbox",
                $"{u.Id} triage",
                u.Title,
                u.DueAt!.Value,
                ComplianceAddresses.UseCase(u.Id.ToString()),
                IsDuty: true
            )
            {
                Kind = "Use case",
            }),
        ];
    }
}
