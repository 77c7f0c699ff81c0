using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>When obligations are due as they were assigned, and when what was met is to be looked at again.</summary>
internal sealed class DutyClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadCompliance))
        {
            return [];
        }

        var duties = await db
            .Duties.AsNoTracking()
            .Where(d => d.NotApplicableAt == null && ((d.MetAt == null && d.DueOn != null) || (d.MetAt != null && d.NextReview != null)))
            .Select(d => new
            {
                d.System,
                d.Obligation,
                d.Owner,
                IsReview = d.MetAt != null,
                Day = d.MetAt != null ? d.NextReview : d.DueOn,
            })
            .OrderBy(d => d.Day)
            .ThenBy(d => d.System)
            .ThenBy(d => d.Obligation)
            .Take(most)
            .ToListAsync(ct);
        return
        [
            .. duties.Select(d => new RunningClock(
                "gavel",
                d.IsReview ? (FormattableString)$"{d.Obligation} review" : $"{d.Obligation} obligation",
                d.System.ToString(),
                new DateTimeOffset(d.Day!.Value.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                ComplianceAddresses.Obligation(d.System, d.Obligation),
                IsDuty: true
            )
            {
                Kind = "Obligation",
                Person = d.Owner,
                System = d.System,
                IsAllDay = true,
            }),
        ];
    }
}
