using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>By when explanation requests are to be answered; they are named by their id alone.</summary>
internal sealed class ExplanationClocks : IClockSource
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
        if (!access.Has(Permission.ReadExplanations))
        {
            return [];
        }

        var open = await db
            .ExplanationRequests.AsNoTracking()
            .Where(r => r.ClosedAt == null)
            .OrderBy(r => r.DueAt)
            .ThenBy(r => r.Id)
            .Take(question.Most)
            .Select(r => new
            {
                r.Id,
                r.Model,
                r.DueAt,
            })
            .ToListAsync(ct);
        return
        [
            .. open.Select(r => new RunningClock(
                "help",
                $"{r.Id} answer",
                r.Model,
                r.DueAt,
                ComplianceAddresses.Explanation(r.Id.ToString()),
                IsDuty: true
            )
            {
                Kind = "Explanation request",
                Model = r.Model,
            }),
        ];
    }
}
