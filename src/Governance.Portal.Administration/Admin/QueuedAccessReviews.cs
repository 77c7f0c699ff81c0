using Governance.Data;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Access reviews with lines to decide: not those about one's own access, which another administrator decides.</summary>
internal sealed class QueuedAccessReviews : IQueueSource
{
    private const int Most = 10;

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.Administer) || access.Person is not { } person)
        {
            return [];
        }

        var open = await db
            .AccessReviews.AsNoTracking()
            .Where(r => r.ClosedAt == null)
            .OrderBy(r => r.DueAt)
            .ThenBy(r => r.Id)
            .Take(Most)
            .ToListAsync(ct);
        if (open.Count == 0)
        {
            return [];
        }

        var keys = await db.ApiKeys.AsNoTracking().Where(k => k.Owner == person).Select(k => k.Id).ToListAsync(ct);
        HashSet<string> own = [person.ToString(), .. keys.Select(k => k.ToString())];
        return
        [
            .. from review in open
            let undecided = review.Lines.Where(l => l.Verdict is null).ToList()
            let theirs = undecided.Count(l => !own.Contains(l.Holder))
            where theirs > 0 || undecided.Count == 0
            select new QueueItem(
                review.Id.ToString(),
                "/admin/access-review",
                "Access review",
                "fact_check",
                Wording.Text($"Access review"),
                Wording.Text($"{review.Lines.Count - undecided.Count} of {review.Lines.Count} items decided"),
                Wording.Sentence(undecided.Count == 0 ? "Close the review" : "Decide on the open items")
            )
            {
                Since = review.OpenedAt,
                DueAt = review.DueAt,
            },
        ];
    }
}
