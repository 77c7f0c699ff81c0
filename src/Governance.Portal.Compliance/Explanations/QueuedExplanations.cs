using Governance.Data;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Explanation requests that wait for an answer, for its review or to be sent; they are named by their id alone.</summary>
internal sealed class QueuedExplanations : IQueueSource
{
    private const int Most = 100;

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (writes, reviews) = (access.Has(Permission.WriteExplanations), access.Has(Permission.ReviewExplanations));
        if (!(writes || reviews) || access.Person is not { } person)
        {
            return [];
        }

        var open = await db
            .ExplanationRequests.AsNoTracking()
            .Where(r => r.ClosedAt == null)
            .OrderBy(r => r.DueAt)
            .ThenBy(r => r.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. from request in open
            let asked = Asked(request, person, writes, reviews)
            where asked is not null
            select new QueueItem(
                request.Id.ToString(),
                ComplianceAddresses.Explanation(request.Id.ToString()),
                "Explanation request",
                "help",
                Wording.Verbatim(request.Model),
                Wording.Sentence(
                    request.State switch
                    {
                        ExplanationState.Drafted => "Explanation written",
                        ExplanationState.Reviewed => "Explanation reviewed",
                        _ when request.Returned is not null => "Explanation returned",
                        _ => "Received, not answered",
                    }
                ),
                Wording.Sentence(asked)
            )
            {
                Since = request.ReceivedAt,
                DueAt = request.DueAt,
            },
        ];
    }

    private static string? Asked(ExplanationRequest request, UserId person, bool writes, bool reviews) =>
        request.State switch
        {
            ExplanationState.Received => writes ? "Write the explanation" : null,
            ExplanationState.Drafted => reviews && request.IsReviewAskedOf(person) ? "Review the explanation" : null,
            ExplanationState.Reviewed => writes ? "Send the answer" : null,
            _ => null,
        };
}
