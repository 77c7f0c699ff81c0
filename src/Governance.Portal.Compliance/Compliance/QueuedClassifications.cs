using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>
/// Classifications that wait for a signature by someone who did not answer them, those that were returned to their authors, and those in
/// force that rest on what has changed.
/// </summary>
internal sealed class QueuedClassifications : IQueueSource
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
        var (signs, writes) = (access.Has(Permission.SignClassification), access.Has(Permission.WriteCompliance));
        if (!(signs || writes) || access.Person is not { } person)
        {
            return [];
        }

        // What is being answered again is no one's to reopen.
        var asking = await db
            .Assessments.AsNoTracking()
            .Where(a =>
                a.State == AssessmentState.Submitted
                || (a.State == AssessmentState.Open && a.ReviewReason != null)
                || (
                    a.State == AssessmentState.NeedsReview
                    && !db.Assessments.Any(n =>
                        n.System == a.System && (n.State == AssessmentState.Open || n.State == AssessmentState.Submitted)
                    )
                )
            )
            .Join(
                db.AiSystems,
                a => a.System,
                s => s.Id,
                (a, s) =>
                    new
                    {
                        Assessment = a,
                        s.Name,
                        s.LifeCycle,
                    }
            )
            .Where(w => w.LifeCycle != LifeCycle.Retired)
            .OrderBy(w => w.Assessment.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. from one in asking
            let assessment = one.Assessment
            let asked = Asked(assessment, person, signs, writes)
            where asked is not null
            select new QueueItem(
                assessment.Id.ToString(),
                // Where it is signed, returned and answered.
                assessment.State is AssessmentState.NeedsReview
                    ? ComplianceAddresses.System(assessment.System)
                    : ComplianceAddresses.Classify(assessment.System),
                "Classification",
                "gavel",
                Wording.Verbatim(one.Name),
                Wording.Sentence(
                    assessment.State switch
                    {
                        AssessmentState.Submitted => "Classification submitted",
                        AssessmentState.Open => "Classification returned",
                        _ => "The basis of the classification has changed",
                    }
                ),
                Wording.Sentence(asked)
            )
            {
                Since = assessment.SubmittedAt,
                DueAt = assessment.State is AssessmentState.NeedsReview ? null : assessment.SubmittedAt + s_within,
            },
        ];
    }

    private static string? Asked(Assessment assessment, UserId person, bool signs, bool writes) =>
        assessment.State switch
        {
            AssessmentState.Submitted => signs && assessment.IsAskedOf(person) ? "Sign or return the classification" : null,
            AssessmentState.Open => writes && assessment.Authors.Contains(person.Number) ? "Answer and submit again" : null,
            _ => writes ? "Classify the system again" : null,
        };
}
