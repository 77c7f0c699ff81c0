using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Access that waits for a second person to confirm it.</summary>
internal sealed class QueuedAccess : IQueueSource
{
    private static readonly TimeSpan s_confirmWithin = TimeSpan.FromDays(1);

    // One item a person, whatever waits of their access.
    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ConfirmAccess) || access.Person is not { } confirmer)
        {
            return [];
        }

        var waiting = (await AccessGivers.WaitingAsync(db, null, now, ct))
            .Where(w => w.User != confirmer && w.By != confirmer)
            .GroupBy(w => w.User)
            .Take(100)
            .ToList();
        var ids = waiting.ConvertAll(g => g.Key.Number);
        var names =
            ids.Count == 0
                ? []
                : await db
                    .Users.AsNoTracking()
                    .Where(u => ids.Contains(u.Id))
                    .Select(u => new { u.Id, u.PrintedName })
                    .ToDictionaryAsync(u => u.Id, u => u.PrintedName, ct);
        return
        [
            .. waiting.Select(g => new QueueItem(
                g.Key.ToString(),
                "/confirm-access",
                "Access",
                "key",
                Wording.Verbatim(names.GetValueOrDefault(g.Key.Number) ?? g.Key.ToString()),
                Wording.Text($"Takes effect once a second person confirms it"),
                Wording.Text($"Confirm access")
            )
            {
                Since = g.Min(w => w.At),
                DueAt = g.Min(w => w.At) + s_confirmWithin,
            }),
        ];
    }
}
