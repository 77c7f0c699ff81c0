using Governance.Data;
using Governance.Domain.Cards;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Cards;

/// <summary>Cards that wait for a review by someone who did not write them.</summary>
internal sealed class QueuedCards : IQueueSource
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
        if (!access.Has(Permission.ReviewCards) || access.Person is not { } person)
        {
            return [];
        }

        var submitted = await db
            .Cards.AsNoTracking()
            .Where(c => c.State == CardState.Submitted)
            .OrderBy(c => c.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. submitted
                .Where(c => c.IsAskedOf(person))
                .Select(c => new QueueItem(
                    c.Id.ToString(),
                    PageOf(c),
                    "Card",
                    "description",
                    Wording.Verbatim(c.Subject.Replace('@', ' ')),
                    Wording.Sentence(c.Kind is CardKind.Model ? "Model card submitted" : "System card submitted"),
                    Wording.Text($"Approve or return the card")
                )
                {
                    Since = c.SubmittedAt,
                    DueAt = c.SubmittedAt + s_within,
                }),
        ];
    }

    private static string PageOf(Card card) =>
        card.Kind is CardKind.Model && card.Subject.Split('@', 2) is [var model, var version]
            ? $"{ModelAddresses.Version(model, version)}?tab=model-card"
            : $"{ComplianceAddresses.Systems}/{card.Subject}";
}
