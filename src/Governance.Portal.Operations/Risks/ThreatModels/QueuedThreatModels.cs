using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Threats;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>Threat models that wait for a review by someone who did not make them.</summary>
internal sealed class QueuedThreatModels : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReviewThreats) || access.Person is not { } person)
        {
            return [];
        }

        var submitted = await db
            .ThreatModels.AsNoTracking()
            .Where(t => t.State == ThreatModelState.Submitted)
            .Join(db.AiSystems, t => t.System, s => s.Id, (t, s) => new { Model = t, s.Name })
            .OrderBy(t => t.Model.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. submitted
                .Where(t => t.Model.IsAskedOf(person))
                .Select(t => new QueueItem(
                    t.Model.Id.ToString(),
                    ThreatModelAddresses.Of(t.Model.System),
                    "Threat model",
                    "account_tree",
                    Wording.Verbatim(t.Name),
                    Wording.Text($"Threat model submitted"),
                    Wording.Text($"Approve or return the threat model")
                )
                {
                    Since = t.Model.SubmittedAt,
                    DueAt = t.Model.SubmittedAt + s_within,
                }),
        ];
    }
}
