using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Operations.Incidents;

/// <summary>When incidents have to be reported to the authority.</summary>
internal sealed class IncidentClocks(ListIncidents incidents, IncidentLibrary library) : IClockSource
{
    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadIncidents))
        {
            return [];
        }

        return
        [
            .. (await incidents.ClocksAsync(ct)).Select(i => new RunningClock(
                "timer",
                $"{i.Id}: report to the authority",
                i.Title,
                i.DueAt!.Value,
                $"/incidents/{i.Id}",
                IsDuty: true
            )
            {
                Kind = "Incident",
                Provisions = i.Clock is null ? [] : [library.Law.Clock(i.Clock).Reference],
            }),
        ];
    }
}
