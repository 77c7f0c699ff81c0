using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Targets;

/// <summary>
/// Drafts of appetite and targets that wait for the signature of the system's owner or a risk officer, never of who drafted them.
/// </summary>
internal sealed class QueuedTargets : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(14);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.SignTargets) || access.Person is not { } person)
        {
            return [];
        }

        var signer = new Signer(person, access.PrintedName, access.Role);
        var drafts = await db
            .SystemTargets.AsNoTracking()
            .Where(t => t.State == TargetsState.Draft)
            .Join(
                db.AiSystems,
                t => t.System,
                s => s.Id,
                (t, s) =>
                    new
                    {
                        Draft = t,
                        s.Name,
                        s.Owner,
                        s.LifeCycle,
                    }
            )
            .Where(d => d.LifeCycle != LifeCycle.Retired)
            .OrderBy(d => d.Draft.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. drafts
                .Where(d => d.Draft.IsAskedOf(signer, d.Owner))
                .Select(d => new QueueItem(
                    d.Draft.Id.ToString(),
                    ComplianceAddresses.Targets(d.Draft.System),
                    "Targets",
                    "tune",
                    Wording.Verbatim(d.Name),
                    Wording.Text($"Appetite and targets drafted"),
                    Wording.Text($"Sign risk appetite and targets of {d.Name}")
                )
                {
                    Since = d.Draft.DraftedAt,
                    DueAt = d.Draft.DraftedAt + s_within,
                }),
        ];
    }
}
