using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Obligations that were given to a person, with or without a day, until they are met or do not apply.</summary>
internal sealed class QueuedObligations : IQueueSource
{
    private const int Most = 100;

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadCompliance) || access.Person is not { } person)
        {
            return [];
        }

        var given = await DutyClocks
            .Open(db)
            .Where(d => d.Owner == person && d.MetAt == null)
            .Join(
                db.AiSystems,
                d => d.System,
                s => s.Id,
                (d, s) =>
                    new
                    {
                        d.System,
                        d.Obligation,
                        d.DueOn,
                        s.Name,
                    }
            )
            .OrderBy(d => d.DueOn == null)
            .ThenBy(d => d.DueOn)
            .ThenBy(d => d.System)
            .ThenBy(d => d.Obligation)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. given.Select(d => new QueueItem(
                $"{d.System}/{d.Obligation}",
                ComplianceAddresses.Obligation(d.System, d.Obligation),
                "Obligation",
                "gavel",
                Wording.Verbatim(d.Name),
                Wording.Text($"An obligation assigned to you"),
                Wording.Text($"Meet the obligation")
            )
            {
                DueAt = d.DueOn is { } day ? Days.EndOf(day, now) : null,
            }),
        ];
    }
}
