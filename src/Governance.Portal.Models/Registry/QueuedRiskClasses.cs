using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Lower risk classes that wait for a second person: neither the one who asked nor anyone who answers for the model.</summary>
internal sealed class QueuedRiskClasses : IQueueSource
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
        if (!access.Has(Permission.ConfirmRiskClass) || access.Person is not { } person)
        {
            return [];
        }

        var asker = $"user:{person}";
        var waiting = await db
            .RiskLowerings.AsNoTracking()
            .Where(l => l.State == RiskLoweringState.Pending && l.AskedBy != asker)
            .Join(db.Models, l => l.Model, m => m.Name, (l, m) => new { Lowering = l, Model = m })
            .OrderBy(w => w.Lowering.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Where(w => RiskLowering.RefusesSecond(w.Model, person, [], Separation.None) is null)
                .Select(w => new QueueItem(
                    w.Model.Name,
                    ModelAddresses.Model(w.Model.Name),
                    "Risk class",
                    "deployed_code",
                    Wording.Verbatim(w.Model.DisplayName),
                    Wording.Text($"A lower risk class has been requested"),
                    Wording.Text($"Confirm or decline the class")
                )
                {
                    Severity = QueueSeverity.Of(w.Lowering.From),
                    Since = w.Lowering.AskedAt,
                    DueAt = w.Lowering.AskedAt + s_within,
                }),
        ];
    }
}
