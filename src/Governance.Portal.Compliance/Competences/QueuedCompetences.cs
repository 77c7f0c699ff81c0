using Governance.Data;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Competences;

/// <summary>Recorded trainings that wait for someone else to confirm them: one item for each person whose they are.</summary>
internal sealed class QueuedCompetences : IQueueSource
{
    private const int Most = 500;

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ManageCompetences) || access.Person is not { } person)
        {
            return [];
        }

        var recorded = await db
            .Competences.AsNoTracking()
            .Where(c => c.State == CompetenceState.Recorded && c.Person != person)
            .OrderBy(c => c.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. recorded
                .Where(c => c.IsConfirmationAskedOf(person))
                .GroupBy(c => c.Person)
                .Select(of => new QueueItem(
                    of.First().Id.ToString(),
                    ComplianceAddresses.CompetencesOf(of.Key),
                    "Competences",
                    "person",
                    Wording.Verbatim(of.First().PersonName),
                    Wording.Text($"Training recorded"),
                    Wording.Text($"Confirm or withdraw the record")
                )
                {
                    Since = of.First().RecordedAt,
                }),
        ];
    }
}
