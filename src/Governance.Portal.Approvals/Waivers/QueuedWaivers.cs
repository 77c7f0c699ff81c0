using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>Waivers that wait for a person who may grant them.</summary>
internal sealed class QueuedWaivers : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(3);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.GrantWaiver) || access.Person is not { } person)
        {
            return [];
        }

        var signer = new Signer(person, access.PrintedName, access.Role);
        var waiting = await db
            .Waivers.AsNoTracking()
            .Where(w => w.State == WaiverState.Requested && w.ExpiresAt > now)
            .OrderBy(w => w.AskedAt)
            .ThenBy(w => w.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Where(w => w.CanBeGrantedBy(signer))
                .Select(w => new QueueItem(
                    w.Id.ToString(),
                    ModelAddresses.Version(w.Model, w.Version),
                    "Waiver",
                    "do_not_disturb_on",
                    Wording.Verbatim(ModelName.Of(w.Model, w.Version)),
                    Wording.Text($"Waiver of {w.Rule}"),
                    Wording.Text($"Grant or refuse")
                )
                {
                    Since = w.AskedAt,
                    // A waiver that ends before it was decided served no one.
                    DueAt = w.ExpiresAt < w.AskedAt + s_within ? w.ExpiresAt : w.AskedAt + s_within,
                }),
        ];
    }
}
