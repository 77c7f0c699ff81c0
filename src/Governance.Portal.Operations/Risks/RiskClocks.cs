using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>When risks are to be remediated.</summary>
internal sealed class RiskClocks : IClockSource
{
    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadRisks))
        {
            return [];
        }

        var risks = await db
            .Risks.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r => r.State == RiskState.Open && r.DueAt != null)
            .OrderBy(r => r.DueAt)
            .Take(most)
            .Select(r => new
            {
                r.Id,
                r.Title,
                r.DueAt,
                r.Owner,
                r.SystemId,
                r.Model,
            })
            .ToListAsync(ct);
        return
        [
            .. risks.Select(r => new RunningClock("shield", $"{r.Id} remediation", r.Title, r.DueAt!.Value, $"/risks/{r.Id}", IsDuty: true)
            {
                Kind = "Risk",
                Person = r.Owner,
                System = DisplayId.TryParse<SystemId>(r.SystemId, out var system) ? system : null,
                Model = r.Model,
            }),
        ];
    }
}
