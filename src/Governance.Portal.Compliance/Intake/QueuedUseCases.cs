using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Use cases that wait for a person: an opinion in their function, the decision, or an answer to what a reviewer asked.</summary>
internal sealed class QueuedUseCases : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(10);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ProposeUseCases) || access.Person is not { } person)
        {
            return [];
        }

        var open = await db
            .UseCases.AsNoTracking()
            .IgnoreAutoIncludes()
            .Include(u => u.Opinions)
            .Where(u => u.State == UseCaseState.Submitted || u.State == UseCaseState.InTriage || u.State == UseCaseState.InformationAsked)
            .OrderBy(u => u.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. from useCase in open
            let asked = Asked(useCase, access, person)
            where asked is not null
            let since = useCase.SubmittedAt ?? useCase.ProposedAt
            select new QueueItem(
                useCase.Id.ToString(),
                ComplianceAddresses.UseCase(useCase.Id.ToString()),
                "Use case",
                "inbox",
                Wording.Verbatim(useCase.Title),
                Wording.Sentence(useCase.IsInTriage ? $"{useCase.Current.Count} of 3 opinions" : "A reviewer requested more information"),
                Wording.Sentence(asked)
            )
            {
                Since = since,
                DueAt = useCase.DueAt ?? since + s_within,
            },
        ];
    }

    private static string? Asked(UseCase useCase, Access access, UserId person) =>
        useCase.Proposers.Contains(person)
            ? useCase.IsInTriage
                ? null
                : "Answer and submit again"
            : !useCase.IsInTriage || useCase.Current.Any(o => o.Person == person)
                ? null
                : access.Has(Permission.TriageUseCases)
                && GiveOpinion.FunctionOf(access.Role) is { } function
                && useCase.Missing.Contains(function)
                    ? "Give an opinion"
                    : access.Has(Permission.DecideUseCases) && useCase.Missing.Count == 0
                        ? "Accept or decline"
                        : null;
}
